import { writeFile } from 'node:fs/promises';
import { drawChart } from '../drawing/chart.js';
import { INK } from '../drawing/colour.js';
import { drawSvg, writePng } from '../drawing/image.js';
import { grouped } from '../drawing/number.js';
import { readSafetensors } from '../formats/safetensors.js';
import { SIZE } from '../drawing/svg.js';
import { writeTable } from '../formats/csv.js';
import { placed } from '../drawing/point.js';
import { encode, readAutoencoder, readTestImages } from './codes.js';
import { principalComponents, project } from './principal.js';
import { classNamesOf } from './predictions.js';
import { classLabels } from './class-labels.js';
/** Draws each test image as the number of its class, and writes the places. */
export async function makeLatent(context, params) {
    const trained = await readAutoencoder(context.input('autoencoder').path);
    const dataset = await readSafetensors(context.input('data').path);
    const { images, labels } = readTestImages(dataset, trained.network, params.images);
    const { latent } = trained.network;
    const { places, axes } = placesOf(encode(trained, images), { labels, latent, axes: params.axes });
    await writeTable(context.output('table'), ['image', 'label', 'x', 'y'], places);
    const classes = Math.max(...labels) + 1;
    const svg = await drawChart(drawPlaces(places, {
        axes,
        labels: classLabels(classNamesOf(dataset, classes), LABEL),
        latent,
        title: params.title,
        place: params.place,
    }));
    await writeFile(context.output('chart'), svg);
    await writePng(context.output('image'), await drawSvg(svg));
}
/** A plane has room for two of a code's numbers; a code of one number is drawn along x. */
export function placesOf(codes, { labels, latent, axes, }) {
    // Two numbers are a plane already: turning it would only hide which is which.
    const principal = axes === 'principal' && latent > 2 ? principalComponents({ size: latent, values: codes }, 2) : undefined;
    const places = Array.from(labels, (label, image) => {
        const code = codes.subarray(image * latent, (image + 1) * latent);
        const [x = 0, y = 0] = principal === undefined ? code : project(principal, code);
        return { image, label, x: tidy(x), y: tidy(y) };
    });
    if (principal === undefined)
        return { places, axes: ['first number of the code', latent === 1 ? '' : 'second number of the code'] };
    const share = (index) => `${((100 * (principal.variances[index] ?? 0)) / principal.total).toFixed(0)} %`;
    return {
        places,
        axes: [`first principal component (${share(0)} of the variance)`, `second (${share(1)})`],
    };
}
const SIDE = 460;
/** Width of a label, at most. */
const LABEL = 110;
/** As different as ten colours can be on white; the class is drawn as a digit, so none has to be told by its colour. */
const COLOURS = [
    '#0072b2',
    '#d55e00',
    '#009e73',
    '#a3488a',
    '#7a5195',
    '#8a6d00',
    '#2aa1c0',
    '#c1272d',
    '#4d4d4d',
    '#5b8c00',
];
function drawPlaces(places, about) {
    const { axes, latent } = about;
    const { labels: names, note } = about.labels;
    // Names longer than a digit would cover each other: dots then, and the names in the middle of their classes.
    const glyphs = names.every((name) => name.length === 1);
    const values = places.map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? '' }));
    const color = {
        field: 'label',
        type: 'ordinal',
        scale: { domain: names.map((_, index) => index), range: names.map((_, index) => COLOURS[index % COLOURS.length]) },
        legend: null,
    };
    const axis = (field, title) => ({
        field,
        type: 'quantitative',
        title,
        scale: { zero: false, nice: true },
        axis: { grid: true, tickCount: 6 },
    });
    const encoding = { x: axis('x', axes[0]), y: axis('y', axes[1]), color };
    const cloud = glyphs
        ? { mark: { type: 'text', fontSize: 8, opacity: 0.8 }, encoding: { ...encoding, text: { field: 'name' } } }
        : { mark: { type: 'point', filled: true, size: 14, opacity: 0.6 }, encoding };
    const centres = middles(places).map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? '' }));
    const centre = (mark) => ({
        data: { values: centres },
        mark: { type: 'text', fontSize: glyphs ? 20 : SIZE.text + 1, fontWeight: 600, ...mark },
        encoding: { ...encoding, text: { field: 'name' } },
    });
    return {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        title: {
            text: about.title ?? 'Codes of the test images',
            subtitle: placed([
                `${grouped(places.length)} images, codes of ${latent} ${latent === 1 ? 'number' : 'numbers'}`,
                'each drawn as its class, large at the median of the class',
                ...(note === '' ? [] : [note]),
            ].join(' · '), about.place),
        },
        width: SIDE,
        height: SIDE,
        layer: [
            { data: { values }, ...cloud },
            { ...centre({ stroke: INK.paper, strokeWidth: 4, strokeJoin: 'round' }) },
            { ...centre({}) },
        ],
    };
}
/** The medians of the places of each class: a few strays do not move them. */
function middles(places) {
    const labels = [...new Set(places.map(({ label }) => label))].sort((a, b) => a - b);
    return labels.map((label) => {
        const own = places.filter((place) => place.label === label);
        return { label, x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
    });
}
function median(values) {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
/** Enough digits to draw and to read. */
function tidy(value) {
    return Number(value.toPrecision(7));
}
