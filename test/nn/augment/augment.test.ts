import { describe, expect, test } from 'vitest';
import { ALL } from '../../../nn/augment/all.ts';
import { drawsOf } from '../../../nn/augment/draws.ts';
import { confusions, createAugment, type AugmentSpec } from '../../../nn/augment/index.ts';
import type { ImageSize } from '../../../nn/augment/kind.ts';
import { mixtureOf } from '../../../nn/augment/mixup.ts';
import { resample } from '../../../nn/augment/resample.ts';

const SIZE: ImageSize = [9, 7, 2];
const LENGTH = 9 * 7 * 2;
/** An image in which every value is another one. */
const IMAGE = Uint8Array.from({ length: LENGTH }, (_, index) => (index * 37) % 256);

function changed(spec: AugmentSpec, { epoch = 1, image = 5, seed = 3, source = IMAGE } = {}): Float32Array {
  const target = new Float32Array(LENGTH);
  createAugment(spec, SIZE, seed)(source, target, { epoch, image });
  return target;
}

const EACH: Readonly<Record<keyof typeof ALL, AugmentSpec>> = {
  flip: { flip: { horizontal: true, vertical: true } },
  scale: { scale: { factor: 1.5 } },
  shear: { shear: { degrees: 30 } },
  rotate: { rotate: { degrees: 90 } },
  shift: { shift: { pixels: 3 } },
  elastic: { elastic: { pixels: 1 } },
  contrast: { contrast: { factor: 2 } },
  noise: { noise: { deviation: 0.2 } },
  cutout: { cutout: { size: 3 } },
};

describe.each(Object.entries(EACH))('%s', (name, spec) => {
  test('is a pure function of the image, its number, the epoch and the seed', () => {
    const several = [1, 2, 3, 4, 5].map((image) => changed(spec, { image }));
    expect([1, 2, 3, 4, 5].map((image) => changed(spec, { image }))).toEqual(several);
    // Whatever was made before.
    const again = createAugment(spec, SIZE, 3);
    const target = new Float32Array(LENGTH);
    for (const image of [5, 4, 3, 2, 1]) again(IMAGE, target, { epoch: 1, image });
    expect(target).toEqual(several[0]);
    const [other, later, seeded] = [{ image: 9 }, { epoch: 2 }, { seed: 4 }].map((at) =>
      [1, 2, 3, 4, 5].map((image) => changed(spec, { image, ...at })),
    );
    for (const each of [other, later, seeded]) expect(each).not.toEqual(several);
  });

  test('keeps values within 0 and 1, and an even image as it is where it only moves pixels', () => {
    const even = new Uint8Array(LENGTH).fill(51);
    for (let image = 0; image < 50; image += 1) {
      for (const value of changed(spec, { image })) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const moves = ALL[name as keyof typeof ALL].paint === undefined;
      const difference = Math.max(...changed(spec, { image, source: even }).map((value) => Math.abs(value - 0.2)));
      expect(!moves || difference < 1e-6).toBe(true);
    }
  });

  test('leaves as many images alone as its probability says', () => {
    const plain = Float32Array.from(IMAGE, (value) => value / 255);
    const settings = { ...(spec as Record<string, object>)[name], probability: 0.25 };
    const rare = { [name]: settings } as AugmentSpec;
    const same = (one: AugmentSpec): number =>
      Array.from({ length: 400 }, (_, image) => changed(one, { image })).filter((value) =>
        value.every((number, index) => number === plain[index]),
      ).length;
    // Of those that it is done to, a few stay the same: those that are not mirrored, for example.
    const expected = 300 + same(spec) / 4;
    expect(Math.abs(same(rare) - expected)).toBeLessThan(40); // more than four deviations of 8.7
  });
});

test('one augmentation more leaves the draws of the others alone', () => {
  const shifted = changed({ shift: { pixels: 3 } });
  expect(changed({ shift: { pixels: 3 }, noise: { deviation: 0.1, probability: 1e-9 } })).toEqual(shifted);
  expect(changed({ noise: { deviation: 0.1, probability: 1e-9 }, shift: { pixels: 3 } })).toEqual(shifted);
});

