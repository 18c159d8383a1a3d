import { randomOf } from '../../nn/random.ts';
import type { Random } from '../../nn/random.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { gram } from './products.ts';
import type { Shape } from './products.ts';
import { square } from './square.ts';

/** Standard normal numbers, and lengths of vectors of them. */
export interface Gaussian {
  normal(): number;
  /** Puts standard normal numbers into the first `count` places. */
  put(places: Float64Array, count: number): void;
  /** The square of the length of a vector of `dimension` standard normal numbers. */
  chiSquare(dimension: number): number;
}

/** The same arguments give the same numbers. */
export function gaussianOf(seed: number, ...stream: readonly (string | number)[]): Gaussian {
  const random = randomOf(seed, ...stream);
  const normal = normals(random);
  return {
    normal,
    put: (places, count) => {
      for (let at = 0; at < count; at++) places[at] = normal();
    },
    chiSquare: (dimension) => 2 * gamma(dimension / 2, { random, normal }),
  };
}

/** The Box-Muller transform, two numbers at a time. */
function normals(random: Random): () => number {
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A gamma-distributed number of scale 1 (Marsaglia and Tsang 2000), shape >= ½. */
function gamma(shape: number, source: { readonly random: Random; readonly normal: () => number }): number {
  const { random, normal } = source;
  if (shape < 1) return gamma(shape + 1, source) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * The inner products of `count` random filters, their directions independent and uniform on the sphere, float64
 * `[count, count]`, without drawing all weights: with normal weights they are a Wishart matrix L Lᵀ, with chi on the diagonal
 * of L and normal numbers below (Bartlett 1933). So 6400 dimensions cost no more than 256.
 *
 * @param norms `[count]`: their lengths; left out, those of vectors of standard normal numbers
 */
export function* isotropicProducts(
  { count, dimension }: Shape,
  gaussian: Gaussian,
  norms?: Float64Array,
): Slices<Float64Array> {
  const columns = Math.min(count, dimension);
  const rows = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * columns, (i + 1) * columns);
    gaussian.put(row, Math.min(i, columns));
    if (i < columns) row[i] = Math.sqrt(gaussian.chiSquare(dimension - i));
    if (norms !== undefined) scaleTo(row, norms[i] as number);
    if (i % 16 === 0) yield;
  }
  return yield* gram(rows, { count, dimension: columns }, { lower: true });
}

function scaleTo(row: Float64Array, norm: number): void {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += square(row[k] as number);
  const factor = norm / Math.sqrt(sum);
  for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) * factor;
}
