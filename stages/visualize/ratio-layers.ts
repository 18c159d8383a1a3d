import type { TopLevelSpec } from 'vega-lite';
import { CATEGORIES, INK } from '../drawing/colour.ts';
import { SIZE } from '../drawing/svg.ts';

// What the charts of ratios of similar pairs share: chance as an orange line in a pale band, measured ratios in blue.

const [BLUE = '', ORANGE = ''] = CATEGORIES;

export const COLOUR = { trained: BLUE, untrained: INK.quiet, chance: ORANGE } as const;

/** What chance gives at one place of the x axis: the expected ratio, and the range that contains 95 of 100 layers. */
export interface ChanceMark {
  readonly x: number;
  readonly chance: number;
  readonly low: number;
  readonly high: number;
}

/** The band and line of chance. `x` and `y` are encodings without a field. */
export function chanceLayers(
  marks: readonly ChanceMark[],
  { x, y }: { readonly x: object; readonly y: object },
): object[] {
  return [
    {
      data: { values: marks },
      mark: { type: 'area', color: COLOUR.chance, opacity: 0.2, clip: true },
      encoding: { x: { field: 'x', ...x }, y: { field: 'low', ...y }, y2: { field: 'high' } },
    },
    {
      data: { values: marks },
      mark: { type: 'line', color: COLOUR.chance, strokeWidth: 1.5, clip: true },
      encoding: { x: { field: 'x', ...x }, y: { field: 'chance', ...y } },
    },
  ];
}

/** Coloured words, one below the other, at the top right of a panel of `width`. */
export function keyLayers(
  names: readonly { readonly name: string; readonly colour: string }[],
  { width }: { readonly width: number },
): object[] {
  const style = { align: 'right', baseline: 'middle', fontWeight: 600, fontSize: SIZE.text } as const;
  return names.flatMap(({ name, colour }, index) =>
    wordLayers(name, {
      style: { ...style, color: colour },
      encoding: { x: { value: width - 4 }, y: { value: 8 + index * 15 } },
    }),
  );
}

/** A word with a white outline, so that no grid line strikes it through. */
export function wordLayers(
  word: string,
  { style, encoding }: { readonly style: object; readonly encoding: object },
): object[] {
  const rim = { color: INK.paper, stroke: INK.paper, strokeWidth: 4, aria: false };
  return [rim, {}].map((own) => ({
    data: { values: [{ word }] },
    mark: { type: 'text', ...style, ...own },
    encoding: { text: { field: 'word' }, ...encoding },
  }));
}

/** A heading above a panel. Not a vega title: that is placed above the highest axis label, so panels would not be level. */
export function headingLayer(heading: string): object {
  return {
    data: { values: [{ heading }] },
    mark: { type: 'text', align: 'left', fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
    encoding: { text: { field: 'heading' }, x: { value: 0 }, y: { value: -14 } },
  };
}

/** A picture that says that there is nothing to compare, and at which sweep point. */
export function nothingToCompare(
  layer: string,
  { title, place }: { readonly title?: string; readonly place?: string },
): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title ?? `Similar pairs of filters of ${layer}`, ...(place && { subtitle: place }) },
    width: 360,
    height: 60,
    data: { values: [{ word: 'Nothing to compare: fewer than two filters that are not zero' }] },
    mark: { type: 'text', align: 'left', fontSize: SIZE.text + 1, color: INK.quiet },
    encoding: { text: { field: 'word' }, x: { value: 0 }, y: { value: 30 } },
  };
}

/** An axis of ratios, as percentages. */
export const PERCENT_AXIS = { labelExpr: "format(datum.value * 100, '~r') + ' %'", tickCount: 5 } as const;

/** Rounds off the last digits, which may differ between machines. */
export function tidy(value: number): number {
  return Number(value.toPrecision(9));
}
