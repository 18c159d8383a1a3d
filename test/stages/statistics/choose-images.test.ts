import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseImages, largestRemainder } from '../../../stages/statistics/choose-images.ts';

const someLabels = fc.array(fc.nat(4), { minLength: 1, maxLength: 200 }).map((labels) => Uint8Array.from(labels));

function countsOf(labels: Uint8Array, chosen: readonly boolean[]): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const [image, label] of labels.entries()) if (chosen[image]) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

describe('chooseImages()', () => {
  it('takes exactly count images, each class within one of its share', () => {
    fc.assert(
      fc.property(someLabels, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (labels, fraction, seed) => {
        const count = Math.round(fraction * labels.length);
        const chosen = chooseImages(labels, count, { stratified: true, seed });
        expect(chosen.length).toBe(labels.length);
        expect(chosen.filter(Boolean).length).toBe(count);
        const sizes = countsOf(
          labels,
          chosen.map(() => true),
        );
        for (const [label, taken] of countsOf(labels, chosen).entries()) {
          expect(Math.abs(taken - ((sizes[label] ?? 0) * count) / labels.length)).toBeLessThan(1);
        }
      }),
    );
  });

  it('chooses the same images for the same seed and others for another', () => {
    const labels = Uint8Array.from({ length: 500 }, (_, image) => image % 5);
    const choose = (seed: number, stratified: boolean): readonly boolean[] =>
      chooseImages(labels, 100, { stratified, seed });
    for (const stratified of [true, false]) {
      expect(choose(3, stratified)).toEqual(choose(3, stratified));
      expect(choose(3, stratified)).not.toEqual(choose(4, stratified));
    }
  });

  it('draws every image equally often', () => {
    const labels = Uint8Array.from({ length: 20 }, (_, image) => image % 2);
    for (const stratified of [true, false]) {
      const times = labels.reduce((all) => [...all, 0], [] as number[]);
      for (let seed = 0; seed < 4000; seed++) {
        for (const [image, taken] of chooseImages(labels, 6, { stratified, seed }).entries()) {
          if (taken) times[image] = (times[image] ?? 0) + 1;
        }
      }
      // Binomial(4000, 0.3): mean 1200, sd 29. Five sd over 20 images fails by chance once in 100,000.
      for (const count of times) expect(Math.abs(count - 1200)).toBeLessThan(145);
    }
  });

  it('ignores the classes when not stratified', () => {
    const labels = Uint8Array.from({ length: 40 }, (_, image) => image % 2);
    const taken = Array.from(
      { length: 50 },
      (_, seed) => countsOf(labels, chooseImages(labels, 20, { stratified: false, seed }))[0],
    );
    expect(new Set(taken).size).toBeGreaterThan(3);
  });
});

describe('largestRemainder()', () => {
  it('gives the textbook seats', () => {
    // https://en.wikipedia.org/wiki/Quota_method: 100,000 votes, 10 seats, Hare quota.
    expect(largestRemainder([47_000, 16_000, 15_800, 12_000, 6_100, 3_100], 10)).toEqual([5, 2, 1, 1, 1, 0]);
  });
  it('gives equal remainders to the earlier', () => {
    expect(largestRemainder([1, 1, 1], 2)).toEqual([1, 1, 0]);
    expect(largestRemainder([0, 0], 0)).toEqual([0, 0]);
  });
});
