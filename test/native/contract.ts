// What the fast convolutions promise, whatever instruction set they are compiled for. One file each: a process can load only one.

import { createRequire } from 'node:module';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend, Pooling } from '../../nn/backends/backend.ts';
import { dropoutBy } from '../../nn/backends/composed-layers.ts';
import { fastConv2d, fastConv2dMaxPool } from '../../nn/backends/kernel-layers.ts';
import { type BackendChoice, chooseBackend, loadBackend } from '../../nn/backends/index.ts';
import { kernelFile } from '../../nn/backends/installed.ts';
import { thisProcessor } from '../../nn/backends/instruction-sets.ts';
import { type KernelSet, kernelSetOf } from '../../nn/backends/kernels.ts';
import { uniformValues } from '../../nn/backends/philox.ts';
import { tensorflowLayers } from '../../nn/backends/tensorflow-layers.ts';
import { randomOf } from '../../nn/random.ts';
import { ROOT } from '../helpers/assay.ts';
import { convolve, outputOf, relativeError, type Sizes } from './reference.ts';

interface Given {
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly dy: Float32Array;
}

interface Found {
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly dkernel: Float32Array;
  readonly dbias: Float32Array;
}

/** Numbers in -1 .. 1, the same for the same stream. */
function noise(count: number, stream: string): Float32Array {
  const random = randomOf(5, stream);
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
}

/** A whole number in a range. */
function pick(round: number, what: string, from: number, to: number): number {
  return from + Math.floor(randomOf(round, what).uniform() * (to - from + 1));
}

function randomSizes(round: number): Sizes {
  const size = [3, 5, 3, 5, 4, 7][round % 6]!;
  const least = size;
  return {
    images: pick(round, 'images', 1, 3),
    height: pick(round, 'height', least, least + 9),
    width: pick(round, 'width', least, least + 11),
    channels: pick(round, 'channels', 1, 24),
    filters: pick(round, 'filters', 1, 40),
    size,
    padding: round % 2 === 0 ? 'valid' : 'same',
  };
}

function randomNumbers(sizes: Sizes, seed: string): Given {
  const { images, height, width, channels, filters, size } = sizes;
  const [rows, columns] = outputOf(sizes);
  return {
    x: noise(images * height * width * channels, `x${seed}`),
    kernel: noise(size * size * channels * filters, `kernel${seed}`),
    bias: noise(filters, `bias${seed}`),
    dy: noise(images * rows * columns * filters, `dy${seed}`),
  };
}

/** Describes the kernels for one instruction set, in a file that loads no other. */
export function describeKernels(set: KernelSet, isa: string): void {
  const { facts, missing } = chooseBackend({ isa });
  const tell = missing === undefined && kernelSetOf(facts.isa) !== set ? describeAbsent : describePresent;
  tell(set, { facts, missing });
}

function describeAbsent(set: KernelSet): void {
  describe(`the fast convolutions for ${set}`, () => {
    test('are not for this processor', () => {
      expect(kernelSetOf(thisProcessor().widest)).not.toBe(set);
    });
  });
}

