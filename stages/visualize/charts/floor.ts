import { StageFailure } from '../../../engine/core/failure.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import type { Input, Problem, StageContext } from '../../../engine/core/stage.ts';
import { CATEGORIES, INK } from '../../drawing/colour.ts';
import { textWidth } from '../../drawing/font.ts';
import { grouped } from '../../drawing/number.ts';
import { readSafetensors, tensorAt } from '../../formats/safetensors.ts';
import { SIZE, line, picture, text } from '../../drawing/svg.ts';
import { numbersAt, readTable, writeTable } from '../../formats/csv.ts';
import { placed } from '../../drawing/point.ts';
import { namesOf } from '../names.ts';
import { principalComponents, project, reconstruct } from '../../statistics/principal.ts';
import type { Principal } from '../../statistics/principal.ts';
import type { Placed } from '../../drawing/point.ts';
import type { Chart, Known } from '../chart.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import { checkNames, checkSplit, knownAt } from '../checks.ts';
import { startPicture, writeSvg } from '../picture.ts';
import { square } from '../../statistics/square.ts';

/** What autoencoders have to beat (SCIENCE 3.2). */
export interface FloorParams {
  readonly kind: 'floor';
  readonly title?: string;
  /** What the autoencoders minimised. */
  readonly loss: 'mse' | 'binaryCrossEntropy';
  /** Numbers in the code of the linear autoencoder that they are measured against. */
  readonly components: number;
  /** One for each of the histories, in their order; without them, their places in the sweep. */
  readonly names?: readonly string[];
}

const WORDS: Readonly<Record<string, string>> = {
  name: 'what is compared',
  role: 'floor: no model can go below; best linear code: other codes can; reference: to compare with; autoencoder: trained',
  train: 'error of a pixel over the training images',
  test: 'the same over the test images',
  infinite: 'test images whose error would be infinite if outputs were not kept away from 0 and 1',
};

