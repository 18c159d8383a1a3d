import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { halton, sequencesOf, sobol, sobolDirections } from '../../../engine/read/sequences.ts';

/** Made by SciPy: reference/sequences.py. */
const reference = JSON.parse(readFileSync(new URL('reference/sequences.json', import.meta.url), 'utf8')) as Readonly<
  Record<'sobol' | 'halton', readonly (readonly number[])[]>
>;

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73];
const NAMES = PRIMES.map((prime) => `axis${prime}`);

describe('sobol()', () => {
  it("has SciPy's points on all 21 axes", () => {
    for (let axis = 0; axis < 21; axis += 1) {
      const directions = sobolDirections(axis);
      const ours = reference.sobol.map((_, index) => sobol(index, directions) / 2 ** 32);
      expect(ours).toEqual(reference.sobol.map((point) => point[axis]));
    }
  });
});

describe('halton()', () => {
  it("has SciPy's points on all 21 axes", () => {
    for (const [axis, prime] of PRIMES.entries()) {
      for (const [index, point] of reference.halton.entries())
        expect(halton(index, prime)).toBeCloseTo(point[axis] ?? -1, 14);
    }
  });
});

describe('sequencesOf()', () => {
  it.each(['sobol', 'halton', 'random'] as const)(
    'stays in [0, 1), moves with the seed and comes again: %s',
    (method) => {
      const draw = (seed: number): readonly number[] =>
        sequencesOf(method, NAMES, seed).flatMap((at) => Array.from({ length: 50 }, (_, index) => at(index)));
      expect(draw(1).every((u) => u >= 0 && u < 1)).toBe(true);
      expect(draw(1)).toEqual(draw(1));
      expect(draw(1)).not.toEqual(draw(2));
    },
  );

  it.each(['sobol', 'halton', 'random'] as const)(
    'keeps the numbers of an axis when others follow it: %s',
    (method) => {
      const [alone] = sequencesOf(method, ['a'], 3);
      const [first] = sequencesOf(method, ['a', 'b'], 3);
      expect([0, 1, 2, 3].map((index) => first?.(index))).toEqual([0, 1, 2, 3].map((index) => alone?.(index)));
    },
  );

  it('gives each of 64 equal parts of every axis one of 64 Sobol points, whatever the seed', () => {
    for (const at of sequencesOf('sobol', NAMES, 17)) {
      const parts = Array.from({ length: 64 }, (_, index) => Math.floor(at(index) * 64));
      expect(new Set(parts).size).toBe(64);
    }
  });

  it('draws random numbers that are uniform and independent between axes', () => {
    const [a, b] = sequencesOf('random', ['a', 'b'], 5);
    const pairs = Array.from({ length: 2000 }, (_, index) => [a?.(index) ?? 0, b?.(index) ?? 0] as const);
    const mean = (of: (pair: readonly [number, number]) => number): number =>
      pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
    // Five standard errors of means of 2,000 numbers: sqrt(1 / 12 / 2000), and sqrt(7 / 144 / 2000) for products.
    expect(Math.abs(mean(([u]) => u) - 0.5)).toBeLessThan(0.033);
    expect(Math.abs(mean(([, u]) => u) - 0.5)).toBeLessThan(0.033);
    expect(Math.abs(mean(([u, v]) => u * v) - 0.25)).toBeLessThan(0.025);
  });
});
