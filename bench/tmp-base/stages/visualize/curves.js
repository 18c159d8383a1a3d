import { StageFailure } from '../../engine/core/failure.js';
import { INK, lineColours } from '../drawing/colour.js';
import { axesOf, placed } from '../drawing/point.js';
import { SIZE } from '../drawing/svg.js';
import { numbersAt } from '../formats/csv.js';
import { namesOf } from './names.js';
import { spreadOf, withoutRepeat } from './repeats.js';
const SERIES = {
    validation: {
        name: 'validation',
        columns: {
            loss: 'validationLoss',
            accuracy: 'validationAccuracy',
            reconstruction: 'validationReconstruction',
            kl: 'validationKl',
        },
        dash: [],
    },
    training: {
        name: 'training',
        columns: { loss: 'trainLoss', accuracy: 'trainAccuracy', reconstruction: 'trainReconstruction', kl: 'trainKl' },
        dash: [5, 2.5],
    },
    running: {
        name: 'running mean',
        columns: { loss: 'loss', accuracy: 'accuracy', reconstruction: 'reconstruction', kl: 'kl' },
        dash: [1, 2],
    },
};
const MEASURES = {
    loss: 'Loss',
    accuracy: 'Accuracy',
    reconstruction: 'Reconstruction',
    kl: 'Divergence',
};
const PANEL = { width: 300, height: 230 };
/** Between the base lines of labels beside a panel. */
const LABEL_HEIGHT = 13;
/** More lines than this cannot be labelled beside the panel: they get a legend. */
const MAX_LABELS = Math.floor(PANEL.height / LABEL_HEIGHT);
/**
 * Loss and accuracy over epochs, side by side. One history: a line in its own colour for each series. Several: a colour for
 * each sweep point and a dash for each series. Histories that differ in `repeat` only are thin lines around their mean, with
 * a band of one standard deviation.
 *
 * @throws StageFailure if the histories have nothing to draw from the first epoch asked for.
 */
