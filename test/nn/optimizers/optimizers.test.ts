import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from '../../../nn/backends/index.ts';
import type { Backend } from '../../../nn/backends/backend.ts';
import { createOptimizer } from '../../../nn/optimizers/index.ts';
import { initialSlots } from '../../../nn/optimizers/kind.ts';
import type { OptimizerSpec } from '../../../nn/optimizers/index.ts';

test('rates() of SGD decays per update (SCIENCE O1)', () => {
  const optimizer = createOptimizer({ sgd: { learningRate: 0.001, decay: 1e-6 } });
  const rate = (update: number): string => optimizer.rates(update).learningRate.toFixed(8);
  expect([rate(0), rate(469), rate(4690), rate(23_450)]).toEqual([
    '0.00100000',
    '0.00099953',
    '0.00099533',
    '0.00097709',
  ]);
});

test('rates() of Adam corrects the bias of the first updates', () => {
  const optimizer = createOptimizer({ adam: { learningRate: 0.5, beta1: 0.9, beta2: 0.99 } });
  expect(optimizer.rates(0)['learningRate']).toBe(0.5);
  expect(optimizer.rates(0)['stepSize']).toBeCloseTo((0.5 * 0.1) / 0.1, 12);
  expect(optimizer.rates(0)['epsilon']).toBeCloseTo(1e-8 * 0.1, 20);
  expect(optimizer.rates(1)['stepSize']).toBeCloseTo((0.5 * Math.sqrt(0.0199)) / 0.19, 12);
});

test('slots are only what an optimizer needs', () => {
  expect(createOptimizer({ sgd: { learningRate: 1 } }).slots).toEqual([]);
  expect(createOptimizer({ sgd: { learningRate: 1, momentum: 0.5 } }).slots).toEqual(['velocity']);
  expect(createOptimizer({ adam: { learningRate: 1 } }).slots).toEqual(['mean', 'variance']);
});

/** The gradient of (p - 1)² + 0.1·p, so that gradients change as the weight moves. */
function slope(p: number): number {
  return 2 * (p - 1) + 0.1;
}

// Every sequence is written out as plain numbers from the definition; the first one is checked by hand below.
function sgdOracle(options: {
  rate: number;
  momentum: number;
  nesterov: boolean;
  decay: number;
  l2: number;
}): number[] {
  let p = 3;
  let v = 0;
  const path: number[] = [];
  for (let t = 0; t < 6; t += 1) {
    const r = options.rate / (1 + options.decay * t);
    const g = slope(p) + options.l2 * p;
    v = options.momentum * v - r * g;
    p += options.nesterov ? options.momentum * v - r * g : v;
    path.push(p);
  }
  return path;
}

function adamOracle(r: number, b1: number, b2: number, epsilon: number): number[] {
  let p = 3;
  let m = 0;
  let v = 0;
  const path: number[] = [];
  for (let t = 1; t <= 6; t += 1) {
    const g = slope(p);
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    p -= (r * (m / (1 - b1 ** t))) / (Math.sqrt(v / (1 - b2 ** t)) + epsilon);
    path.push(p);
  }
  return path;
}

const CASES: [string, OptimizerSpec, number[]][] = [
  [
    'plain SGD',
    { sgd: { learningRate: 0.1 } },
    sgdOracle({ rate: 0.1, momentum: 0, nesterov: false, decay: 0, l2: 0 }),
  ],
  [
    'momentum',
    { sgd: { learningRate: 0.1, momentum: 0.9 } },
    sgdOracle({ rate: 0.1, momentum: 0.9, nesterov: false, decay: 0, l2: 0 }),
  ],
  [
    'Nesterov with decay',
    { sgd: { learningRate: 0.1, momentum: 0.9, nesterov: true, decay: 0.5 } },
    sgdOracle({ rate: 0.1, momentum: 0.9, nesterov: true, decay: 0.5, l2: 0 }),
  ],
  [
    'weight decay',
    { sgd: { learningRate: 0.1, momentum: 0.5, weightDecay: 0.3 } },
    sgdOracle({ rate: 0.1, momentum: 0.5, nesterov: false, decay: 0, l2: 0.3 }),
  ],
  ['Adam', { adam: { learningRate: 0.2, beta1: 0.8, beta2: 0.95, epsilon: 0.01 } }, adamOracle(0.2, 0.8, 0.95, 0.01)],
  ['Adam by default', { adam: { learningRate: 0.2 } }, adamOracle(0.2, 0.9, 0.999, 1e-8)],
];

test('the oracle of Nesterov is the sequence computed by hand', () => {
  // r = 0.1: g = 4.1, v = -0.41, p = 3 - 0.369 - 0.41 = 2.221; then r = 0.1/1.5, g = 2.542, v = -0.369 - 0.169466...
  const [first, second] = sgdOracle({ rate: 0.1, momentum: 0.9, nesterov: true, decay: 0.5, l2: 0 });
  expect(first).toBeCloseTo(2.221, 12);
  expect(second).toBeCloseTo(2.221 + 0.9 * (-0.369 - 0.254_2 / 1.5) - 0.254_2 / 1.5, 12);
});

describe.each(['tensorflow', 'portable'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend(name, { threads: 2 });
  });

  /** Two weights of different shape under the same slope: the kernel's path and the bias's. */
  function run(spec: OptimizerSpec, updates: number): { kernel: number[]; bias: number[] } {
    const { tf } = backend;
    const optimizer = createOptimizer(spec);
    return tf.tidy(() => {
      let weights = { 'a.kernel': tf.mul(tf.ones([2, 2]), 3), 'a.bias': tf.mul(tf.ones([2]), 3) } as Record<
        string,
        ReturnType<typeof tf.tensor>
      >;
      let slots = initialSlots(backend, optimizer, weights) as Record<string, ReturnType<typeof tf.tensor>>;
      const path = { kernel: [] as number[], bias: [] as number[] };
      for (let update = 0; update < updates; update += 1) {
        const slopes = Object.fromEntries(
          Object.entries(weights).map(([key, w]) => [key, tf.add(tf.mul(tf.sub(w, 1), 2), 0.1)]),
        );
        const gradients = optimizer.regularise(backend, { weights, gradients: slopes });
        const rates = Object.fromEntries(
          Object.entries(optimizer.rates(update)).map(([key, rate]) => [key, tf.scalar(rate)]),
        );
        ({ weights, slots } = { ...optimizer.update(backend, { weights, gradients, slots, rates }) });
        path.kernel.push(weights['a.kernel']?.dataSync()[3] ?? Number.NaN);
        path.bias.push(weights['a.bias']?.dataSync()[1] ?? Number.NaN);
      }
      return path as never;
    });
  }

  test.each(CASES)('update() of %s follows the definition', (_, spec, expected) => {
    for (const [index, value] of run(spec, 6).kernel.entries())
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4);
  });

  test('update() leaves biases out of the weight decay', () => {
    const spec = { sgd: { learningRate: 0.1, momentum: 0.5, weightDecay: 0.3 } };
    const expected = sgdOracle({ rate: 0.1, momentum: 0.5, nesterov: false, decay: 0, l2: 0 });
    for (const [index, value] of run(spec, 6).bias.entries())
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4);
  });
});
