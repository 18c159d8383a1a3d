import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveSeed, permutation, randomOf } from '../../nn/random.ts';

const SEED = fc.integer({ min: 0, max: 2 ** 31 - 1 });

test('deriveSeed() is what its documentation says', () => {
  const digest = createHash('sha256').update('[7,"conv1","kernel"]').digest('hex');
  expect(deriveSeed(7, 'conv1', 'kernel')).toBe(Number((BigInt(`0x${digest.slice(0, 12)}`) % 2147483647n) + 1n));
});

test('deriveSeed() stays in 1 .. 2^31 - 1', () => {
  fc.assert(
    fc.property(SEED, fc.array(fc.oneof(fc.string(), fc.integer())), (root, parts) => {
      const seed = deriveSeed(root, ...parts);
      expect(Number.isInteger(seed) && seed >= 1 && seed <= 2 ** 31 - 1).toBe(true);
    }),
  );
});

test('deriveSeed() tells parts apart that join to the same text', () => {
  const seeds = [
    deriveSeed(1, 'a', 'b'),
    deriveSeed(1, 'ab'),
    deriveSeed(1, 'a,b'),
    deriveSeed(1, 'b', 'a'),
    deriveSeed(2, 'a', 'b'),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(deriveSeed(1, 1)).not.toBe(deriveSeed(1, '1'));
});

function draw(...stream: (string | number)[]): number[] {
  const random = randomOf(3, ...stream);
  return Array.from({ length: 5 }, () => random.uniform());
}

test('randomOf() gives the same numbers for the same stream and others for another', () => {
  expect(draw('a', 1)).toEqual(draw('a', 1));
  expect(draw('a', 1)).not.toEqual(draw('a', 2));
});

test('randomOf() draws uniformly', () => {
  const random = randomOf(5, 'test');
  const count = 20_000;
  let sum = 0;
  const bins = Array.from({ length: 7 }, () => 0);
  for (let draw = 0; draw < count; draw += 1) {
    const value = random.uniform();
    expect(value >= 0 && value < 1).toBe(true);
    sum += value;
    const bin = random.below(7);
    bins[bin] = (bins[bin] ?? Number.NaN) + 1;
  }
  expect(Math.abs(sum / count - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
  const expected = count / 7;
  const chiSquare = bins.reduce((total, bin) => total + (bin - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(25); // 6 degrees of freedom: p < 0.001 at 22.5
});

test('permutation() holds every number once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), SEED, fc.nat(100), (count, seed, epoch) => {
      const order = permutation(count, { seed, epoch });
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
});

test('permutation() depends on seed and epoch only', () => {
  fc.assert(
    fc.property(SEED, fc.nat(1000), (seed, epoch) => {
      const order = permutation(64, { seed, epoch });
      expect(permutation(64, { seed, epoch })).toEqual(order);
      expect(permutation(64, { seed, epoch: epoch + 1 })).not.toEqual(order);
      expect(permutation(64, { seed: seed + 1, epoch })).not.toEqual(order);
    }),
  );
});

test('permutation() gives every order of three equally often', () => {
  const epochs = 6000;
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = permutation(3, { seed: 1, epoch }).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquare = [...counts.values()].reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(22); // 5 degrees of freedom: p < 0.001 at 20.5
});
