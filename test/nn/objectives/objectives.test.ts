import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { balancedWeights, lossConstants, LOSSES, meanLoss, type LossOptions } from '../../../nn/objectives/index.ts';

interface Case {
  readonly settings: LossOptions & { readonly classWeights?: readonly number[] };
  readonly targets: 'labels' | 'soft';
  readonly loss: number;
}

/** Made by Keras and PyTorch: reference/losses.py. */
const reference = JSON.parse(readFileSync(new URL('reference/losses.json', import.meta.url), 'utf8')) as {
  readonly outputs: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly soft: readonly (readonly number[])[];
  readonly cases: readonly Case[];
};

test('every loss has been compared with another program', () => {
  const compared = reference.cases.map(({ settings }) => settings.loss ?? 'categoricalCrossEntropy');
  expect([...new Set(compared)].sort()).toEqual(Object.keys(LOSSES).sort());
});

describe.each(['tensorflow', 'portable'] as const)('meanLoss() on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  /** The loss of outputs as a number, and its gradient. */
  function measured({ settings, targets }: Case, outputs: readonly (readonly number[])[]): [number, number[]] {
    const { tf } = backend;
    const results = tf.tidy(() => {
      const labels: Tensor =
        targets === 'labels'
          ? tf.tensor1d([...reference.labels], 'int32')
          : tf.tensor2d(reference.soft.map((row) => [...row]));
      const loss = meanLoss(settings, lossConstants(backend, settings));
      const { value, grad } = tf.valueAndGrad((x: Tensor) => loss(backend, x, labels))(
        tf.tensor2d(outputs.map((row) => [...row])),
      );
      return [value.dataSync()[0] ?? Number.NaN, [...grad.dataSync()]] as never;
    });
    return results;
  }

  const cases = reference.cases.map((each) => [JSON.stringify(each.settings), each.targets, each] as const);

  test.each(cases)('%s of %s is that of Keras or PyTorch', (_, _of, each) => {
    expect(measured(each, reference.outputs)[0]).toBeCloseTo(each.loss, 5);
  });

  test.each(cases)('%s of %s has the gradient that finite differences give', (_, _of, each) => {
    const [, gradient] = measured(each, reference.outputs);
    const distance = 1 / 128;
    const [rows, classes] = [2, 4]; // of two images: each image is treated alike
    for (let index = 0; index < rows * classes; index += 1) {
      const moved = (by: number): number => {
        const outputs = reference.outputs.map((row) => [...row]);
        const row = outputs[Math.floor(index / classes)] ?? [];
        row[index % classes] = (row[index % classes] ?? 0) + by;
        return measured(each, outputs)[0];
      };
      expect(gradient[index]).toBeCloseTo((moved(distance) - moved(-distance)) / (2 * distance), 3);
    }
  });
});

test('balancedWeights() let every class count the same, and leave out those without images', () => {
  expect(balancedWeights(Uint8Array.of(0, 0, 0, 2, 2, 0), 3)).toEqual([0.5, 0, 1]);
});
