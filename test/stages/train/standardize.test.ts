import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import { run } from '../../../stages/train/run.ts';
import type { TrainParams } from '../../../stages/train/params.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const SCALE = { mean: [0.25, 0.75], std: [0.5, 0.2] };
const PARAMS = {
  model: { input: [1, 2, 2], layers: [{ flatten: {} }, { dense: { units: 3, activation: 'softmax' } }] },
  optimizer: { sgd: { learningRate: 0.1 } },
  epochs: 2,
  batchSize: 4,
  loss: 'categoricalCrossEntropy',
  trainEvaluation: 12,
  snapshots: [],
  freeze: [],
} as unknown as TrainParams;

describe('run() of train on a standardized dataset', () => {
  it('gives the network (pixel / 255 - mean) / deviation, channel by channel', () =>
    withFolder(async (folder) => {
      const data = join(folder, 'data');
      const pixels = Uint8Array.from({ length: 12 * 4 }, (_, at) => (at * 67) % 256);
      const labels = Uint8Array.from({ length: 12 }, (_, image) => image % 3);
      const images = { dtype: 'U8', shape: [12, 1, 2, 2], data: pixels } as const;
      const tensors = Object.fromEntries(
        ['train', 'validation', 'test'].flatMap((split) => [
          [`${split}.images`, images],
          [`${split}.labels`, { dtype: 'U8', shape: [12], data: labels } as const],
        ]),
      );
      const about = { name: 'x', classes: 3, shape: [1, 2, 2], scale: SCALE };
      await writeSafetensors(data, tensors, { dataset: JSON.stringify(about) });
      await run({ ...contextOf(folder, PARAMS, { data }), runtime: { backend: 'portable', threads: 1 } });

      const model = await readSafetensors(join(folder, 'model'));
      const kernel = tensorAt(model, 'final/dense1.kernel', 'F32').data;
      const bias = tensorAt(model, 'final/dense1.bias', 'F32').data;
      const logits = tensorAt(await readSafetensors(join(folder, 'predictions')), 'test.logits', 'F32').data;
      for (let image = 0; image < 12; image++) {
        for (let unit = 0; unit < 3; unit++) {
          let sum = bias[unit] ?? 0;
          for (let at = 0; at < 4; at++) {
            const [mean = 0, std = 1] = [SCALE.mean[at % 2], SCALE.std[at % 2]];
            sum += (((pixels[image * 4 + at] ?? 0) / 255 - mean) / std) * (kernel[at * 3 + unit] ?? 0);
          }
          expect(logits[image * 3 + unit]).toBeCloseTo(sum, 5);
        }
      }
    }));
});
