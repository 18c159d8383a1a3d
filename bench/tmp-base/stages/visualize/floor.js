import { writeFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.js';
import { CATEGORIES, INK } from '../drawing/colour.js';
import { textWidth } from '../drawing/font.js';
import { drawSvg, writePng } from '../drawing/image.js';
import { grouped } from '../drawing/number.js';
import { readSafetensors, tensorAt } from '../formats/safetensors.js';
import { SIZE, line, picture, text } from '../drawing/svg.js';
import { numbersAt, readTable, writeTable } from '../formats/csv.js';
import { placed } from '../drawing/point.js';
import { namesOf } from './names.js';
import { principalComponents, project, reconstruct } from './principal.js';
/** Writes and draws the errors of references and autoencoders beside each other, the largest first. */
export async function makeFloor(context, params) {
    const dataset = await readSafetensors(context.input('data').path);
    const [train, test] = ['train', 'test'].map((split) => {
        const { data, shape } = tensorAt(dataset, `${split}.images`, 'U8');
        if (data.length === 0)
            throw new StageFailure(`The dataset has no ${split} images`);
        return { size: shape.slice(1).reduce((product, side) => product * side, 1), values: data };
    });
    if (params.components >= train.size) {
        throw new StageFailure(`A code of ${params.components} numbers is no shorter than an image of ${train.size} values`, {
            hint: 'Lower "components".',
        });
    }
    const references = params.loss === 'mse' ? squaredErrors(train, test, params.components) : crossEntropies(train, test);
    const rows = [...references, ...(await trainedErrors(context.inputs('history'), params))];
    rows.sort((a, b) => b.test - a.test);
    await writeTable(context.output('table'), ['name', 'role', 'train', 'test'], rows.map(tidied));
    const images = test.values.length / test.size;
    const svg = drawErrors(rows, { loss: params.loss, title: params.title, place: params.place, images });
    await writeFile(context.output('chart'), svg);
    await writePng(context.output('image'), await drawSvg(svg));
}
/** The last losses of histories of plain autoencoders. */
async function trainedErrors(histories, params) {
    const only = histories.length === 1 && params.names === undefined;
    const names = only
        ? ['autoencoder']
        : namesOf(histories, { names: params.names, what: 'autoencoders', port: 'history' });
    const rows = [];
    for (const [at, { path }] of histories.entries()) {
        const table = await readTable(path);
        if (!table.columns.includes('testLoss') || table.columns.includes('kl')) {
            throw new StageFailure(`The history of "${names[at]}" is not that of a plain autoencoder`, {
                hint: 'Connect the history of a step with kind "plain": other losses cannot be compared.',
            });
        }
        const test = numbersAt(table, 'testLoss').at(-1) ?? null;
        if (test === null)
            throw new StageFailure(`The history of "${names[at]}" has no error of test images`);
        rows.push({
            name: names[at] ?? '',
            role: 'autoencoder',
            train: numbersAt(table, 'trainLoss').at(-1) ?? null,
            test,
        });
    }
    return rows;
}
/** Squared errors of the mean image, and of the best linear code: the projection on the principal components. */
export function squaredErrors(train, test, components) {
    const principal = principalComponents(train, components);
    const kept = principal.variances.reduce((sum, variance) => sum + variance, 0);
    const scale = 255 * 255 * train.size;
    const { mean, projected, clamped } = testErrors(test, principal);
    return [
        { name: 'mean image', role: 'reference', train: principal.total / scale, test: mean },
        { name: `PCA, ${components} components`, role: 'floor', train: (principal.total - kept) / scale, test: projected },
        { name: `PCA, ${components} components, clamped to 0..1`, role: 'reference', train: null, test: clamped },
    ];
}
function testErrors({ size, values }, principal) {
    let [mean, projected, clamped] = [0, 0, 0];
    for (let start = 0; start < values.length; start += size) {
        const image = values.subarray(start, start + size);
        const copy = reconstruct(principal, project(principal, image));
        for (let at = 0; at < size; at++) {
            const [pixel, output] = [image[at], copy[at]];
            mean += (pixel - principal.mean[at]) ** 2;
            projected += (pixel - output) ** 2;
            clamped += (pixel - Math.min(Math.max(output, 0), 255)) ** 2;
        }
    }
    const scale = 255 * 255 * values.length;
    return { mean: mean / scale, projected: projected / scale, clamped: clamped / scale };
}
/** Cross-entropies of the mean image, and of the images themselves: the entropy of their grey levels, in nats. */
export function crossEntropies(train, test) {
    const sums = new Float64Array(train.size);
    for (const [at, pixel] of train.values.entries())
        sums[at % train.size] = (sums[at % train.size] ?? 0) + pixel;
    const count = train.values.length / train.size;
    const mean = sums.map((sum) => sum / count / 255);
    return [
        { name: 'mean image', role: 'reference', train: meanEntropy(train, mean), test: meanEntropy(test, mean) },
        { name: 'entropy of the grey levels', role: 'floor', train: meanEntropy(train), test: meanEntropy(test) },
    ];
}
/** @param outputs the same for each image; left out: the image itself */
function meanEntropy({ size, values }, outputs) {
    // By grey level and place, so that logarithms are taken once for each.
    const counts = new Float64Array(256 * (outputs === undefined ? 1 : size));
    for (const [at, pixel] of values.entries()) {
        const place = outputs === undefined ? pixel : (at % size) * 256 + pixel;
        counts[place] = (counts[place] ?? 0) + 1;
    }
    let sum = 0;
    for (const [place, count] of counts.entries()) {
        if (count === 0)
            continue;
        const target = (place & 255) / 255;
        const output = outputs?.[place >> 8] ?? target;
        // A pixel that is black in all training images has probability 0; float32 trainings cannot tell it from 1e-7.
        const p = outputs === undefined ? output : Math.min(Math.max(output, 1e-7), 1 - 1e-7);
        sum -= count * (timesLog(target, p) + timesLog(1 - target, 1 - p));
    }
    return sum / values.length;
}
/** a · log b, and 0 for a = 0. */
function timesLog(a, b) {
    return a === 0 ? 0 : a * Math.log(b);
}
const MARGIN = 24;
const TOP = 72;
const ROW = 28;
const CHART = 380;
function drawErrors(rows, { loss, title, place, images, }) {
    const [blue = '', orange = ''] = CATEGORIES;
    const left = Math.ceil(MARGIN +
        Math.max(...rows.map(({ name, role }) => textWidth(name, { size: SIZE.text, weight: weightOf(role) }))) +
        16);
    const most = Math.max(...rows.map(({ test }) => test));
    const along = (value) => left + (value / most) * CHART;
    const bottom = TOP + rows.length * ROW;
    const floor = rows.find(({ role }) => role === 'floor');
    const what = loss === 'mse' ? 'mean squared error' : 'cross-entropy in nats';
    const facts = `${what} of a pixel of ${grouped(images)} test images${loss === 'mse' ? ' · line: the best linear code' : ' · line: no model can go below'}`;
    const subtitle = placed(facts, place);
    const parts = [
        text(MARGIN, 30, title ?? 'Errors of reconstruction', { size: SIZE.title, weight: 600 }),
        text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    ];
    for (const [index, { name, role, test }] of rows.entries()) {
        const y = TOP + (index + 0.5) * ROW;
        const fill = role === 'autoencoder' ? blue : role === 'floor' ? orange : '#c4ccd4';
        const width = Math.round((along(test) - left) * 100) / 100;
        parts.push(text(left - 10, y + 4, name, { anchor: 'end', weight: weightOf(role) }), `<rect x="${left}" y="${y - 8}" width="${width}" height="16" fill="${fill}"/>`, text(labelLeft(along(test) + 7, floor && along(floor.test)), y + 4, test.toFixed(4), { weight: weightOf(role) }));
    }
    parts.push(line([left, TOP], [left, bottom], { stroke: INK.frame }));
    if (floor !== undefined)
        parts.unshift(line([along(floor.test), TOP], [along(floor.test), bottom], { stroke: orange, width: 0.75 }));
    const width = Math.max(left + CHART + 60, MARGIN + textWidth(subtitle, { size: SIZE.text }));
    return picture(Math.ceil(width + MARGIN), bottom + 20, parts);
}
/** Where a value starts: beyond the line of the floor if that would go through it. */
function labelLeft(left, floor) {
    return floor !== undefined && floor > left - 4 && floor < left + 44 ? floor + 7 : left;
}
function weightOf(role) {
    return role === 'autoencoder' ? 600 : 400;
}
/** Without the last digits, which nobody reads. */
function tidied(row) {
    const short = (value) => Number(value.toPrecision(7));
    return { ...row, train: row.train === null ? null : short(row.train), test: short(row.test) };
}
