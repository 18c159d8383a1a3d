import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { averaged } from '../../../nn/optimizers/averaged.ts';
import { clipped, type Clip } from '../../../nn/optimizers/clipped.ts';
import { createOptimizer, OPTIMIZERS, type OptimizerSpec } from '../../../nn/optimizers/index.ts';
import { initialSlots, type Optimizer } from '../../../nn/optimizers/kind.ts';
import { scalars } from '../../../nn/trainer.ts';

interface Case {
  /** The program that it was recorded of. */
  readonly of: string;
  readonly optimizer: OptimizerSpec;
  readonly clip?: Clip;
  readonly weightAverage?: number;
  /** The kernel and the bias after each update; with an average, that at the end besides. */
  readonly path: readonly (readonly number[])[];
}

/** Made by Keras and PyTorch: reference/optimizers.py. */
const reference = JSON.parse(readFileSync(new URL('reference/optimizers.json', import.meta.url), 'utf8')) as {
  readonly start: Readonly<Record<string, readonly number[]>>;
  readonly updates: number;
  readonly cases: readonly Case[];
};

function optimizerOf({ optimizer, clip, weightAverage }: Case): Optimizer {
  const plain = createOptimizer(optimizer);
  const limited = clip === undefined ? plain : clipped(plain, clip);
  return weightAverage === undefined ? limited : averaged(limited, weightAverage);
}

test('every optimizer that has no oracle of its own is compared with another program', () => {
  const compared = new Set(['sgd', 'adam', ...reference.cases.flatMap(({ optimizer }) => Object.keys(optimizer))]);
  expect([...compared].sort()).toEqual(OPTIMIZERS.names);
});

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  /** The same slope as in the script. */
  function run(optimizer: Optimizer): number[][] {
    const { tf } = backend;
    const path: number[][] = [];
    const note = (tensors: readonly (Tensor | undefined)[]): void =>
      void path.push(tensors.flatMap((tensor) => [...(tensor?.dataSync() ?? [])]));
    tf.tidy(() => {
      let weights: Readonly<Record<string, Tensor>> = Object.fromEntries(
        Object.entries(reference.start).map(([key, values]) => [key, tf.tensor1d([...values], 'float32')]),
      );
      let slots = initialSlots(backend, optimizer, weights);
      for (let update = 0; update < reference.updates; update += 1) {
        const slopes = Object.fromEntries(
          Object.entries(weights).map(([key, weight]) => [key, tf.add(tf.mul(tf.sub(weight, 1), 2), 0.1)]),
        );
        const gradients = optimizer.regularise(backend, { weights, gradients: slopes });
        const rates = scalars(backend, optimizer.rates(update));
        ({ weights, slots } = optimizer.update(backend, { weights, gradients, slots, rates }));
        note(Object.values(weights));
      }
      if (optimizer.average !== undefined)
        note(Object.keys(weights).map((key) => slots[`${optimizer.average}/${key}`]));
    });
    return path;
  }

  test.each(
    reference.cases.map((each) => {
      const { of, path: _, ...settings } = each;
      return [JSON.stringify(settings), of, each] as const;
    }),
  )('%s follows %s', (_, _of, each) => {
    const path = run(optimizerOf(each));
    expect(path).toHaveLength(each.path.length);
    for (const [update, row] of each.path.entries())
      for (const [index, value] of row.entries()) expect(path[update]?.[index]).toBeCloseTo(value, 4);
  });
});