export const floor: Chart<FloorParams> = {
  kind: 'floor',
  schema: {
    title: 'Floor',
    description:
      'Errors of plain autoencoders beside a reference: the best linear code of the same length (PCA), which other codes can beat, or the entropy of the grey levels, which is the lowest cross-entropy possible',
    required: ['data', 'history'],
    properties: {
      data: { description: 'The dataset that they were trained on', type: 'string', port: 'dataset' },
      history: {
        description: 'The histories of the autoencoders. The last row has the error of the test images',
        type: 'string',
        port: 'history',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      loss: { description: 'The loss of the autoencoders', enum: ['mse', 'binaryCrossEntropy'], default: 'mse' },
      components: {
        description: 'Length of the linear code, as "latent" of the autoencoders',
        type: 'integer',
        minimum: 1,
        maximum: 1024,
        default: 32,
      },
      names: {
        $ref: '#/$defs/names',
        description: 'Names of the autoencoders in the order of the histories. Default: their sweep points',
      },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: { ...TABLE, columns: WORDS } },
  check,
  draw,
};

function check(params: FloorParams, inputs: Known): readonly Problem[] {
  const { components, names } = params;
  const shape = knownAt(inputs, 'data')[0]?.['shape'];
  const size = Array.isArray(shape) ? shape.reduce<number>((product, side) => product * Number(side), 1) : Infinity;
  const message = `A code of ${components} numbers is no shorter than an image of ${size} values`;
  const problems = components >= size ? [{ path: ['components'], message }] : [];
  return [
    ...problems,
    ...knownAt(inputs, 'history').flatMap((history) => checkHistory(history, params)),
    ...checkNames(names, 'history', inputs),
    ...checkSplit(inputs),
  ];
}

/** What is known of a training before it runs is of a plain autoencoder with the loss and the code length compared with. */
function checkHistory(history: JsonObject, { loss, components }: FloorParams): Problem[] {
  if (history['kind'] === 'variational') {
    return [
      { path: ['history'], message: 'The loss of a variational autoencoder cannot be compared: expected kind "plain"' },
    ];
  }
  const found = history['loss'];
  if (typeof found === 'string' && found !== loss) {
    const message = `The autoencoder minimises ${found}, but this figure compares ${loss}`;
    return [{ path: ['loss'], message, notes: [`Set "loss: ${found}"`] }];
  }
  const latent = history['latent'];
  if (loss !== 'mse' || typeof latent !== 'number' || latent === components) return [];
  const message = `The codes have ${latent} numbers, but the best linear code is drawn for ${components}`;
  return [{ path: ['components'], message, notes: [`Set "components: ${latent}"`] }];
}

/** A mean error of a pixel. Train is null where it is not known. */
export interface ErrorRow {
  readonly name: string;
  /** What cannot be beaten; what no linear code beats, though others may; what no code gives; and what was trained. */
  readonly role: 'floor' | 'best linear code' | 'reference' | 'autoencoder';
  readonly train: number | null;
  readonly test: number;
  /** Test images whose error would be infinite if probabilities were not kept away from 0 and 1. */
  readonly infinite?: number;
}

/** Images `[images, size]`, 0..255. */
export interface Pixels {
  readonly size: number;
  readonly values: Uint8Array;
}

/** Writes and draws the errors of references and autoencoders beside each other, the largest first. */
async function draw(context: StageContext<FloorParams>): Promise<void> {
  const params = await startPicture(context);
  const dataset = await readSafetensors(context.input('data').path);
  const [train, test] = (['train', 'test'] as const).map((split) => {
    const { data, shape } = tensorAt(dataset, `${split}.images`, 'U8');
    if (data.length === 0) throw new StageFailure(`The dataset has no ${split} images`);
    return { size: shape.slice(1).reduce((product, side) => product * side, 1), values: data };
  }) as [Pixels, Pixels];
  if (params.components >= train.size) {
    throw new StageFailure(
      `A code of ${params.components} numbers is no shorter than an image of ${train.size} values`,
      {
        hint: 'Lower "components".',
      },
    );
  }
  const references =
    params.loss === 'mse' ? squaredErrors(train, test, params.components) : crossEntropies(train, test);
  const rows = [...references, ...(await trainedErrors(context.inputs('history'), params))];
  rows.sort((a, b) => b.test - a.test);
  await writeTable(context.output('table'), ['name', 'role', 'train', 'test', 'infinite'], rows.map(tidied));
  const images = test.values.length / test.size;
  const svg = drawErrors(rows, { loss: params.loss, title: params.title, place: params.place, images });
  await writeSvg(context, svg);
}

/** The last losses of histories of plain autoencoders. */
async function trainedErrors(histories: readonly Input[], params: FloorParams & Placed): Promise<ErrorRow[]> {
  const only = histories.length === 1 && params.names === undefined;
  const names = only
    ? ['autoencoder']
    : namesOf(histories, { names: params.names, what: 'autoencoders', port: 'history' });
  const rows: ErrorRow[] = [];
  for (const [at, { path }] of histories.entries()) {
    const table = await readTable(path);
    if (!table.columns.includes('testLoss') || table.columns.includes('kl')) {
      throw new StageFailure(`The history of "${names[at]}" is not that of a plain autoencoder`, {
        hint: 'Connect the history of a step with kind "plain": other losses cannot be compared.',
      });
    }
    const test = numbersAt(table, 'testLoss').at(-1) ?? null;
    if (test === null) throw new StageFailure(`The history of "${names[at]}" has no error of test images`);
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
export function squaredErrors(train: Pixels, test: Pixels, components: number): ErrorRow[] {
  const principal = principalComponents(train, components);
  const kept = principal.variances.reduce((sum, variance) => sum + variance, 0);
  const scale = 255 * 255 * train.size;
  const { mean, projected, clamped } = testErrors(test, principal);
  return [
    { name: 'mean image', role: 'reference', train: principal.total / scale, test: mean },
    {
      name: `PCA, ${components} components`,
      role: 'best linear code',
      train: (principal.total - kept) / scale,
      test: projected,
    },
    { name: `PCA, ${components} components, clamped to 0..1`, role: 'reference', train: null, test: clamped },
  ];
}

function testErrors(
  { size, values }: Pixels,
  principal: Principal,
): { readonly mean: number; readonly projected: number; readonly clamped: number } {
  let [mean, projected, clamped] = [0, 0, 0];
  for (let start = 0; start < values.length; start += size) {
    const image = values.subarray(start, start + size);
    const copy = reconstruct(principal, project(principal, image));
    for (let at = 0; at < size; at++) {
      const [pixel, output] = [image[at] as number, copy[at] as number];
      mean += square(pixel - (principal.mean[at] as number));
      projected += square(pixel - output);
      clamped += square(pixel - Math.min(Math.max(output, 0), 255));
    }
  }
  const scale = 255 * 255 * values.length;
  return { mean: mean / scale, projected: projected / scale, clamped: clamped / scale };
}

/** Cross-entropies of the mean image, and of the images themselves: the entropy of their grey levels, in nats. */
export function crossEntropies(train: Pixels, test: Pixels): ErrorRow[] {
  const sums = new Float64Array(train.size);
  for (const [at, pixel] of train.values.entries()) sums[at % train.size] = (sums[at % train.size] ?? 0) + pixel;
  const count = train.values.length / train.size;
  const mean = sums.map((sum) => sum / count / 255);
  return [
    {
      name: `mean image, kept ${CLIP} away from 0 and 1`,
      role: 'reference',
      train: meanEntropy(train, mean),
      test: meanEntropy(test, mean),
      infinite: countInfinite(test, mean),
    },
    { name: 'entropy of the grey levels', role: 'floor', train: meanEntropy(train), test: meanEntropy(test) },
  ];
}

/** A pixel that is black in all training images has probability 0; float32 trainings cannot tell it from this. */
const CLIP = 1e-7;

/** Images with a pixel that the outputs call impossible: their cross-entropy is infinite. */
function countInfinite({ size, values }: Pixels, outputs: Float64Array): number {
  let count = 0;
  for (let start = 0; start < values.length; start += size) {
    const impossible = outputs.some((output, at) => {
      const pixel = values[start + at] as number;
      return (output === 0 && pixel > 0) || (output === 1 && pixel < 255);
    });
    if (impossible) count++;
  }
  return count;
}

/** @param outputs the same for each image; left out: the image itself */
function meanEntropy({ size, values }: Pixels, outputs?: Float64Array): number {
  // By grey level and place, so that logarithms are taken once for each.
  const counts = new Float64Array(256 * (outputs === undefined ? 1 : size));
  for (const [at, pixel] of values.entries()) {
    const place = outputs === undefined ? pixel : (at % size) * 256 + pixel;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  let sum = 0;
  for (const [place, count] of counts.entries()) {
    if (count === 0) continue;
    const target = (place & 255) / 255;
    const output = outputs?.[place >> 8] ?? target;
    const p = outputs === undefined ? output : Math.min(Math.max(output, CLIP), 1 - CLIP);
    sum -= count * (timesLog(target, p) + timesLog(1 - target, 1 - p));
  }
  return sum / values.length;
}

/** a · log b, and 0 for a = 0. */
function timesLog(a: number, b: number): number {
  return a === 0 ? 0 : a * Math.log(b);
}

const MARGIN = 24;
const TOP = 72;
const ROW = 28;
const WIDTH = 380;

function drawErrors(
  rows: readonly ErrorRow[],
  {
    loss,
    title,
    place,
    images,
  }: {
    readonly loss: FloorParams['loss'];
    readonly title: string | undefined;
    readonly place?: string | undefined;
    readonly images: number;
  },
): string {
  const [blue = '', orange = ''] = CATEGORIES;
  const left = Math.ceil(
    MARGIN +
      Math.max(...rows.map(({ name, role }) => textWidth(name, { size: SIZE.text, weight: weightOf(role) }))) +
      16,
  );
  const most = Math.max(...rows.map(({ test }) => test));
  const along = (value: number): number => left + (value / most) * WIDTH;
  const bottom = TOP + rows.length * ROW;
  const floor = rows.find(({ role }) => role === 'floor' || role === 'best linear code');
  const infinite = rows.find((row) => (row.infinite ?? 0) > 0);
  const what = loss === 'mse' ? 'mean squared error' : 'cross-entropy in nats';
  const facts = `${what} of a pixel of ${grouped(images)} test images${loss === 'mse' ? ' · line: the best linear code, which other codes can beat' : ' · line: no model can go below'}`;
  const note =
    infinite &&
    `Nearer to 0 and 1, the mean image’s error would be infinite for ${grouped(infinite.infinite ?? 0)} of the images.`;
  const subtitle = placed(facts, place);
  const parts = [
    text(MARGIN, 30, title ?? 'Errors of reconstruction', { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
  ];
  for (const [index, { name, role, test }] of rows.entries()) {
    const y = TOP + (index + 0.5) * ROW;
    const fill = role === 'autoencoder' ? blue : role === 'floor' || role === 'best linear code' ? orange : '#c4ccd4';
    const width = Math.round((along(test) - left) * 100) / 100;
    parts.push(
      text(left - 10, y + 4, name, { anchor: 'end', weight: weightOf(role) }),
      `<rect x="${left}" y="${y - 8}" width="${width}" height="16" fill="${fill}"/>`,
      text(labelLeft(along(test) + 7, floor && along(floor.test)), y + 4, test.toFixed(4), { weight: weightOf(role) }),
    );
  }
  parts.push(line([left, TOP], [left, bottom], { stroke: INK.frame }));
  if (floor !== undefined)
    parts.unshift(line([along(floor.test), TOP], [along(floor.test), bottom], { stroke: orange, width: 0.75 }));
  const width = Math.max(left + WIDTH + 60, MARGIN + textWidth(subtitle, { size: SIZE.text }));
  if (note === undefined) return picture(Math.ceil(width + MARGIN), bottom + 20, parts);
  parts.push(text(MARGIN, bottom + 24, note, { fill: INK.quiet }));
  return picture(Math.ceil(width + MARGIN), bottom + 40, parts);
}

/** Where a value starts: beyond the line of the floor if that would go through it. */
function labelLeft(left: number, floor: number | undefined): number {
  return floor !== undefined && floor > left - 4 && floor < left + 44 ? floor + 7 : left;
}

function weightOf(role: ErrorRow['role']): 400 | 600 {
  return role === 'autoencoder' ? 600 : 400;
}

/** Without the last digits, which nobody reads. */
function tidied(row: ErrorRow): Record<'name' | 'role', string> & Record<'train' | 'test' | 'infinite', number | null> {
  const short = (value: number): number => Number(value.toPrecision(7));
  const { name, role, train, test, infinite = null } = row;
  return { name, role, train: train === null ? null : short(train), test: short(test), infinite };
}