function describePresent(set: KernelSet, { facts, missing }: Pick<BackendChoice, 'facts' | 'missing'>): void {
  const why = missing === undefined ? '' : ` (skipped: no native backend: ${missing})`;

  describe.skipIf(missing !== undefined)(`the fast convolutions for ${set}${why}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await loadBackend('tensorflow', { threads: 2, facts });
      expect(facts.convolution).toBe('winograd');
    });

    function compute(sizes: Sizes, given: Given, relu: boolean): Found {
      const { tf } = backend;
      const { images, height, width, channels, filters, size, padding } = sizes;
      const [rows, columns] = outputOf(sizes);
      return tf.tidy(() => {
        const inputs = [
          tf.tensor(given.x, [images, height, width, channels]),
          tf.tensor(given.kernel, [size, size, channels, filters]),
          tf.tensor(given.bias, [filters]),
        ];
        const of = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor =>
          fastConv2d(tf, [x, kernel], { padding, bias, relu });
        const y = of(...(inputs as [Tensor, Tensor, Tensor]));
        const gradients = tf.grads((x, kernel, bias) => of(x, kernel, bias))(
          inputs,
          tf.tensor(given.dy, [images, rows, columns, filters]),
        );
        const [dx, dkernel, dbias] = gradients.map((each) => each.dataSync<'float32'>());
        return { y: y.dataSync<'float32'>(), dx: dx!, dkernel: dkernel!, dbias: dbias! };
      });
    }

    test('differ from float64 by less than 1e-5 of the whole, in all three passes, for any shape', () => {
      for (let round = 0; round < 36; round++) {
        const sizes = randomSizes(round);
        const given = randomNumbers(sizes, String(round));
        const relu = round % 3 === 0;
        const found = compute(sizes, given, relu);
        // Where an output is within rounding of zero, relu may let its gradient pass or not.
        const expected = convolve(sizes, relu ? withoutTies(sizes, given) : given, relu);
        const again = relu ? compute(sizes, withoutTies(sizes, given), relu) : found;
        for (const [name, values] of Object.entries(expected) as [keyof Found, Float64Array][])
          expect(relativeError(again[name], values), `${name} of ${JSON.stringify(sizes)}`).toBeLessThan(1e-5);
      }
    });

    test('give exactly the bias where all that an output sees is zero, as sums do', () => {
      const sizes: Sizes = { images: 2, height: 20, width: 22, channels: 9, filters: 11, size: 5, padding: 'same' };
      const given = randomNumbers(sizes, 'black');
      // One bright spot in the middle of each image.
      for (const [at] of given.x.entries()) {
        const [row, column] = [Math.floor(at / 9 / 22) % 20, Math.floor(at / 9) % 22];
        if (row < 8 || row > 10 || column < 8 || column > 12) given.x[at] = at % 2 === 0 ? 0 : -0;
      }
      given.bias.fill(0);
      const { y } = compute(sizes, given, false);
      const expected = convolve(sizes, given, false);
      const zeros = [...expected.y.entries()].filter(([, value]) => value === 0).map(([at]) => at);
      expect(zeros.length).toBeGreaterThan(5000);
      expect(zeros.filter((at) => y[at] !== 0)).toEqual([]);
    });

    test.each([Number.NaN, Infinity, -Infinity])('carry %d just where TensorFlow does', (value) => {
      const sizes: Sizes = { images: 1, height: 14, width: 15, channels: 8, filters: 9, size: 3, padding: 'valid' };
      const { tf } = backend;
      for (const where of ['x', 'kernel', 'dy'] as const) {
        const given = randomNumbers(sizes, where);
        given[where][given[where].length >> 1] = value;
        const found = compute(sizes, given, false);
        const expected = tf.tidy(() => {
          const inputs = [tf.tensor4d(given.x, [1, 14, 15, 8]), tf.tensor4d(given.kernel, [3, 3, 8, 9])] as const;
          const y = tf.conv2d(...inputs, 1, 'valid');
          const gradients = tf.grads((x, kernel) => tf.conv2d(x as never, kernel as never, 1, 'valid'))(
            [...inputs],
            tf.tensor(given.dy, [1, 12, 13, 9]),
          );
          return [y, ...gradients].map((each) => each.dataSync<'float32'>());
        });
        const kindOf = (number: number): string => (Number.isFinite(number) ? 'finite' : String(number));
        const withBias = Array.from(expected[0]!, (each, at) => each + given.bias[at % 9]!);
        expect(Array.from(found.y, kindOf)).toEqual(withBias.map(kindOf));
        expect(Array.from(found.dx, kindOf)).toEqual(Array.from(expected[1]!, kindOf));
        expect(Array.from(found.dkernel, kindOf)).toEqual(Array.from(expected[2]!, kindOf));
      }
    });

    test('are right where a transform would overflow, and near zero where numbers are tiny', () => {
      const sizes: Sizes = { images: 1, height: 9, width: 9, channels: 8, filters: 8, size: 5, padding: 'valid' };
      const given = randomNumbers(sizes, 'large');
      const large = { ...given, x: given.x.map((each) => each * 2e37), kernel: given.kernel.map((each) => each / 1e3) };
      const expected = convolve(sizes, large, false);
      expect(relativeError(compute(sizes, large, false).y, expected.y)).toBeLessThan(1e-5);
      const tiny = { ...given, x: given.x.map((each) => each * 1e-42), bias: given.bias.map(() => 0) };
      expect(Math.max(...compute(sizes, tiny, false).y.map(Math.abs))).toBeLessThan(1e-37);
    });

    test('give the same bits each time; the outputs and the gradient of the input do so for any number of threads', () => {
      const sizes: Sizes = { images: 5, height: 19, width: 17, channels: 24, filters: 40, size: 5, padding: 'same' };
      const given = randomNumbers(sizes, 'bits');
      const kernels = createRequire(import.meta.url)(kernelFile(ROOT, set)) as { start(threads: number): number };
      const bytesOf = (found: Partial<Found>): string[] =>
        Object.values(found).map(({ buffer, byteOffset, byteLength }) =>
          Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
        );
      const first = compute(sizes, given, true);
      const other = { ...sizes, size: 3, channels: 40 };
      const between = randomNumbers(other, 'between');
      for (let repeat = 0; repeat < 10; repeat++) {
        expect(bytesOf(compute(sizes, given, true))).toEqual(bytesOf(first));
        compute(other, between, false); // leaves other numbers in memory
      }
      try {
        // With 8 threads there are fewer images than threads.
        for (const threads of [1, 3, 8]) {
          kernels.start(threads);
          const { y, dx, dkernel } = compute(sizes, given, true);
          expect(bytesOf({ y, dx })).toEqual(bytesOf({ y: first.y, dx: first.dx }));
          expect(relativeError(dkernel, first.dkernel)).toBeLessThan(1e-5);
        }
      } finally {
        kernels.start(2);
      }
    });

    test('of thin images leave exact zeros, and add up like the others', () => {
      for (const channels of [1, 3, 7]) {
        const sizes: Sizes = { images: 3, height: 12, width: 13, channels, filters: 21, size: 3, padding: 'same' };
        const given = randomNumbers(sizes, `thin${channels}`);
        given.x.fill(0, 0, 12 * 13 * channels);
        given.bias.fill(0);
        const found = compute(sizes, given, false);
        expect(found.y.subarray(0, 12 * 13 * 21).every((each) => each === 0)).toBe(true);
        for (const [name, values] of Object.entries(convolve(sizes, given, false)) as [keyof Found, Float64Array][])
          expect(relativeError(found[name], values), name).toBeLessThan(1e-5);
      }
    });

    test.each<Omit<Pooling, 'training'>>([
      { size: [2, 2], strides: [2, 2], padding: 'valid' },
      { size: [2, 3], strides: [2, 3], padding: 'same' },
      { size: [3, 3], strides: [2, 1], padding: 'same' },
      { size: [2, 2], strides: [3, 3], padding: 'valid' },
      { size: [7, 5], strides: [1, 1], padding: 'valid' },
    ])("of maxPool() with %o have TensorFlow's bits, in both directions, for equal values, too", (window) => {
      const { tf, layers } = backend;
      for (const channels of [1, 16, 37]) {
        // Few different values: windows have several largest ones.
        const numbers = noise(3 * 9 * 11 * channels, `pool${channels}`).map((each) => Math.round(each * 3));
        const both = tf.tidy(() => {
          const x = tf.tensor(numbers, [3, 9, 11, channels]);
          const of = [layers, tensorflowLayers(tf, (...given) => backend.uniform(...given))].map((those) => {
            const pool = (given: Tensor): Tensor => those.maxPool(given, { ...window, training: true });
            const y = pool(x);
            const dy = tf.tensor(noise(y.size, 'gradient'), y.shape);
            return [y, tf.grad(pool)(x, dy)].map((each) => each.dataSync<'float32'>());
          });
          return of;
        });
        expect(both[0]).toEqual(both[1]);
      }
    });

    test.each([
      ['random numbers', (each: number) => each],
      ['many equal outputs and black backgrounds', (each: number) => (each > 0 ? 0 : Math.round(each))],
      ['an infinity', (each: number, at: number) => (at === 777 ? Infinity : each)],
      ['a NaN', (each: number, at: number) => (at === 777 ? Number.NaN : each)],
    ])('with max pooling have the bits of one after the other, in both directions: %s', (_, change) => {
      const { tf, layers } = backend;
      const window: Pooling = { size: [2, 2], strides: [2, 2], padding: 'valid', training: true };
      for (const [round, size] of [3, 5, 7, 3, 5, 3].entries()) {
        // Odd and even numbers of outputs, and filters that do not fill registers.
        const sizes: Sizes = {
          images: 1 + round,
          height: 13 + round,
          width: 16 - round,
          channels: 8 + 5 * round,
          filters: [16, 8, 21, 40, 33, 9][round]!,
          size,
          padding: round % 2 === 0 ? 'valid' : 'same',
        };
        const given = randomNumbers(sizes, `pooled${round}`);
        const { images, height, width, channels, filters, padding } = sizes;
        const relu = round % 3 !== 0;
        const [apart, together] = [fastConv2d, fastConv2dMaxPool].map((convolution) =>
          tf.tidy(() => {
            const inputs = [
              tf.tensor(given.x.map(change), [images, height, width, channels]),
              tf.tensor(given.kernel, [size, size, channels, filters]),
              tf.tensor(given.bias, [filters]),
            ];
            const of = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor => {
              const y = convolution(tf, [x, kernel], { padding, bias, relu });
              return convolution === fastConv2d ? layers.maxPool(y, window) : y;
            };
            const y = of(...(inputs as [Tensor, Tensor, Tensor]));
            const dy = tf.tensor(noise(y.size, `dy${round}`), y.shape);
            const gradients = tf.grads((x, kernel, bias) => of(x, kernel, bias))(inputs, dy);
            return [y, ...gradients].map((each) => each.dataSync<'float32'>());
          }),
        );
        expect(together, JSON.stringify(sizes)).toEqual(apart);
      }
    });

    test('of dropout() have the bits of the portable backend, in both directions', () => {
      const { tf, layers } = backend;
      const composed = dropoutBy(tf, (shape, key) => {
        const [seed = 0, counter = 0] = key.dataSync<'int32'>();
        return tf.tensor(uniformValues([seed, counter], tf.util.sizeFromShape([...shape])), [...shape]);
      });
      for (const count of [1, 63, 64, 65, 1000]) {
        for (const [rate, seed] of [
          [0.25, [3, -7]],
          [0.5, [-1, 2_000_000_000]],
          [0, [0, 0]],
        ] as const) {
          const found = [layers, { dropout: composed }].map((those) =>
            tf.tidy(() => {
              const x = tf.tensor(noise(count, 'dropped'), [count]);
              const of = (given: Tensor): Tensor => those.dropout(given, rate, tf.tensor1d([...seed], 'int32'));
              return [of(x), tf.grad(of)(x, tf.tensor(noise(count, 'dy')))].map((each) => each.dataSync<'float32'>());
            }),
          );
          expect(found[0]).toEqual(found[1]);
        }
      }
    });

    test('refuse tensors that do not fit together, by name', () => {
      const { tf } = backend;
      const images = tf.ones([1, 4, 4, 8]);
      const call = (kernel: number[]): void => {
        tf.tidy(() => fastConv2d(tf, [images, tf.ones(kernel)], { padding: 'valid', relu: false }).dataSync());
      };
      expect(() => call([3, 3, 7, 8])).toThrow(/do not fit together/);
      expect(() => call([5, 5, 8, 8])).toThrow(/larger than its image/);
      expect(() => call([2, 2, 8, 8])).toThrow(/no fast algorithm for kernels of 2 rows/);
      const pooled = (kernel: number[]): void => {
        tf.tidy(() => fastConv2dMaxPool(tf, [images, tf.ones(kernel)], { padding: 'valid', relu: false }).dataSync());
      };
      expect(() => pooled([4, 4, 8, 8])).toThrow(/no tile of this convolution holds windows of 2 x 2/);
      images.dispose();
    });
  });

  /** The same with biases that keep every output away from zero. */
  function withoutTies(sizes: Sizes, given: Given): Given {
    const { y } = convolve(sizes, given, false);
    const dy = given.dy.map((each, at) => (Math.abs(y[at]!) < 1e-3 ? 0 : each));
    return { ...given, dy };
  }
}
