import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { validate } from '../../../engine/read/validate.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import { forward, respondTo } from '../../../nn/forward.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { LAYERS } from '../../../nn/layers/index.ts';
import { dataOf, resolveModel, type Model, type ModelSpec } from '../../../nn/model.ts';
import { randomOf } from '../../../nn/random.ts';
import { inferShapes, sizeOf } from '../../../nn/shapes.ts';
import { volumeOf } from '../../../nn/volume.ts';
import { numericGradient } from '../naive.ts';
import { sections } from '../../../stages/sections.ts';
import { CASES } from './cases.ts';

// Every layer, on both backends, against the same layer in plain loops and float64 (`respond`), which shares no code with it, and its
// gradients against finite differences of that.

type Numbers = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>>;

function values(shape: readonly number[], stream: string, least = -1): Float64Array {
  const random = randomOf(5, stream);
  return Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(least + (1 - least) * random.uniform()));
}

/** Inputs `x` of two images and all weights; those that have to be positive are. */
function numbersFor(model: Model): Numbers {
  const x = { shape: [2, ...model.input], data: values([2, ...model.input], 'x', 0) };
  const weights = Object.entries(initialWeights(model, 1)).map(([name, { shape }]) => {
    const least = name.endsWith('.variance') ? 0.5 : -1;
    return [name, { shape, data: values(shape, name, least) }] as const;
  });
  return { x, ...Object.fromEntries(weights) };
}

/** The outputs of the last layer for both images, `[2, ...]`. */
function plainly(model: Model, numbers: Numbers): Float64Array {
  const last = model.layers.at(-1)?.name ?? '';
  const size = sizeOf(model.input);
  const found = [0, 1].flatMap((image) => {
    const data = numbers['x']?.data.subarray(image * size, (image + 1) * size) ?? new Float64Array();
    const slices = respondTo(model, {
      image: volumeOf(model.input, data),
      layer: last,
      channels: undefined,
      // float64 where differences are taken: `respond` only reads it.
      weight: ({ name }, part) => (numbers[`${name}.${part}`]?.data ?? []) as unknown as Float32Array,
    });
    let next = slices.next();
    while (next.done !== true) next = slices.next();
    return [...(next.value?.data ?? [])];
  });
  return Float64Array.from(found);
}

function tensorsOf({ tf }: Backend, numbers: Numbers): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, { shape, data }]) => [
      name,
      tf.tensor(Float32Array.from(data), [...shape], 'float32'),
    ]),
  );
}

function largestDifference(found: ArrayLike<number>, expected: Float64Array): number {
  expect(found).toHaveLength(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return expected.reduce((most, value, at) => Math.max(most, Math.abs((found[at] ?? Number.NaN) - value)), 0) / scale;
}

test('the cases have every type of layer that comes with Assay, but for those of forward.test.ts', () => {
  const old = ['activation', 'avgPool2d', 'dropout', 'maxPool2d'];
  const there = CASES.flatMap(([, input, layers]) => resolveModel({ input, layers }).layers.map(({ type }) => type));
  expect([...new Set<string>([...there, ...old])].sort((a, b) => (a < b ? -1 : 1))).toEqual(LAYERS.types);
});

test.each(CASES)(
  '%s: the schema lets it through, and fills in the defaults that resolveModel() has',
  (_, input, layers) => {
    const written = structuredClone({ input, layers }) as unknown as JsonObject;
    expect(validate(sections['models'] ?? {}, written)).toEqual([]);
    const filled = resolveModel(written as unknown as ModelSpec);
    expect(dataOf(filled)).toEqual(dataOf(resolveModel({ input, layers })));
  },
);

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  describe.each(CASES)('%s', (_, input, layers) => {
    const model = resolveModel({ input, layers });
    const numbers = numbersFor(model);
    const expected = plainly(model, numbers);
    const shape = inferShapes(model).layers.at(-1)?.shape ?? [];

    test('has the shape that was inferred, and the values of plain loops', () => {
      backend.tf.tidy(() => {
        const { x, ...weights } = tensorsOf(backend, numbers);
        const output = forward(backend, model, { weights, x: x as Tensor });
        expect(output.shape).toEqual([2, ...shape]);
        expect(largestDifference(output.dataSync(), expected)).toBeLessThan(1e-5);
      });
    });

    test('has the gradients of finite differences', () => {
      const mix = values([2, ...shape], 'mix');
      const names = Object.keys(numbers);
      backend.tf.tidy(() => {
        const { tf } = backend;
        const f = (...tensors: Tensor[]): Tensor => {
          const { x, ...weights } = Object.fromEntries(names.map((each, index) => [each, tensors[index] as Tensor]));
          const output = forward(backend, model, { weights, x: x as Tensor });
          return tf.sum(tf.mul(output, tf.tensor(Float32Array.from(mix), [2, ...shape])));
        };
        const gradients = tf.grads(f)(Object.values(tensorsOf(backend, numbers)));
        for (const [index, each] of names.entries()) {
          const at = numbers[each] ?? { shape: [], data: new Float64Array() };
          const wanted = numericGradient((data) => {
            const outputs = plainly(model, { ...numbers, [each]: { ...at, data } });
            return outputs.reduce((sum, value, place) => sum + value * (mix[place] ?? Number.NaN), 0);
          }, at.data);
          expect(largestDifference(gradients[index]?.dataSync() ?? [], wanted), each).toBeLessThan(2e-4);
        }
      });
    });
  });
});
