import { randomOf } from '../../nn/random.ts';
import type { Random } from '../../nn/random.ts';
import type { Slices } from '../../engine/core/slices.ts';
import { gram } from './cosines.ts';
import type { Shape } from './cosines.ts';

/** Standard normal numbers, and lengths of vectors of them. */
export interface Gaussian {
  normal(): number;
  /** The square of the length of a vector of `dimension` standard normal numbers. */
  chiSquare(dimension: number): number;
}

/** The same arguments give the same numbers. */
export function gaussianOf(seed: number, ...stream: readonly (string | number)[]): Gaussian {
  const random = randomOf(seed, ...stream);
  const normal = normals(random);
  return { normal, chiSquare: (dimension) => 2 * gamma(dimension / 2, { random, normal }) };
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
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * The inner products of `count` random filters whose weights are independent standard normal numbers, float64
 * `[count, count]`, without drawing all weights: a Wishart matrix is L Lᵀ with χ on the diagonal of L and normal numbers
 * below (Bartlett 1933). So 6400 dimensions cost no more than 256.
 */
export function* isotropicProducts({ count, dimension }: Shape, gaussian: Gaussian): Slices<Float64Array> {
  const columns = Math.min(count, dimension);
  const rows = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < Math.min(i, columns); k++) rows[i * columns + k] = gaussian.normal();
    if (i < columns) rows[i * columns + i] = Math.sqrt(gaussian.chiSquare(dimension - i));
    yield;
  }
  return yield* gram(rows, { count, dimension: columns });
}

/** A spectrum of second moments: the eigenvalues of some directions, and one value that all others share. */
export interface Spectrum {
  readonly values: readonly number[];
  readonly rest: number;
  /** How many other directions there are. */
  readonly restDimension: number;
}

/**
 * The inner products of `count` Gaussian filters with a spectrum of second moments, float64 `[count, count]`. Inner products
 * depend on the moments only through their eigenvalues, because rotating all filters does not change them.
 */
export function* spectralProducts(count: number, spectrum: Spectrum, gaussian: Gaussian): Slices<Float64Array> {
  const { values, rest, restDimension } = spectrum;
  const deviations = values.map((value) => Math.sqrt(value));
  const rows = new Float64Array(count * values.length);
  for (let i = 0; i < count; i++) {
    for (const [k, deviation] of deviations.entries()) rows[i * values.length + k] = deviation * gaussian.normal();
    yield;
  }
  const products = yield* gram(rows, { count, dimension: values.length });
  if (rest > 0 && restDimension > 0) {
    const others = yield* isotropicProducts({ count, dimension: restDimension }, gaussian);
    for (const [place, product] of others.entries()) products[place] = (products[place] as number) + rest * product;
  }
  return products;
}