test('resample() takes pixels from where the map says, half-way between them, and goes on beyond the edge', () => {
  const source = Float32Array.of(0, 1, 2, 10, 11, 12);
  const at = (affine: Partial<Parameters<typeof resample>[2]['affine']>): number[] => {
    const target = new Float32Array(6);
    const whole = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0, ...affine };
    resample(source, target, { size: [2, 3, 1], affine: whole, displacement: undefined });
    return [...target];
  };
  expect(at({})).toEqual([...source]);
  expect(at({ e: 1 })).toEqual([1, 2, 2, 11, 12, 12]);
  expect(at({ e: 0.5, f: 0.5 })).toEqual([5.5, 6.5, 7, 10.5, 11.5, 12]);
  expect(at({ a: -1 })).toEqual([2, 1, 0, 12, 11, 10]);
  expect(at({ a: -1, d: -1 })).toEqual([12, 11, 10, 2, 1, 0]);
});

test('rotation by a right angle turns a square image clockwise', () => {
  const target = new Float32Array(9);
  const source = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const affine = ALL.rotate.transform?.({ degrees: 90 }, { ...drawsOf(1, 1), between: (_, high) => high }, [3, 3, 1]);
  if (affine === undefined) throw new Error('rotate has no transform');
  resample(source, target, { size: [3, 3, 1], affine, displacement: undefined });
  expect([...target].map(Math.round)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

test('drawsOf() is uniform and normal, and its neighbours have nothing in common', () => {
  const draws = drawsOf(7, 0);
  const uniform = Array.from({ length: 20_000 }, () => draws.uniform());
  const counts = Array.from(
    { length: 10 },
    (_, bin) => uniform.filter((value) => Math.floor(value * 10) === bin).length,
  );
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(1800));
  const normal = Array.from({ length: 20_000 }, () => draws.normal());
  const mean = normal.reduce((sum, value) => sum + value, 0) / 20_000;
  const variance = normal.reduce((sum, value) => sum + value * value, 0) / 20_000;
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(20_000));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 20_000));
  const firsts = Array.from({ length: 5000 }, (_, image) => drawsOf(7, image).uniform() - 0.5);
  const product = firsts.slice(1).reduce((sum, value, index) => sum + value * (firsts[index] ?? 0), 0) / 4999;
  expect(Math.abs(product)).toBeLessThan(5 / 12 / Math.sqrt(4999));
});

test('mixtureOf() has the mean and the variance of Beta(alpha, alpha), and is a pure function of the update', () => {
  for (const alpha of [0.2, 1, 3]) {
    const shares = Array.from(
      { length: 4000 },
      (_, update) => mixtureOf({ alpha }, { seed: 1, update, images: 1 }).share,
    );
    const mean = shares.reduce((sum, value) => sum + value, 0) / 4000;
    const variance = shares.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / 4000;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
  }
  const one = mixtureOf({ alpha: 0.4 }, { seed: 1, update: 7, images: 6 });
  expect(mixtureOf({ alpha: 0.4 }, { seed: 1, update: 7, images: 6 })).toEqual(one);
  expect([...one.partners].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('confusions() names what makes digits and letters of another class', () => {
  expect(confusions({ rotate: { degrees: 20 }, shift: { pixels: 2 } }, 'digits')).toEqual([]);
  expect(confusions({ flip: { horizontal: false } }, 'digits')).toEqual([]);
  expect(confusions({ rotate: { degrees: 180 } }, 'digits')).toEqual([
    '"rotate" by up to 180 degrees makes a 9 of a 6, and a 6 of a 9',
  ]);
  expect(confusions({ flip: {} }, 'digits')[0]).toContain('a mirrored 2 is nearly a 5');
  expect(confusions({ flip: {}, rotate: { degrees: 150 } }, 'letters')).toHaveLength(2);
});
