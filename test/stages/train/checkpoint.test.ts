import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Cancelled } from '../../../engine/core/failure.ts';
import type { Checkpoint, StageContext } from '../../../engine/core/stage.ts';
import {
  decodeSafetensors,
  metadataAt,
  tensorAt,
  writeSafetensors,
  type Tensor,
} from '../../../stages/formats/safetensors.ts';
import { run } from '../../../stages/train/run.ts';
import type { TrainParams } from '../../../stages/train/params.ts';
import { bars } from '../../nn/digits.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';

const PARAMS: TrainParams = {
  model: {
    input: [6, 6, 1],
    layers: [
      { conv2d: { filters: 4, kernel: 3, activation: 'relu' } },
      { flatten: {} },
      { dropout: { rate: 0.2 } },
      { dense: { units: 6, activation: 'softmax' } },
    ],
  },
  optimizer: { sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true, decay: 0.001 } },
  epochs: 6,
  batchSize: 32,
  loss: 'categoricalCrossEntropy',
  precision: 'float32',
  trainEvaluation: 50,
  snapshots: [],
  freeze: [],
};

/** Runs the stage alone and returns the bytes of its outputs and the last checkpoint it kept. */
async function trained(
  folder: string,
  changed: Partial<TrainParams>,
  {
    backend,
    checkpoint,
    stopAt,
  }: { readonly backend: string; readonly checkpoint?: Checkpoint | undefined; readonly stopAt?: number },
): Promise<{ bytes: string[]; last: Checkpoint | undefined }> {
  const data = join(folder, 'bars.safetensors');
  const tensors: Record<string, Tensor> = {};
  for (const [split, { images, labels }] of Object.entries({
    train: bars(200, 1),
    validation: bars(40, 2),
    test: bars(50, 3),
  })) {
    tensors[`${split}.images`] = { dtype: 'U8', shape: [labels.length, 6, 6, 1], data: images };
    tensors[`${split}.labels`] = { dtype: 'U8', shape: [labels.length], data: labels };
  }
  await writeSafetensors(data, tensors, { dataset: JSON.stringify({ name: 'bars', classes: 6, shape: [6, 6, 1] }) });
  let last: Checkpoint | undefined;
  const abort = new AbortController();
  const context: StageContext<TrainParams> = {
    ...contextOf(folder, { ...PARAMS, ...changed }, { data }),
    runtime: { backend, threads: 2 },
    checkpoint,
    signal: abort.signal,
    progress: ({ done }) => done === stopAt && abort.abort(),
    saveCheckpoint: (at, path, part) => {
      const kept = join(folder, `checkpoint-${at}-${part?.done}`);
      copyFileSync(path, kept);
      last = { at, ...(part && { part }), path: kept };
      return Promise.resolve();
    },
  };
  const error: unknown = await run(context).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (stopAt !== undefined && error instanceof Cancelled) return { bytes: [], last };
  expect(error).toBeUndefined();
  const bytes = ['model', 'history', 'predictions'].map((port) =>
    readFileSync(context.output(port)).toString('base64'),
  );
  return { bytes, last };
}

test.each([
  ['tensorflow', PARAMS.optimizer],
  ['tensorflow', { adam: { learningRate: 0.01 } }],
  ['portable', { adam: { learningRate: 0.01 } }],
] as const)(
  'run() on %s goes on from a shorter training with the bytes of one that ran through: %o',
  async (backend, optimizer) => {
    await withFolder(async (folder) => {
      const whole = await trained(folder, { optimizer }, { backend });
      const short = await trained(folder, { optimizer, epochs: 4 }, { backend });
      expect(short.last?.at).toBe(4);
      const extended = await trained(folder, { optimizer }, { backend, checkpoint: short.last });
      expect(extended.bytes).toEqual(whole.bytes);
      // Even where nothing is left to train: the record was lost, the state was not.
      const again = await trained(folder, { optimizer }, { backend, checkpoint: extended.last });
      expect(again.bytes).toEqual(whole.bytes);
    });
  },
);

test.each([
  ['tensorflow', PARAMS.optimizer, [1, 6, 7, 8, 13, 14]],
  ['tensorflow', { adam: { learningRate: 0.01 } }, [3, 14]],
  ['portable', PARAMS.optimizer, Array.from({ length: 14 }, (_, batch) => batch + 1)],
  ['portable', { adam: { learningRate: 0.01 } }, [5, 7, 9]],
] as const)(
  'run() on %s told to stop after any batch keeps a state, and continues to the same bytes: %o',
  async (backend, optimizer, places) => {
    await withFolder(async (folder) => {
      // The kernels of an epoch before the stop and of one after it.
      const params = { optimizer, epochs: 2, snapshots: [0, 1] };
      const whole = await trained(folder, params, { backend });
      for (const stopAt of places) {
        const { last } = await trained(folder, params, { backend, stopAt });
        // 200 images are 7 batches. A call of several updates comes to its end first.
        expect(last?.at).toBe(stopAt <= 7 ? 0 : 1);
        expect(last?.part).toMatchObject({ of: 7, unit: 'batches' });
        expect(last?.part?.done).toBeGreaterThanOrEqual(stopAt <= 7 ? stopAt : stopAt - 7);
        expect((await trained(folder, params, { backend, checkpoint: last })).bytes).toEqual(whole.bytes);
      }
    });
  },
);

test('run() keeps kernels of epochs before and after the place where it went on', async () => {
  await withFolder(async (folder) => {
    const options = { snapshots: [5, 1, 4, 6, 9] };
    const whole = await trained(folder, options, { backend: 'portable' });
    const short = await trained(folder, { ...options, epochs: 4 }, { backend: 'portable' });
    const extended = await trained(folder, options, { backend: 'portable', checkpoint: short.last });
    expect(extended.bytes).toEqual(whole.bytes);
    const file = decodeSafetensors(Buffer.from(extended.bytes[0] ?? '', 'base64'), 'model');
    expect(metadataAt(file, 'training')).toEqual({ epochs: 6, kept: [1, 4, 5] }); // 6 is the last one, 9 beyond it
    expect([...file.tensors.keys()].filter((name) => name.startsWith('epoch-')).sort()).toEqual(
      [1, 4, 5].map((epoch) => `epoch-${epoch}/conv1.kernel`),
    );
    // A kernel kept after an epoch is the last one of a training of so many epochs.
    const four = decodeSafetensors(Buffer.from(short.bytes[0] ?? '', 'base64'), 'model');
    expect(tensorAt(file, 'epoch-4/conv1.kernel', 'F32').data).toEqual(
      tensorAt(four, 'final/conv1.kernel', 'F32').data,
    );
    expect(four.tensors.has('epoch-4/conv1.kernel')).toBe(false);
  });
});
