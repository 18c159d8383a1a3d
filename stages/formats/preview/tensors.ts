import type { Preview, PreviewBlock } from '../../../engine/core/preview.ts';
import { readTensors } from '../tensor-stream.ts';
import type { Tensor } from '../safetensors.ts';

/** A tensor with more numbers is not read for a look at it. */
const MOST_NUMBERS = 200_000_000;
/** Of a matrix, at most this many rows and columns are shown: of a larger one, means over blocks. */
const MOST_CELLS = 96;
const MOST_TILES = 64;
/** Small pictures are drawn; larger ones would not be small. */
const LARGEST_TILE = 128;
const BINS = 40;

/**
 * A look at a safetensors file: the names of its tensors to choose from, and of one its numbers as small pictures and as a histogram.
 *
 * @param part the tensor; left out: one that was made last, such as the final weights
 * @throws StageFailure when the file is damaged
 */
export async function previewTensors(path: string, part?: string): Promise<Preview> {
  let chosen: string | undefined;
  const { tensors, names } = await readOne(
    path,
    (all) => (chosen = part !== undefined && all.includes(part) ? part : usual(all)),
  );
  const tensor = chosen === undefined ? undefined : tensors.get(chosen);
  if (chosen === undefined || tensor === undefined)
    return { blocks: [{ kind: 'text', text: 'The file has no tensors.' }] };
  return { blocks: blocksOf(chosen, tensor), parts: names, part: chosen };
}

async function readOne(
  path: string,
  choose: (names: readonly string[]) => string | undefined,
): Promise<{ readonly tensors: ReadonlyMap<string, Tensor>; readonly names: readonly string[] }> {
  let names: readonly string[] = [];
  const { tensors } = await readTensors(path, (all) => {
    names = all.toSorted();
    const name = choose(names);
    return name === undefined ? [] : [name];
  });
  return { tensors, names };
}

/** The tensor that people ask for first: weights at the end of a training before those at its start. */
function usual(names: readonly string[]): string | undefined {
  const wanted = [/^final\/.*kernel$/, /\/final$/, /^train\.images$/, /^final\//, /images/];
  for (const pattern of wanted) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return names[0];
}

function blocksOf(name: string, tensor: Tensor): readonly PreviewBlock[] {
  const { shape, dtype } = tensor;
  const size = shape.reduce((product, length) => product * length, 1);
  const head: PreviewBlock = {
    kind: 'facts',
    facts: [
      ['tensor', name],
      ['shape', shape.length === 0 ? 'one number' : shape.join(' × ')],
      ['type', dtype],
    ],
  };
  if (size === 0 || size > MOST_NUMBERS) return [head];
  const values = Array.isArray(tensor.data) ? tensor.data : numbers(tensor);
  const range = rangeOf(values);
  const isImage = dtype === 'U8';
  const tiles = tilesOf(values, shape, isImage);
  const title = isImage ? 'images' : 'values';
  const limit = Math.max(Math.abs(range.low), Math.abs(range.high));
  const scale =
    isImage || range.low >= 0
      ? ({ low: range.low, high: range.high, scale: 'grey' } as const)
      : ({ low: -limit, high: limit, scale: 'signed' } as const);
  return [
    head,
    ...(tiles === undefined ? [] : [{ kind: 'tiles', title, ...tiles, ...scale } as const]),
    histogramOf(values, range),
  ];
}

function numbers({ data }: Tensor): ArrayLike<number> {
  return data instanceof BigInt64Array ? Array.from(data, Number) : data;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Values that are no numbers, or infinite. */
  readonly odd: number;
}

function rangeOf(values: ArrayLike<number>): Range {
  let [low, high, sum, squares, odd] = [Infinity, -Infinity, 0, 0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      odd += 1;
      continue;
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    squares += value * value;
  }
  const count = Math.max(1, values.length - odd);
  const mean = sum / count;
  if (low > high) return { low: 0, high: 0, mean: 0, deviation: 0, odd };
  return { low, high, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), odd };
}

function histogramOf(values: ArrayLike<number>, { low, high, mean, deviation, odd }: Range): PreviewBlock {
  const counts = Array.from({ length: BINS }, () => 0);
  const width = (high - low) / BINS || 1;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const note = `mean ${mean.toPrecision(3)}, deviation ${deviation.toPrecision(3)}${odd === 0 ? '' : `; ${odd} are not finite`}`;
  return { kind: 'histogram', title: 'distribution', low, high, counts, note };
}

type Tiles = Pick<PreviewBlock & { kind: 'tiles' }, 'width' | 'height' | 'tiles' | 'note'>;

/** The numbers as small pictures; undefined where the shape has none. */
function tilesOf(values: ArrayLike<number>, shape: readonly number[], isImage: boolean): Tiles | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  if (shape.length === 2) return matrixOf(values, a, b);
  if (shape.length !== 4) return undefined;
  // Images and the filters of a report come first in their shape, kernels of convolutions last.
  const first = isImage || a > d;
  const [count, height, width, channels] = first ? [a, b, c, d] : [d, a, b, c];
  if (height > LARGEST_TILE || width > LARGEST_TILE || height * width < 2) return undefined;
  const at = (tile: number, cell: number, channel: number): number =>
    (first
      ? values[(tile * height * width + cell) * channels + channel]
      : values[(cell * channels + channel) * count + tile]) ?? 0;
  const shown = Math.min(count, MOST_TILES);
  const tiles = Array.from({ length: shown }, (_, tile) =>
    Array.from({ length: height * width }, (_, cell) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1) sum += at(tile, cell, channel);
      return sum / channels;
    }),
  );
  const notes = [
    ...(shown < count ? [`the first ${shown} of ${count}`] : []),
    ...(channels > 1 ? [`means over ${channels} channels`] : []),
  ];
  return { width, height, tiles, ...(notes.length > 0 && { note: notes.join(', ') }) };
}

/** A matrix as one picture; of a large one, means over blocks. */
function matrixOf(values: ArrayLike<number>, rows: number, columns: number): Tiles | undefined {
  const [height, width] = [Math.min(rows, MOST_CELLS), Math.min(columns, MOST_CELLS)];
  if (height * width < 2) return undefined;
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (let row = 0; row < rows; row += 1) {
    const line = Math.floor((row * height) / rows) * width;
    for (let column = 0; column < columns; column += 1) {
      const cell = line + Math.floor((column * width) / columns);
      sums[cell] = (sums[cell] ?? 0) + (values[row * columns + column] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  const tile = Array.from(sums, (sum, cell) => sum / Math.max(1, counts[cell] ?? 1));
  const note = rows > height || columns > width ? `${rows} × ${columns}, means over blocks` : undefined;
  return { width, height, tiles: [tile], ...(note !== undefined && { note }) };
}
