import type { TopLevelSpec } from 'vega-lite';
import { CATEGORIES, INK } from '../drawing/colour.ts';
import { SIZE } from '../drawing/svg.ts';
import type { DrawnNull } from '../statistics/drawn-null.ts';

// What the charts of ratios of similar pairs share: each null as a line in a pale band, measured ratios in blue.

const [BLUE = '', ORANGE = '', GREEN = '', PINK = '', , AMBER = ''] = CATEGORIES;

export const COLOUR = { trained: BLUE, untrained: INK.quiet, chance: ORANGE } as const;

/** How each null is drawn, and what it is, in a few words. */
export const NULLS: Readonly<Record<DrawnNull, { readonly colour: string; readonly words: string }>> = {
  isotropic: { colour: ORANGE, words: 'isotropic: random directions' },
  permuted: { colour: PINK, words: 'permuted: the weights of each filter in random order' },
  rotated: { colour: GREEN, words: 'rotated: filters of the same mean and covariance' },
  'rotated-about-zero': { colour: AMBER, words: 'rotated-about-zero: the same second moments, no mean' },
};

/** The parameter "nulls" of a chart. */
export const NULLS_SCHEMA = {
  description: 'The nulls to draw, of those that layers were drawn from',
  type: 'array',
  items: { enum: Object.keys(NULLS) },
  uniqueItems: true,
  default: ['isotropic', 'rotated'],
} as const;

/** What a null gives at one place of the x axis: its median, and the band around it. */
export interface BandMark {
  readonly x: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** A band and its line in the colour of the null. `x` and `y` are encodings without a field. */
export function bandLayers(
  marks: readonly BandMark[],
  { x, y, colour }: { readonly x: object; readonly y: object; readonly colour: string },
): object[] {
  return [
    {
      data: { values: marks },
      mark: { type: 'area', color: colour, opacity: 0.18, clip: true },
      encoding: { x: { field: 'x', ...x }, y: { field: 'low', ...y }, y2: { field: 'high' } },
    },
    {
      data: { values: marks },
      mark: { type: 'line', color: colour, strokeWidth: 1.5, clip: true },
      encoding: { x: { field: 'x', ...x }, y: { field: 'median', ...y } },
    },
  ];
}

/** Lines of text below a panel of `height`, beneath its axis and axis title. */
export function notesBelow(
  lines: readonly { readonly text: string; readonly colour: string }[],
  { height }: { readonly height: number },
): object[] {
  return lines.map(({ text, colour }, index) => ({
    data: { values: [{ text }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: SIZE.text, color: colour, clip: false },
    encoding: { text: { field: 'text' }, x: { value: 0 }, y: { value: height + 54 + index * 16 } },
  }));
}

/** A p value as people read it. */
export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`;
}

/** Words in their colours on paper, one below the other, at the top right of a panel of `width`. */
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
