import { expect, test } from 'vitest';
import { loadBackend } from '../../nn/backends/index.ts';
import { evaluate, predict } from '../../nn/evaluate.ts';
import { initialWeights } from '../../nn/initializers.ts';
import { toTensors } from '../../nn/tensors.ts';
import { tinyModel } from './models.ts';

test('evaluate() and predict() take no more memory for more images', async () => {
  const backend = await loadBackend('tensorflow', { threads: 2 });
  const { tf } = backend;
  const model = tinyModel(6);
  const weights = toTensors(backend, initialWeights(model, 1));
  const peak = async (images: number, work: 'evaluate' | 'predict'): Promise<number> => {
    const data = { images: tf.ones([images, 6, 6, 1]), labels: tf.zeros([images], 'int32') };
    const before = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(async () => {
      if (work === 'evaluate') await evaluate(backend, { model, weights, data });
      else await predict(backend, { model, weights, data, outputs: 6 });
      return [];
    });
    tf.dispose([data.images, data.labels]);
    return peakBytes - before;
  };
  for (const work of ['evaluate', 'predict'] as const) {
    const few = await peak(250, work);
    expect(few).toBeGreaterThan(250 * 4 * 4 * 4 * 4); // at least one activation of the convolution
    expect(await peak(2000, work)).toBe(few);
  }
  tf.dispose(Object.values(weights));
});
