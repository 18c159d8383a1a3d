import { CATEGORIES, INK } from '../drawing/colour.js';
import { SIZE } from '../drawing/svg.js';
// What the charts of ratios of similar pairs share: chance as an orange line in a pale band, measured ratios in blue.
const [BLUE = '', ORANGE = ''] = CATEGORIES;
export const COLOUR = { trained: BLUE, untrained: INK.quiet, chance: ORANGE };
/** The band and line of chance. `x` and `y` are encodings without a field. */
export function chanceLayers(marks, { x, y }) {
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
/** Words in their colours on paper, one below the other, at the top right of a panel of `width`. */
export function keyLayers(names, { width }) {
    const style = { align: 'right', baseline: 'middle', fontWeight: 600, fontSize: SIZE.text };
    return names.flatMap(({ name, colour }, index) => wordLayers(name, {
        style: { ...style, color: colour },
        encoding: { x: { value: width - 4 }, y: { value: 8 + index * 15 } },
    }));
}
/** A word with a rim of paper around it, so that a grid line does not strike it through. */
export function wordLayers(word, { style, encoding }) {
    const rim = { color: INK.paper, stroke: INK.paper, strokeWidth: 4, aria: false };
    return [rim, {}].map((own) => ({
        data: { values: [{ word }] },
        mark: { type: 'text', ...style, ...own },
        encoding: { text: { field: 'word' }, ...encoding },
    }));
}
/** A heading above a panel: a title would stand above the highest axis label, so that panels would not be level. */
export function headingLayer(heading) {
    return {
        data: { values: [{ heading }] },
        mark: { type: 'text', align: 'left', fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
        encoding: { text: { field: 'heading' }, x: { value: 0 }, y: { value: -14 } },
    };
}
/** A picture that says that there is nothing in it, and where. */
export function nothingToCompare(layer, { title, place }) {
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
export const PERCENT_AXIS = { labelExpr: "format(datum.value * 100, '~r') + ' %'", tickCount: 5 };
/** Without the last digits, in which sums may differ between machines. */
export function tidy(value) {
    return Number(value.toPrecision(9));
}
