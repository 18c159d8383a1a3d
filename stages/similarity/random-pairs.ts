import type { Slices } from '../../engine/core/slices.ts';
import type { HighShare } from '../formats/similarity-report.ts';
import { gaussianOf } from '../statistics/random-filters.ts';
import { square } from '../statistics/square.ts';
import type { Gaussian } from '../statistics/random-filters.ts';
import { randomOf } from '../../nn/random.ts';
import type { Random } from '../../nn/random.ts';
import { HIGH, activated, correlationsOf, responses } from './correlation.ts';
import type { FilterLayer, Patches } from './patches.ts';

/** Multiplications spent on the responses of random pairs of one threshold. */
const WORK = 1e8;
/** Pairs of one threshold at most, and where they take much work at least. */
const MOST_PAIRS = 256;
const LEAST_PAIRS = 32;

/** The layer that random filters take after. */
export interface Original {
  readonly layer: FilterLayer;
  /** `[count, dimension]` and `[count]`. */
  readonly rows: Float64Array;
  readonly bias: ArrayLike<number>;
  /** Cosines `[count, count]`, NaN where a filter has no direction. */
  readonly cosines: Float64Array;
  readonly seed: number;
}

interface RandomFilters {
  readonly rows: Float64Array;
  readonly bias: Float64Array;
  readonly count: number;
}

/** Filters of isotropic directions, with the norms and biases of the layer's own filters, one after the other. */
export function randomFilters(
  { rows, bias, seed }: Original,
  { dimension, count }: { readonly dimension: number; readonly count: number },
): RandomFilters {
  const gaussian = gaussianOf(seed, 'random filters');
  const own = bias.length;
  const drawn = { rows: new Float64Array(count * dimension), bias: new Float64Array(count), count };
  for (let filter = 0; filter < count; filter++) {
    const model = filter % own;
    const norm = normOf(rows.subarray(model * dimension, (model + 1) * dimension));
    drawn.rows.set(scaled(direction(dimension, gaussian), norm), filter * dimension);
    drawn.bias[filter] = bias[model] ?? 0;
  }
  return drawn;
}

/**
 * How often the responses of random pairs correlate highly whose weights have the cosines, norms and biases of the layer's
 * similar pairs: what the similarity of weights alone makes of responses. All of the pairs are imitated, or a random choice.
 */
export function* alikeRandomPairs(original: Original, patches: Patches, threshold: number): Slices<HighShare> {
  const { rows, bias, cosines, layer, seed } = original;
  const { dimension } = patches;
  const count = bias.length;
  const similar: (readonly [number, number])[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) if ((cosines[i * count + j] as number) > threshold) similar.push([i, j]);
    yield;
  }
  const limit = Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, Math.floor(WORK / (2 * dimension * patches.count))));
  const chosen = choose(similar, limit, randomOf(seed, 'similar pairs', threshold));
  const gaussian = gaussianOf(seed, 'alike random pairs', threshold);
  const drawn = new Float64Array(2 * dimension);
  let [pre, post] = [0, 0];
  let [squares, known] = [0, 0];
  for (const [i, j] of chosen) {
    const [one, other] = [i, j].map((filter) => rows.subarray(filter * dimension, (filter + 1) * dimension)) as [
      Float64Array,
      Float64Array,
    ];
    drawn.set(imitate(one, other, gaussian));
    const linear = yield* responses(patches, { rows: drawn, bias: [bias[i] ?? 0, bias[j] ?? 0], count: 2 });
    if (((yield* correlationsOf(linear, 2))[1] ?? NaN) > HIGH) pre++;
    const correlation = (yield* correlationsOf(activated(linear, layer), 2))[1] ?? NaN;
    if (correlation > HIGH) post++;
    if (Number.isNaN(correlation)) continue;
    squares += square(correlation);
    known++;
  }
  const share = (high: number): number | null => (chosen.length === 0 ? null : high / chosen.length);
  return { pairs: chosen.length, pre: share(pre), post: share(post), cka: known === 0 ? null : squares / known };
}

/** Two random filters with the norms of two others and the same cosine, one after the other. */
function imitate(one: Float64Array, other: Float64Array, gaussian: Gaussian): Float64Array {
  const dimension = one.length;
  const [first, second] = [normOf(one), normOf(other)];
  const cosine = Math.max(-1, Math.min(1, dot(one, other) / (first * second)));
  const u = direction(dimension, gaussian);
  const w = direction(dimension, gaussian);
  const along = dot(u, w);
  for (let k = 0; k < dimension; k++) w[k] = (w[k] as number) - along * (u[k] as number);
  // In one dimension nothing is across.
  const across = normOf(w) > 0 ? Math.sqrt(1 - cosine * cosine) / normOf(w) : 0;
  const v = u.map((value, k) => cosine * value + across * (w[k] as number));
  const pair = new Float64Array(2 * dimension);
  pair.set(scaled(u, first));
  pair.set(scaled(v, second), dimension);
  return pair;
}

function direction(dimension: number, gaussian: Gaussian): Float64Array {
  const drawn = new Float64Array(dimension);
  gaussian.put(drawn, dimension);
  return scaled(drawn, 1 / normOf(drawn));
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => value * factor);
}

function normOf(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

/** All of a list, or `limit` of it at random. */
function choose<T>(list: readonly T[], limit: number, random: Random): T[] {
  const rest = [...list];
  const chosen = Math.min(limit, rest.length);
  for (let place = 0; place < chosen; place++) {
    const other = place + random.below(rest.length - place);
    const moved = rest[place] as T;
    rest[place] = rest[other] as T;
    rest[other] = moved;
  }
  return rest.slice(0, chosen);
}
