import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Checkpoint as Kept } from '../../../engine/core/stage.ts';
import type { Checkpoint } from '../../../nn/checkpoint.ts';
import { checkpointWriter, epochsLeft, readCheckpoint } from '../../../stages/training/checkpoint.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

interface Row {
  readonly epoch: number;
  readonly losses?: Readonly<Record<string, number>>;
}

/** Doubles that a careless text would change. */
const NUMBERS = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, 1 / 3, -1e-7, Number.NaN, Infinity, -Infinity];
const ODD = Object.fromEntries(NUMBERS.map((number, index) => [`n${index}`, number]));

const STATE: Checkpoint<Row> = {
  epoch: 2,
  part: { done: 3, of: 7, sums: { examples: 96, loss: 0.1 + 0.7, measures: ODD } },
  weights: { 'conv1.kernel': { shape: [1, 2], data: Float32Array.of(1e-40, -0) } },
  slots: { 'velocity/conv1.kernel': { shape: [2], data: Float32Array.of(NaN, 3) } },
  history: [{ epoch: 0 }, { epoch: 1, losses: ODD }, { epoch: 2 }],
};
const SNAPSHOTS = { 'epoch-1/conv1.kernel': { dtype: 'F32', shape: [1], data: Float32Array.of(7) } } as const;

/** Keeps a state as a stage does, and gives what the engine would hand to the next run. */
async function kept(state: Checkpoint<Row>): Promise<Kept> {
  let found: Kept | undefined;
  const context = {
    scratch: tempDir(),
    async saveCheckpoint(at: number, path: string, part: Kept['part']) {
      found = { at, ...(part && { part }), path: join(tempDir(), 'state') };
      copyFileSync(path, found.path);
    },
  };
  await checkpointWriter<Row>(context, SNAPSHOTS).state(state);
  if (found === undefined) throw new Error('Nothing was kept');
  return found;
}

test('checkpointWriter() and readCheckpoint() give back every bit of a state, inside an epoch and at its end', async () => {
  const { part, ...atEnd } = STATE;
  for (const state of [STATE, atEnd]) {
    const checkpoint = await kept(state);
    expect(checkpoint).toMatchObject(
      state === STATE ? { at: 2, part: { done: 3, of: 7, unit: 'batches' } } : { at: 2 },
    );
    expect(await readCheckpoint<Row>({ checkpoint })).toEqual({ ...state, snapshots: SNAPSHOTS });
  }
  expect(part).toBeDefined();
});

test('readCheckpoint() refuses a file that contains a different state, and finds nothing where there is none', async () => {
  const checkpoint = await kept(STATE);
  const others: Kept[] = [
    { ...checkpoint, at: 1 },
    { ...checkpoint, part: { done: 4, of: 7, unit: 'batches' } },
    { ...checkpoint, part: { done: 3, of: 8, unit: 'batches' } },
    { at: 2, path: checkpoint.path },
  ];
  for (const other of others) {
    const error: unknown = await readCheckpoint({ checkpoint: other }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StageFailure);
    expect((error as StageFailure).hint).toContain('--force');
  }
  expect(await readCheckpoint({ checkpoint: undefined })).toBeUndefined();
});

test('epochsLeft() counts a part of an epoch, and never less than one', () => {
  const sums = { examples: 0, loss: 0, measures: {} };
  expect(epochsLeft(5, undefined)).toBe(5);
  expect(epochsLeft(5, { epoch: 2 })).toBe(3);
  expect(epochsLeft(5, { epoch: 2, part: { done: 1, of: 4, sums } })).toBe(2.75);
  expect(epochsLeft(5, { epoch: 4, part: { done: 3, of: 4, sums } })).toBe(1);
  expect(epochsLeft(5, { epoch: 5 })).toBe(1);
});
