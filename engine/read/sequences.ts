// Points of the unit cube for a search. Each sequence is endless and goes on where it ended: more points keep the first ones.
import { deriveSeed } from '../core/seed.ts';

/** Number `index` (from 0) of a sequence on one axis, in [0, 1). */
export type Sequence = (index: number) => number;

export type Method = 'sobol' | 'halton' | 'random';

/** The number of axes that a method covers evenly. */
export const MOST_DIMENSIONS: Readonly<Record<Method, number>> = { sobol: 21, halton: 21, random: Infinity };

/**
 * One sequence for each axis. An axis keeps its numbers when others are added after it.
 *
 * - `random`: independent, uniform.
 * - `sobol`: Sobol's sequence in Gray code order (Bratley and Fox 1988) with the direction numbers of Joe and Kuo 2008 (file
 *   new-joe-kuo-6), its bits shifted by the seed. Of every 2^k points that start at a multiple of 2^k, each of the 2^k equal parts of
 *   an axis has one.
 * - `halton`: Halton's sequence in the first primes as bases, rotated by the seed (Cranley and Patterson 1976).
 *
 * @param names the axes
 */
export function sequencesOf(method: Method, names: readonly string[], seed: number): readonly Sequence[] {
  return names.map((name, dimension): Sequence => {
    if (method === 'random') return (index) => fraction(deriveSeed(seed, method, name, String(index)));
    const shift = deriveSeed(seed, method, name);
    if (method === 'halton') {
      const base = PRIMES[dimension] ?? outOfRange(dimension);
      const by = fraction(shift);
      return (index) => (halton(index, base) + by) % 1;
    }
    const directions = sobolDirections(dimension);
    // The seed has 31 bits, the points 32.
    return (index) => ((sobol(index, directions) ^ (shift << 1)) >>> 0) / 2 ** 32;
  });
}

/** A derived seed, 1 .. 2^31 - 1, as a number in [0, 1). */
function fraction(seed: number): number {
  return (seed - 1) / (2 ** 31 - 1);
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73];

/** The digits of `index` in a base, mirrored at the point (Halton 1960). */
export function halton(index: number, base: number): number {
  let [result, weight] = [0, 1 / base];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    result += (rest % base) * weight;
    weight /= base;
  }
  return result;
}

/** Number `index` of Sobol's sequence, as 32 bits. */
export function sobol(index: number, directions: readonly number[]): number {
  let bits = 0;
  const gray = index ^ (index >>> 1);
  for (const [place, direction] of directions.entries()) if ((gray >>> place) & 1) bits ^= direction;
  return bits >>> 0;
}

/**
 * For each dimension from the second on: the degree s of a primitive polynomial, its inner coefficients a as bits, and the first s
 * direction numbers m.
 */
const JOE_KUO: readonly (readonly [s: number, a: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

const BITS = 32;

/** The direction numbers of a dimension, from 0, as 32 bits each; the first dimension is van der Corput's sequence. */
export function sobolDirections(dimension: number): readonly number[] {
  if (dimension === 0) return Array.from({ length: BITS }, (_, place) => (1 << (BITS - 1 - place)) >>> 0);
  const [s, a, m] = JOE_KUO[dimension - 1] ?? outOfRange(dimension);
  const directions: number[] = m.map((value, place) => (value << (BITS - 1 - place)) >>> 0);
  for (let place = s; place < BITS; place += 1) {
    const last = directions[place - s] ?? 0;
    let next = last ^ (last >>> s);
    for (let k = 1; k < s; k += 1) if ((a >>> (s - 1 - k)) & 1) next ^= directions[place - k] ?? 0;
    directions.push(next >>> 0);
  }
  return directions;
}

function outOfRange(dimension: number): never {
  throw new Error(`Internal error: the sequence has no dimension ${dimension + 1}`);
}
