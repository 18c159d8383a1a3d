import { readFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.js';
import { isObject, showPath } from '../../engine/core/json.js';
import { Gap } from './largest-gap.js';
import { readSafetensors } from './safetensors.js';
/** How each kind of artifact is read: see "Artifacts between stages" in docs/architecture.md. */
const FORMATS = {
    dataset: compareTensors,
    model: compareTensors,
    history: compareTables,
    predictions: compareTensors,
    filters: compareTensors,
    similarity: compareJson,
    matrix: compareTensors,
    pairs: compareJson,
    autoencoder: compareTensors,
    reconstructions: compareTensors,
    table: compareTables,
    image: comparePictures,
    chart: compareTexts,
};
/**
 * By how much the files `a` and `b`, two artifacts of one kind, differ: number by number, at the same place of the same tensor,
 * cell, field or pixel. Undefined for a kind that is not known.
 *
 * @throws StageFailure when one of them cannot be read as what its kind says
 */
export async function differenceOf(kind, a, b) {
    const compare = Object.hasOwn(FORMATS, kind) ? FORMATS[kind] : undefined;
    if (compare === undefined)
        return undefined;
    const gap = new Gap();
    await compare(a, b, gap);
    return gap.finish();
}
/** Floats are compared by degree, whole numbers (labels, indices) exactly, images of a dataset by levels; metadata as JSON. */
async function compareTensors(a, b, gap) {
    const [first, second] = [await readSafetensors(a), await readSafetensors(b)];
    for (const name of namesOf(first.tensors, second.tensors)) {
        const [x, y] = [first.tensors.get(name), second.tensors.get(name)];
        if (x === undefined || y === undefined)
            gap.other(() => `only one has the tensor ${name}`);
        else if (x.dtype !== y.dtype || x.shape.join() !== y.shape.join())
            gap.other(() => `${name} is ${x.dtype} [${x.shape.join(', ')}] and ${y.dtype} [${y.shape.join(', ')}]`);
        else
            compareElements(name, x, y, gap);
    }
    for (const name of namesOf(first.metadata, second.metadata)) {
        const [x, y] = [metadataOf(first, name), metadataOf(second, name)];
        compareValues(x, y, [name], gap);
    }
}
function compareElements(name, a, b, gap) {
    const floats = a.dtype === 'F32' || a.dtype === 'F64';
    const levels = a.dtype === 'U8' && name.endsWith('.images');
    // Outside of the loop, which has millions of turns: a closure in it would be made at each of them.
    const tell = (x, y, index) => {
        const where = () => `${name}[${indicesOf(index, a.shape).join(', ')}]`;
        if (floats)
            gap.number(Number(x), Number(y), where);
        else if (levels)
            gap.level(Number(x), Number(y), where);
        else
            gap.other(() => `${where()} is ${x} and ${y}`);
    };
    const [first, second] = [a.data, b.data];
    gap.look(first.length);
    for (let index = 0; index < first.length; index++) {
        const x = first[index] ?? 0;
        const y = second[index] ?? 0;
        if (x !== y)
            tell(x, y, index);
    }
}
/** The place of a row-major array's element. */
function indicesOf(index, shape) {
    const indices = [];
    let rest = index;
    for (const size of shape.toReversed()) {
        indices.unshift(rest % size);
        rest = Math.floor(rest / size);
    }
    return indices;
}
function metadataOf(file, name) {
    const text = file.metadata.get(name);
    if (text === undefined)
        return undefined;
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
}
async function compareTables(a, b, gap) {
    const { readTable } = await import('./csv.js');
    const [first, second] = [await readTable(a), await readTable(b)];
    if (first.columns.join('\n') !== second.columns.join('\n'))
        return gap.other(() => `the columns are ${first.columns.join(', ')} and ${second.columns.join(', ')}`);
    if (first.rows.length !== second.rows.length)
        return gap.other(() => `they have ${first.rows.length} and ${second.rows.length} rows`);
    for (const [index, row] of first.rows.entries()) {
        for (const column of first.columns) {
            const [x = '', y = ''] = [row[column], second.rows[index]?.[column]];
            const where = () => `row ${index + 1}, ${column}`;
            if (isNumber(x) && isNumber(y)) {
                gap.look(1);
                gap.number(Number(x), Number(y), where);
            }
            else if (x !== y)
                gap.other(() => `${where()} is "${x}" and "${y}"`);
        }
    }
}
function isNumber(cell) {
    return cell.trim() !== '' && Number.isFinite(Number(cell));
}
async function compareJson(a, b, gap) {
    compareValues(await readJson(a), await readJson(b), [], gap);
}
async function readJson(path) {
    const text = await readText(path);
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        throw new StageFailure(`Cannot read "${path}": it is not JSON`, { cause });
    }
}
function compareValues(a, b, path, gap) {
    if (typeof a === 'number' && typeof b === 'number') {
        gap.look(1);
        gap.number(a, b, () => showPath(path));
    }
    else if (isArray(a) && isArray(b) && a.length === b.length) {
        for (const [index, value] of a.entries())
            compareValues(value, b[index], [...path, index], gap);
    }
    else if (isObject(a) && isObject(b)) {
        for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
            compareValues(a[name], b[name], [...path, name], gap);
    }
    else if (a !== b)
        gap.other(() => `${showPath(path)} is ${briefJson(a)} and ${briefJson(b)}`);
}
function isArray(value) {
    return Array.isArray(value);
}
function briefJson(value) {
    if (isArray(value))
        return `a list of ${value.length}`;
    const text = JSON.stringify(value) ?? 'absent';
    return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
/** Pictures by levels of 0..255 of each channel. */
async function comparePictures(a, b, gap) {
    const [x, y] = [await decode(a), await decode(b)];
    const [sizeX, sizeY] = [x, y].map(({ width, height, channels }) => `${width} x ${height} x ${channels}`);
    if (sizeX !== sizeY)
        return gap.other(() => `they have ${sizeX} and ${sizeY} pixels`);
    gap.look(x.data.length);
    const tell = (index) => {
        const pixel = Math.floor(index / x.channels);
        const where = () => `column ${pixel % x.width}, row ${Math.floor(pixel / x.width)}`;
        gap.level(x.data[index] ?? 0, y.data[index] ?? 0, where);
    };
    for (let index = 0; index < x.data.length; index++)
        if (x.data[index] !== y.data[index])
            tell(index);
}
async function decode(path) {
    const { default: sharp } = await import('sharp');
    try {
        const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
        return { width: info.width, height: info.height, channels: info.channels, data };
    }
    catch (cause) {
        throw new StageFailure(`Cannot read the picture "${path}": ${cause.message}`, { cause });
    }
}
/** A colour, or a number. A colour is text, although it may look like a number. */
const WORD = /#[0-9a-fA-F]{3,8}\b|-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
/** A drawing as text: the numbers in it by degree, what is between them exactly. */
async function compareTexts(a, b, gap) {
    const [x, y] = [await readText(a), await readText(b)];
    const isPlain = (word) => !word.startsWith('#');
    const skeleton = (text) => text.replaceAll(WORD, (word) => (isPlain(word) ? '0' : word));
    if (skeleton(x) !== skeleton(y))
        return gap.other(() => firstOther(skeleton(x), skeleton(y)));
    const numbers = (text) => (text.match(WORD) ?? []).filter(isPlain).map(Number);
    const [first, second] = [numbers(x), numbers(y)];
    gap.look(first.length);
    for (const [index, value] of first.entries())
        gap.number(value, second[index] ?? Number.NaN, () => `the number ${index + 1}`);
}
/** The first place at which two texts part, with a few characters of each. */
function firstOther(a, b) {
    let at = 0;
    while (a[at] === b[at])
        at += 1;
    const piece = (text) => JSON.stringify(text.slice(Math.max(0, at - 10), at + 20));
    return `the text is ${piece(a)} and ${piece(b)}`;
}
async function readText(path) {
    try {
        return await readFile(path, 'utf8');
    }
    catch (cause) {
        throw new StageFailure(`Cannot read "${path}": ${cause.message}`, { cause });
    }
}
function namesOf(a, b) {
    return [...new Set([...a.keys(), ...b.keys()])];
}
