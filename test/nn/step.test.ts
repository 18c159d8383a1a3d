import { beforeAll, describe, expect, test, vi } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { stepKey } from '../../nn/fit.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { initialSlots } from '../../nn/optimizers/kind.ts';
import { createStep } from '../../nn/step.ts';
import type { StepInputs } from '../../nn/step.ts';
import { toTensors } from '../../nn/tensors.ts';
import { classification } from '../../nn/train.ts';
import { tinyModel } from './models.ts';

const optimizer = createOptimizer({ sgd: { learningRate: 0.1, momentum: 0.9, nesterov: true } });
const model = tinyModel(6, 0.5);

describe.each(['tensorflow', 'portable'] as const)('createStep() on %s', (name) => {
  let backend: Backend;
  let inputs: StepInputs;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
    const { tf } = backend;
    const weights = toTensors(backend, initialWeights(model, 3));
    inputs = {
      weights,
      slots: initialSlots(backend, optimizer, weights),
      batch: {
        x: tf.randomUniform([8, 6, 6, 1], 0, 1, 'float32', 5),
        y: tf.tensor1d([0, 1, 2, 3, 4, 5, 0, 1], 'int32'),
      },
      key: stepKey(backend, 1, 0),
      rates: { learningRate: tf.scalar(0.1) },
    };
  });

  /** All results as numbers. */
  function run(changed: Partial<StepInputs> = {}): Record<string, Float32Array> {
    return backend.tf.tidy(() => {
      const { loss, measures, weights, slots } = createStep(backend, {
        objective: classification(backend, model),
        optimizer,
      })({ ...inputs, ...changed });
      const all = { loss, ...measures, ...weights, ...slots };
      return Object.fromEntries(
        Object.entries(all).map(([key, tensor]) => [key, Float32Array.from(tensor.dataSync())]),
      ) as never;
    });
  }

  test('gives the loss, the measures and every weight and slot under its name', () => {
    expect(Object.keys(run())).toEqual([
      'loss',
      'correct',
      'conv1.kernel',
      'conv1.bias',
      'dense1.kernel',
      'dense1.bias',
      'velocity/conv1.kernel',
      'velocity/conv1.bias',
      'velocity/dense1.kernel',
      'velocity/dense1.bias',
    ]);
  });

  test('is a pure function of its tensors', () => {
    const first = run();
    expect(run()).toEqual(first);
    const { tf } = backend;
    expect(run({ key: stepKey(backend, 1, 1) })['loss']).not.toEqual(first['loss']);
    const still = run({ rates: { learningRate: tf.scalar(0) } });
    expect(still['loss']).toEqual(first['loss']);
    expect(still['conv1.kernel']).toEqual(Float32Array.from(inputs.weights['conv1.kernel']?.dataSync() ?? []));
    expect(first['conv1.kernel']).not.toEqual(still['conv1.kernel']);
  });

  test('leaves its inputs alone and nothing behind', () => {
    const before = backend.tf.memory().numTensors;
    run();
    expect(backend.tf.memory().numTensors).toBe(before);
    for (const group of [inputs.weights, inputs.slots, inputs.batch, inputs.rates]) {
      for (const tensor of Object.values(group)) expect(tensor.isDisposed).toBe(false);
    }
  });
});

// The portable backend is never recorded: it draws its random numbers in JavaScript and reads the key for that.
test('createStep() reads nothing back on tensorflow, so that it can be recorded as a graph', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { tf } = backend;
  const reads = vi.spyOn(tf.backend(), 'readSync');
  tf.tidy(() => {
    const weights = toTensors(backend, initialWeights(model, 3));
    createStep(backend, { objective: classification(backend, model), optimizer })({
      weights,
      slots: initialSlots(backend, optimizer, weights),
      batch: { x: tf.ones([2, 6, 6, 1]), y: tf.tensor1d([0, 1], 'int32') },
      key: stepKey(backend, 1, 0),
      rates: { learningRate: tf.scalar(0.1) },
    });
  });
  expect(reads).not.toHaveBeenCalled();
  tf.tidy(() => tf.scalar(1).dataSync());
  expect(reads).toHaveBeenCalledOnce(); // the spy does see reads
  reads.mockRestore();
});

describe('stepKey()', () => {
  test('differs from update to update and wraps around within int32', async () => {
    const backend = await loadBackend('tensorflow', { threads: 2 });
    const keys = [0, 1, 2 ** 31].map((update) => {
      const tensor = stepKey(backend, 1, update);
      const [seed, counter] = tensor.dataSync<'int32'>();
      tensor.dispose();
      expect(counter).toBe(0);
      return seed;
    });
    expect(new Set(keys).size).toBe(3);
    expect(keys.every((key) => Number.isInteger(key))).toBe(true);
    expect(((keys[0] ?? 0) + 1) | 0).toBe(keys[1]);
  });
});
