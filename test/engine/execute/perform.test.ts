import { describe, expect, it } from 'vitest';
import { StageFailure, UsageError } from '../../../engine/core/failure.ts';
import { perform, type StepRequest } from '../../../engine/execute/perform.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';

const REQUEST: StepRequest = {
  stage: 'fake',
  params: {},
  runtime: { backend: 'portable', threads: 1 },
  seed: undefined,
  facts: {},
  inputs: {},
  outputs: {},
  scratch: '/store/tmp/1/scratch',
};

function failing(code: string): Promise<unknown> {
  const error = Object.assign(new Error(`${code}: it went wrong, write`), { code });
  const { stage } = fakeStage({ run: () => Promise.reject(error) });
  const controls = {
    signal: new AbortController().signal,
    progress: () => undefined,
    saveCheckpoint: () => Promise.resolve(),
    usedFile: () => undefined,
    warn: () => undefined,
  };
  return perform(stage, REQUEST, controls);
}

describe('perform()', () => {
  it.each(['ENOSPC', 'EDQUOT'])('makes a full disk (%s) a failure of the step', async (code) => {
    await expect(failing(code)).rejects.toThrow(StageFailure);
    await expect(failing(code)).rejects.toThrow('No space left to write /store/tmp/1');
  });

  it('makes a disk that has become read-only one of the user', async () => {
    await expect(failing('EROFS')).rejects.toThrow(UsageError);
    await expect(failing('EROFS')).rejects.toThrow('Not allowed to write /store/tmp/1 (EROFS)');
  });

  it('leaves other errors as they are', async () => {
    await expect(failing('ENOENT')).rejects.toThrow('ENOENT: it went wrong, write');
    await expect(failing('ENOENT')).rejects.not.toThrow(StageFailure);
  });

  it('tells a stage its place in the sweep only when that is in its key', async () => {
    const told: unknown[] = [];
    const { stage } = fakeStage({
      run: (context) => {
        told.push(context.point);
        return Promise.resolve({});
      },
    });
    const controls = {
      signal: new AbortController().signal,
      progress: () => undefined,
      warn: () => undefined,
      usedFile: () => undefined,
      saveCheckpoint: () => Promise.resolve(),
    };
    const request = { ...REQUEST, point: { filters: 32 } };
    await expect(perform(stage, request, controls)).rejects.toThrow('is not declared `pointed: true`');
    await perform({ ...stage, pointed: () => true }, request, controls);
    expect(told).toEqual([{ filters: 32 }]);
  });
});
