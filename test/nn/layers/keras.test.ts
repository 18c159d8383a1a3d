import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../nn/backends/backend.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import { forwardInTraining } from '../../../nn/forward.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import { resolveModel } from '../../../nn/model.ts';
import { inferShapes, sizeOf, statisticsOf } from '../../../nn/shapes.ts';
import { ROOT } from '../../helpers/assay.ts';

// What Keras makes of the same numbers, recorded by test/reference/layers.py.

interface Listed {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Recorded {
  readonly output: Listed;
  /** Of the sum of the outputs times fixed factors: by the input, then by the weights that learn. */
  readonly gradients: readonly Listed[];
  readonly statistics?: readonly Listed[];
}
const recorded = JSON.parse(readFileSync(join(ROOT, 'test/reference/layers.json'), 'utf8')) as Record<string, Recorded>;

const activation = (kind: 'elu' | 'selu' | 'gelu' | 'swish' | 'mish' | 'hardSwish' | 'leakyRelu'): LayerSpec => ({
  activation: { kind },
});
const LAYERS: Readonly<Record<string, LayerSpec>> = {
  conv2d: { conv2d: { filters: 2, kernel: 3, strides: 2, padding: 'same' } },
  batchNorm: { batchNorm: {} },
  'batchNorm in training': { batchNorm: {} },
  'batchNorm in training, flat': { batchNorm: { momentum: 0.9, epsilon: 1e-5 } },
  layerNorm: { layerNorm: {} },
  globalAvgPool2d: { globalAvgPool2d: {} },
  globalMaxPool2d: { globalMaxPool2d: {} },
  zeroPad2d: { zeroPad2d: { top: 1, bottom: 2, left: 0, right: 3 } },
  upSample2d: { upSample2d: { size: [2, 3] } },
  depthwiseConv2d: { depthwiseConv2d: { kernel: 3, padding: 'same', multiplier: 2 } },
  separableConv2d: { separableConv2d: { filters: 2, kernel: 3, strides: 2, padding: 'same', multiplier: 2 } },
  transposedConv2d: { transposedConv2d: { filters: 2, kernel: 3, strides: 2, padding: 'same' } },
  'transposedConv2d, valid': { transposedConv2d: { filters: 2, kernel: [3, 2], strides: [2, 3] } },
  lstm: { lstm: { units: 2 } },
  'lstm, all steps': { lstm: { units: 2, sequences: true } },
  gru: { gru: { units: 2 } },
  'gru, all steps': { gru: { units: 2, sequences: true } },
  elu: activation('elu'),
  selu: activation('selu'),
  gelu: activation('gelu'),
  swish: activation('swish'),
  mish: activation('mish'),
  hardSwish: activation('hardSwish'),
  leakyRelu: activation('leakyRelu'),
};

/** As in the script: values between -1 and 1 that depend on their place and the seed alone. */
function numbers(shape: readonly number[], seed: number, change = (value: number): number => value): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, at) =>
    change(Math.fround(((at * 7919 + seed * 104729) % 2003) / 1001.5 - 1)),
  );
}

test('all that was recorded is compared', () => {
  expect(Object.keys(LAYERS)).toEqual(Object.keys(recorded).filter((name) => name !== 'versions'));
});

describe.each(['tensorflow', 'portable'] as const)('on %s', (backendName) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(backendName, { threads: 2 });
  });

  test.each(Object.entries(LAYERS))('%s gives the outputs, gradients and statistics of Keras', (name, layer) => {
    const { output, gradients: wanted, statistics = [] } = recorded[name] as Recorded;
    const [, ...shape] = wanted[0]?.shape ?? [];
    // A model takes images: the layer gets them in the shape that it was recorded with.
    const input = [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1] as const;
    const model = resolveModel({ input, layers: [{ reshape: { shape } }, layer] });
    const parts = inferShapes(model).layers[1]?.weights ?? [];
    const own = model.layers[1]?.name ?? '';
    const still = new Set(statisticsOf(model));
    backend.tf.tidy(() => {
      const { tf } = backend;
      const x = tf.tensor(
        numbers(wanted[0]?.shape ?? [], 1, (value) => value * 3),
        [wanted[0]?.shape[0] ?? 0, ...input],
      );
      const weights = parts.map(({ part, shape: of }, index): [string, Tensor] => {
        const change = part === 'variance' ? (value: number): number => Math.abs(value) + 0.5 : undefined;
        return [`${own}.${part}`, tf.tensor(numbers(of, 2 + index, change), [...of])];
      });
      const fixed = Object.fromEntries(weights.filter(([each]) => still.has(each)));
      const learning = Object.fromEntries(weights.filter(([each]) => !still.has(each)));
      const forward = (images: Tensor, moving: Readonly<Record<string, Tensor>>) =>
        forwardInTraining(backend, model, {
          x: images,
          weights: { ...fixed, ...moving },
          still: () => !name.includes('in training'),
        });
      const found = forward(x, learning);
      expectClose(found.output, output);
      for (const [index, statistic] of statistics.entries())
        expectClose(Object.values(found.statistics)[index] as Tensor, statistic);
      const factors = tf.tensor(numbers(output.shape, 99), [...output.shape]);
      const loss = (images: Tensor, ...moving: Tensor[]): Tensor => {
        const names = Object.keys(learning);
        const by = Object.fromEntries(names.map((each, index) => [each, moving[index] as Tensor]));
        return tf.sum(tf.mul(forward(images, by).output, factors));
      };
      const gradients = tf.grads(loss)([x, ...Object.values(learning)]);
      for (const [index, gradient] of gradients.entries()) {
        const of = wanted[index] as Listed;
        expectClose(tf.reshape(gradient, [...of.shape]), of);
      }
    });
  });
});

/** To 1e-5 of the largest value: float32 on both sides, with sums in other orders. */
function expectClose(found: Tensor, { shape, data }: Listed): void {
  expect(found.shape).toEqual(shape);
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const values = found.dataSync();
  const worst = data.reduce((most, value, at) => Math.max(most, Math.abs((values[at] ?? Number.NaN) - value)), 0);
  expect(worst / scale).toBeLessThan(1e-5);
}
