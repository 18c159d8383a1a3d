import { readFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject, showPath, type Json, type PathPart } from '../../engine/core/json.ts';
import type { ArtifactDifference } from '../../engine/core/artifact-difference.ts';
import { NumberDifference } from './number-difference.ts';
import { readSafetensors, type Tensor, type TensorFile } from './safetensors.ts';

type Compare = (a: string, b: string, difference: NumberDifference) => Promise<void>;

/** How each kind of artifact is read: see "Artifacts between stages" in docs/architecture.md. */
const FORMATS: Readonly<Record<string, Compare>> = {
  dataset: compareTensors,
  model: compareTensors,
  history: compareTables,
  predictions: compareTensors,
  filters: compareTensors,
  similarity: compareJson,
  matrix: compareTensors,
  draws: compareTensors,
  pairs: compareJson,
  removal: compareJson,
  answers: compareTensors,
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
export async function differenceOf(kind: string, a: string, b: string): Promise<ArtifactDifference | undefined> {
  const compare = Object.hasOwn(FORMATS, kind) ? FORMATS[kind] : undefined;
  if (compare === undefined) return undefined;
  const difference = new NumberDifference();
  await compare(a, b, difference);
  return difference.finish();
}

/** Floats are compared by degree, whole numbers (labels, indices) exactly, images of a dataset by levels; metadata as JSON. */
async function compareTensors(a: string, b: string, difference: NumberDifference): Promise<void> {
  const [first, second] = [await readSafetensors(a), await readSafetensors(b)];
  for (const name of namesOf(first.tensors, second.tensors)) {
    const [x, y] = [first.tensors.get(name), second.tensors.get(name)];
    if (x === undefined || y === undefined) difference.other(() => `only one has the tensor ${name}`);
    else if (x.dtype !== y.dtype || x.shape.join() !== y.shape.join())
      difference.other(() => `${name} is ${x.dtype} [${x.shape.join(', ')}] and ${y.dtype} [${y.shape.join(', ')}]`);
    else compareElements(name, x, y, difference);
  }
  for (const name of namesOf(first.metadata, second.metadata)) {
    const [x, y] = [metadataOf(first, name), metadataOf(second, name)];
    compareValues(x, y, [name], difference);
  }
}

function compareElements(name: string, a: Tensor, b: Tensor, difference: NumberDifference): void {
  const floats = a.dtype === 'F32' || a.dtype === 'F64';
  const levels = a.dtype === 'U8' && name.endsWith('.images');
  // Outside of the loop, which has millions of turns: a closure in it would be made at each of them.
  const tell = (x: number | bigint, y: number | bigint, index: number): void => {
    const where = (): string => `${name}[${indicesOf(index, a.shape).join(', ')}]`;
    if (floats) difference.number(Number(x), Number(y), where);
    else if (levels) difference.level(Number(x), Number(y), where);
    else difference.other(() => `${where()} is ${x} and ${y}`);
  };
  const [first, second] = [a.data, b.data];
  difference.look(first.length);
  for (let index = 0; index < first.length; index++) {
    const x = first[index] ?? 0;
    const y = second[index] ?? 0;
    if (x !== y) tell(x, y, index);
  }
}

/** The place of a row-major array's element. */
function indicesOf(index: number, shape: readonly number[]): readonly number[] {
  const indices: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices;
}

function metadataOf(file: TensorFile, name: string): Json | undefined {
  const text = file.metadata.get(name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function compareTables(a: string, b: string, difference: NumberDifference): Promise<void> {
  const { readTable } = await import('./csv.ts');
  const [first, second] = [await readTable(a), await readTable(b)];
  if (first.columns.join('\n') !== second.columns.join('\n'))
    return difference.other(() => `the columns are ${first.columns.join(', ')} and ${second.columns.join(', ')}`);
  if (first.rows.length !== second.rows.length)
    return difference.other(() => `they have ${first.rows.length} and ${second.rows.length} rows`);
  for (const [index, row] of first.rows.entries()) {
    for (const column of first.columns) {
      const [x = '', y = ''] = [row[column], second.rows[index]?.[column]];
      const where = (): string => `row ${index + 1}, ${column}`;
      if (isNumber(x) && isNumber(y)) {
        difference.look(1);
        difference.number(Number(x), Number(y), where);
      } else if (x !== y) difference.other(() => `${where()} is "${x}" and "${y}"`);
    }
  }
}

function isNumber(cell: string): boolean {
  return cell.trim() !== '' && Number.isFinite(Number(cell));
}

async function compareJson(a: string, b: string, difference: NumberDifference): Promise<void> {
  compareValues(await readJson(a), await readJson(b), [], difference);
}

async function readJson(path: string): Promise<Json> {
  const text = await readText(path);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new StageFailure(`Cannot read "${path}": it is not JSON`, { cause });
  }
}

function compareValues(
  a: Json | undefined,
  b: Json | undefined,
  path: readonly PathPart[],
  difference: NumberDifference,
): void {
  if (typeof a === 'number' && typeof b === 'number') {
    difference.look(1);
    difference.number(a, b, () => showPath(path));
  } else if (isArray(a) && isArray(b) && a.length === b.length) {
    for (const [index, value] of a.entries()) compareValues(value, b[index], [...path, index], difference);
  } else if (isObject(a) && isObject(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      compareValues(a[name], b[name], [...path, name], difference);
  } else if (a !== b) difference.other(() => `${showPath(path)} is ${briefJson(a)} and ${briefJson(b)}`);
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function briefJson(value: Json | undefined): string {
  if (isArray(value)) return `a list of ${value.length}`;
  const text = JSON.stringify(value) ?? 'absent';
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}

/** Pictures by levels of 0..255 of each channel. */
async function comparePictures(a: string, b: string, difference: NumberDifference): Promise<void> {
  const [x, y] = [await decode(a), await decode(b)];
  const [sizeX, sizeY] = [x, y].map(({ width, height, channels }) => `${width} x ${height} x ${channels}`);
  if (sizeX !== sizeY) return difference.other(() => `they have ${sizeX} and ${sizeY} pixels`);
  difference.look(x.data.length);
  const tell = (index: number): void => {
    const pixel = Math.floor(index / x.channels);
    const where = (): string => `column ${pixel % x.width}, row ${Math.floor(pixel / x.width)}`;
    difference.level(x.data[index] ?? 0, y.data[index] ?? 0, where);
  };
  for (let index = 0; index < x.data.length; index++) if (x.data[index] !== y.data[index]) tell(index);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

async function decode(path: string): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  } catch (cause) {
    throw new StageFailure(`Cannot read the picture "${path}": ${(cause as Error).message}`, { cause });
  }
}

/** A colour, or a number. A colour is text, although it may look like a number. */
const WORD = /#[0-9a-fA-F]{3,8}\b|-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/** A drawing as text: the numbers in it by degree, what is between them exactly. */
async function compareTexts(a: string, b: string, difference: NumberDifference): Promise<void> {
  const [x, y] = [await readText(a), await readText(b)];
  const isPlain = (word: string): boolean => !word.startsWith('#');
  const skeleton = (text: string): string => text.replaceAll(WORD, (word) => (isPlain(word) ? '0' : word));
  if (skeleton(x) !== skeleton(y)) return difference.other(() => firstOther(skeleton(x), skeleton(y)));
  const numbers = (text: string): readonly number[] => (text.match(WORD) ?? []).filter(isPlain).map(Number);
  const [first, second] = [numbers(x), numbers(y)];
  difference.look(first.length);
  for (const [index, value] of first.entries())
    difference.number(value, second[index] ?? Number.NaN, () => `the number ${index + 1}`);
}

/** The first place at which two texts part, with a few characters of each. */
function firstOther(a: string, b: string): string {
  let at = 0;
  while (a[at] === b[at]) at += 1;
  const piece = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 10), at + 20));
  return `the text is ${piece(a)} and ${piece(b)}`;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StageFailure(`Cannot read "${path}": ${(cause as Error).message}`, { cause });
  }
}

function namesOf<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}
