import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as load } from '../../../stages/load/run.ts';
import { run } from '../../../stages/train/run.ts';
import type { TrainParams } from '../../../stages/train/params.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

test('a small network learns real digits within seconds', { timeout: 60_000 }, async () => {
  await withFolder(async (folder) => {
    const validation = { fraction: 0.1, stratified: true, seed: 0 };
    const limit = { train: 3000, test: 1000, seed: 0 };
    await load(contextOf(folder, { dataset: { source: 'mnist' as const, validation, limit } }));
    const params: TrainParams = {
      model: {
        input: [28, 28, 1],
        layers: [
          { conv2d: { filters: 8, kernel: 3, activation: 'relu' } },
          { maxPool2d: {} },
          { flatten: {} },
          { dense: { units: 32, activation: 'relu' } },
          { dense: { units: 10, activation: 'softmax' } },
        ],
      },
      optimizer: { adam: { learningRate: 0.003 } },
      epochs: 3,
      batchSize: 64,
      loss: 'categoricalCrossEntropy',
      precision: 'float32',
      trainEvaluation: 500,
      snapshots: [],
      freeze: [],
    };
    const context = contextOf(folder, params, { data: join(folder, 'dataset') });
    const metrics = await run({ ...context, runtime: { backend: 'tensorflow', threads: 2 } });
    expect(metrics?.['testAccuracy']).toBeGreaterThan(0.88);
  });
});