export function drawCurves(histories, params) {
    const named = histories.length > 1 || params.names !== undefined;
    const names = named
        ? namesOf(histories, { names: params.names, what: 'histories', port: 'history', bare: true })
        : [''];
    const several = new Set(names).size > 1;
    const axes = axesOf(histories.map(({ point }) => withoutRepeat(point)));
    const single = axes.length === 1 ? axes[0] : undefined;
    const series = params.series.map((name) => SERIES[name]).filter((each) => hasValues(histories, each, params));
    const lines = several ? [...new Set(names)] : series.map(({ name }) => name);
    const repeats = Math.max(...names.map((name) => names.filter((other) => other === name).length));
    const ordered = single !== undefined && histories.every(({ point }) => typeof point[single] === 'number');
    const colours = lineColours(lines.length, { ordered: several && ordered });
    const panels = params.panels.flatMap((measure) => {
        const marks = histories.flatMap((history, run) => series.flatMap((each) => {
            const line = several ? (names[run] ?? '') : each.name;
            return readMarks(history.table, { measure, from: params.from, series: each, line, run });
        }));
        // An autoencoder has no accuracy, a classifier no divergence.
        if (marks.length === 0)
            return [];
        const { lossScale } = params;
        const spec = panel(marks, { measure, lines, colours, several, series, lossScale, repeated: repeats > 1 });
        return [{ measure, spec }];
    });
    if (panels.length === 0) {
        throw new StageFailure(`Cannot draw curves: the history has no ${params.series.join(' or ')} from epoch ${params.from} on`, {
            hint: 'Set "from" to an earlier epoch, or choose other "series" or "panels".',
        });
    }
    const notes = [
        several ? `Colour: ${single ?? 'sweep point'}` : undefined,
        ...(several ? series.map(({ name, dash }) => `${lineWord(dash)}: ${name}`) : []),
        repeats > 1 ? `${repeats} repeats: each thin, mean and standard deviation` : undefined,
    ].filter((note) => note !== undefined);
    const subtitle = placed(notes.join(' · '), params.place);
    return {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        title: {
            text: params.title ?? titleOf(panels.map(({ measure }) => measure)),
            ...(subtitle !== '' && { subtitle }),
        },
        spacing: 28,
        hconcat: panels.map(({ spec }) => spec),
        resolve: { scale: { color: 'shared' } },
    };
}
/** `Loss and accuracy over epochs`. */
function titleOf(measures) {
    const names = measures.map((measure, index) => (index === 0 ? MEASURES[measure] : MEASURES[measure].toLowerCase()));
    return `${[names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' and ')} over epochs`;
}
function hasValues(histories, series, { from, panels }) {
    return panels.some((measure) => histories.some(({ table }) => readMarks(table, { measure, from, series, line: '', run: 0 }).length > 0));
}
function lineWord(dash) {
    return dash.length === 0 ? 'Solid' : dash[0] === 1 ? 'Dotted' : 'Dashed';
}
function readMarks(table, { measure, from, series, line, run, }) {
    if (!table.columns.includes(series.columns[measure]))
        return [];
    const epochs = numbersAt(table, 'epoch');
    const values = numbersAt(table, series.columns[measure]);
    return epochs.flatMap((epoch, row) => {
        const value = values[row] ?? null;
        return epoch === null || epoch < from || value === null ? [] : [{ epoch, value, line, series: series.name, run }];
    });
}
function meansOf(marks) {
    const groups = new Map();
    for (const mark of marks) {
        const key = JSON.stringify([mark.line, mark.series, mark.epoch]);
        groups.set(key, [...(groups.get(key) ?? []), mark]);
    }
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined)
            return [];
        const { mean, deviation } = spreadOf(group.map(({ value }) => value));
        const sd = deviation ?? 0;
        const { epoch, line, series } = first;
        return [{ epoch, value: mean, line, series, low: mean - sd, high: mean + sd }];
    });
}
function panel(marks, options) {
    const { measure, lines, colours, several, series, repeated } = options;
    const means = repeated
        ? meansOf(marks)
        : marks.map(({ epoch, value, line, series }) => ({ epoch, value, line, series }));
    const scale = valueScale(marks, options);
    const labelled = lines.length <= MAX_LABELS;
    const epochs = new Set(marks.map(({ epoch }) => epoch)).size;
    const color = {
        field: 'line',
        type: 'nominal',
        scale: { domain: lines, range: colours },
        legend: labelled ? null : { title: null, columns: Math.ceil(lines.length / MAX_LABELS) },
    };
    const x = {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        axis: { tickMinStep: 1, format: 'd' },
    };
    const names = series.map(({ name }) => name);
    const dashes = series.map(({ dash }) => (dash.length === 0 ? [1, 0] : dash));
    const encoding = {
        x: { ...x, scale: { nice: false, zero: false, padding: 6 } },
        y: {
            field: 'value',
            type: 'quantitative',
            title: null,
            scale: { type: scale.type, domain: [scale.low, scale.high], nice: false },
            axis: scale.ticks === undefined ? { tickCount: 5 } : { values: scale.ticks },
        },
        color,
        ...(several
            ? { strokeDash: { field: 'series', type: 'nominal', scale: { domain: names, range: dashes }, legend: null } }
            : {}),
    };
    const layers = [
        ...(repeated
            ? [
                {
                    mark: { type: 'area', opacity: 0.15, clip: true },
                    encoding: {
                        x: encoding.x,
                        y: { ...encoding.y, field: 'low' },
                        y2: { field: 'high' },
                        color,
                        detail: { field: 'series' },
                    },
                },
                {
                    data: { values: marks },
                    mark: {
                        type: 'line',
                        strokeWidth: 0.75,
                        opacity: 0.5,
                        strokeJoin: 'round',
                        point: epochs <= 2 ? { size: 12 } : false,
                    },
                    encoding: { ...encoding, detail: { field: 'run' } },
                },
            ]
            : []),
        {
            mark: { type: 'line', strokeWidth: 1.75, strokeJoin: 'round', point: epochs <= 12 ? { size: 22 } : false },
            encoding,
        },
    ];
    // Not a title: vega puts titles above the highest axis label, so those of the two panels would not be level.
    layers.push({
        data: { values: [{ name: MEASURES[measure] }] },
        mark: { type: 'text', align: 'left', fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
        encoding: { text: { field: 'name' }, x: { value: 0 }, y: { value: -16 } },
    });
    if (labelled) {
        layers.push({
            data: { values: labelPlaces(means, { lines, scale, first: names[0] ?? '', several }) },
            mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: SIZE.text, clip: false },
            encoding: {
                x: { value: PANEL.width + 8 },
                y: { field: 'place', type: 'quantitative', scale: null },
                text: { field: 'line' },
                color,
            },
        });
    }
    return {
        width: PANEL.width,
        height: PANEL.height,
        data: { values: means },
        layer: layers,
    };
}
/** From 0 for the loss, to 1 for the accuracy, else to the next round number beyond the values; a log scale just fits. */
function valueScale(marks, { measure, lossScale }) {
    const values = marks.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    if (measure === 'accuracy') {
        const step = roundStep((1 - least) / 5);
        const steps = Math.max(Math.min(Math.ceil((1 - least) / step - 1e-9), Math.floor(1 / step + 1e-9)), 1);
        return linear(Array.from({ length: steps + 1 }, (_, index) => 1 - (steps - index) * step));
    }
    if (lossScale === 'log' && least > 0)
        return { type: 'log', low: least / 1.1, high: most * 1.1 };
    const step = roundStep(most / 5);
    const steps = Math.max(Math.ceil(most / step - 1e-9), 1);
    return linear(Array.from({ length: steps + 1 }, (_, index) => index * step));
}
/** A scale that starts and ends at a tick. */
function linear(places) {
    const ticks = places.map((place) => Number(place.toPrecision(6)));
    return { type: 'linear', low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}
/** The next of 1, 2, 5 times a power of ten that is not below `step`. */
function roundStep(step) {
    if (!(step > 0))
        return 0.2;
    const power = 10 ** Math.floor(Math.log10(step));
    return power * ([1, 2, 5].find((factor) => factor * power >= step * (1 - 1e-9)) ?? 10);
}
/** A label for each line, beside its last value, moved so far that no two are closer than `LABEL_HEIGHT`. */
function labelPlaces(marks, { lines, scale, first, several, }) {
    const along = (value) => (scale.type === 'log' ? Math.log(value) : value);
    const labels = lines.flatMap((line) => {
        const last = marks.findLast((mark) => mark.line === line && (!several || mark.series === first));
        if (last === undefined)
            return [];
        const part = (along(last.value) - along(scale.low)) / (along(scale.high) - along(scale.low));
        return [{ line, place: (1 - part) * PANEL.height }];
    });
    return spread(labels);
}
function spread(labels) {
    const placed = [];
    for (const label of [...labels].sort((a, b) => a.place - b.place)) {
        const least = (placed.at(-1)?.place ?? -Infinity) + LABEL_HEIGHT;
        placed.push({ line: label.line, place: Math.max(label.place, least) });
    }
    // What was pushed out at the bottom pushes back up.
    let most = PANEL.height;
    for (let index = placed.length - 1; index >= 0; index--) {
        const label = placed[index];
        if (label === undefined || label.place <= most)
            break;
        placed[index] = { line: label.line, place: most };
        most -= LABEL_HEIGHT;
    }
    return placed;
}
