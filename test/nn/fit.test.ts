import { expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import { fit } from '../../nn/fit.ts';
import type { BatchReport, EpochReport } from '../../nn/fit.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { permutation } from '../../nn/random.ts';
import { createStep } from '../../nn/step.ts';

// A model of one weight w and the loss (w - mean of the batch)²: every number can be followed by hand.
const COUNT = 10;
const BATCH = 4;
const RATE = 0.25;

test('fit() follows plain numbers: order, partial batch, means, update count', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { tf } = backend;
  const before = tf.memory().numTensors;
  const optimizer = createOptimizer({ sgd: { learningRate: RATE, decay: 0.1 } });
  const batches: BatchReport[] = [];
  const epochs: (Omit<EpochReport, 'weights'> & { w: number })[] = [];
  const weights = await fit(backend, {
    optimizer,
    step: createStep(backend, {
      optimizer,
      objective({ weights: { w }, batch: { values } }) {
        if (w === undefined || values === undefined) throw new Error('missing');
        return { loss: tf.squaredDifference(w, tf.mean(values)).asScalar(), measures: { sum: tf.sum(values) } };
      },
    }),
    weights: { w: tf.scalar(3) },
    count: COUNT,
    batchSize: BATCH,
    epochs: 2,
    seed: 8,
    batch: (indices) => ({ values: tf.cast(indices, 'float32') }),
    onBatch: (report) => batches.push(report),
    async onEpoch({ weights: { w }, ...report }) {
      epochs.push({ ...report, w: (await w?.data())?.[0] ?? Number.NaN });
    },
  });
  weights['w']?.dispose();
  expect(tf.memory().numTensors).toBe(before);

  let w = 3;
  let update = 0;
  const expected: { epoch: number; batch: number; batches: number; loss: number; measures: { sum: number } }[] = [];
  const ends: { epoch: number; w: number }[] = [{ epoch: 0, w }];
  for (const epoch of [1, 2]) {
    const order = permutation(COUNT, { seed: 8, epoch });
    let loss = 0;
    let seen = 0;
    let sum = 0;
    for (const [index, start] of [0, 4, 8].entries()) {
      const values = order.slice(start, start + BATCH);
      const total = values.reduce((all, value) => all + value, 0);
      const mean = total / values.length;
      loss += (w - mean) ** 2 * values.length;
      seen += values.length;
      sum += total;
      w -= (RATE / (1 + 0.1 * update)) * 2 * (w - mean);
      update += 1;
      expected.push({ epoch, batch: index + 1, batches: 3, loss: loss / seen, measures: { sum: sum / seen } });
    }
    expect(sum).toBe(45); // every example once
    ends.push({ epoch, w });
  }
  expect(batches).toHaveLength(expected.length);
  for (const [index, { loss, measures, ...counts }] of expected.entries()) {
    expect(batches[index]).toMatchObject(counts);
    expect(batches[index]?.loss).toBeCloseTo(loss, 4);
    expect(batches[index]?.measures['sum']).toBeCloseTo(measures.sum, 5);
  }
  expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  for (const [index, end] of ends.entries()) expect(epochs[index]?.w).toBeCloseTo(end.w, 4);
  expect(epochs[0]).not.toHaveProperty('loss');
  expect(epochs[2]).toMatchObject({ loss: batches[5]?.loss, measures: batches[5]?.measures });
});

test('fit() frees the weights when a callback fails', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { tf } = backend;
  const before = tf.memory().numTensors;
  const optimizer = createOptimizer({ adam: { learningRate: 0.1 } });
  const training = fit(backend, {
    optimizer,
    step: createStep(backend, {
      optimizer,
      objective: ({ weights: { w }, batch: { values } }) => ({ loss: tf.mean(tf.mul(w ?? 0, values ?? 0)) }),
    }),
    weights: { w: tf.scalar(3) },
    count: 4,
    batchSize: 2,
    epochs: 3,
    seed: 8,
    batch: (indices) => ({ values: tf.cast(indices, 'float32') }),
    onEpoch: ({ epoch }) => (epoch === 2 ? Promise.reject(new Error('disk full')) : Promise.resolve()),
  });
  await expect(training).rejects.toThrow('disk full');
  expect(tf.memory().numTensors).toBe(before);
});

test('fit() says once why it uses no graph, and gives the same as without the graph', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { tf } = backend;
  const before = tf.memory().numTensors;
  const optimizer = createOptimizer({ sgd: { learningRate: 0.1 } });
  const notices: string[] = [];
  const run = async (execution: 'auto' | 'eager'): Promise<number | undefined> => {
    const weights = await fit(backend, {
      optimizer,
      execution,
      step: createStep(backend, {
        optimizer,
        // Reading a tensor back is what a graph cannot do.
        objective({ weights: { w }, batch: { values } }) {
          const mean = tf.mean(values ?? 0).dataSync()[0] ?? Number.NaN;
          return { loss: tf.squaredDifference(w ?? 0, mean).asScalar() };
        },
      }),
      weights: { w: tf.scalar(3) },
      count: 10,
      batchSize: 4,
      epochs: 2,
      seed: 8,
      batch: (indices) => ({ values: tf.cast(indices, 'float32') }),
      onFallback: (why) => void notices.push(why),
    });
    const w = (await weights['w']?.data())?.[0];
    weights['w']?.dispose();
    return w;
  };
  expect(await run('auto')).toBe(await run('eager'));
  expect(notices).toEqual([
    'Training operation by operation, because the step cannot become a graph: it reads a tensor back to JavaScript',
  ]);
  expect(tf.memory().numTensors).toBe(before);
});
