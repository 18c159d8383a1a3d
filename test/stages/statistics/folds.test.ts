import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealFolds, foldSize } from '../../../stages/statistics/folds.ts';

const labels = fc.uint8Array({ minLength: 0, maxLength: 200, max: 5 });
const settings = fc.record({
  folds: fc.integer({ min: 2, max: 12 }),
  stratified: fc.boolean(),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

/** How many of the numbers are `value`. */
function count(numbers: ArrayLike<number>, value: number): number {
  return Array.from(numbers).filter((each) => each === value).length;
}

describe('dealFolds()', () => {
  it('puts every image into one fold, and as many into each, but for one', () => {
    fc.assert(
      fc.property(labels, settings, (images, options) => {
        const foldOf = dealFolds(images, options);
        expect(foldOf).toHaveLength(images.length);
        const sizes = Array.from({ length: options.folds }, (_, fold) => count(foldOf, fold));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(images.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const [fold, size] of sizes.entries()) expect(foldSize(images.length, { ...options, fold })).toBe(size);
      }),
    );
  });

  it('gives every fold as many images of each class, but for one, when stratified', () => {
    fc.assert(
      fc.property(labels, settings, (images, options) => {
        const foldOf = dealFolds(images, { ...options, stratified: true });
        for (const label of new Set(images)) {
          const own = foldOf.filter((_, image) => images[image] === label);
          const sizes = Array.from({ length: options.folds }, (_, fold) => count(own, fold));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('gives the same again, and others for another seed', () => {
    const images = Uint8Array.from({ length: 300 }, (_, image) => image % 3);
    const options = { folds: 5, stratified: true, seed: 7 };
    expect(dealFolds(images, options)).toEqual(dealFolds(images, options));
    expect(dealFolds(images, { ...options, seed: 8 })).not.toEqual(dealFolds(images, options));
  });

  it('does not keep neighbours together', () => {
    const images = new Uint8Array(1000);
    const foldOf = dealFolds(images, { folds: 2, stratified: true, seed: 1 });
    const same = foldOf.filter((fold, image) => fold === foldOf[image + 1]).length;
    // 999 neighbours, each alike with probability 1/2: 499.5 ± 15.8.
    expect(Math.abs(same - 499.5)).toBeLessThan(80);
  });
});
