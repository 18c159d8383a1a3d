import { describe, expect, test } from 'vitest';
import { digestOfBytes, type Digest } from '../../../engine/core/digest.ts';
import type { Reason } from '../../../engine/core/reason.ts';
import type { StepRecord, ArtifactRef, Fingerprint } from '../../../engine/core/record.ts';
import { keyOf } from '../../../engine/plan/fingerprint.ts';
import { lookup, type EarlierKey } from '../../../engine/plan/lookup.ts';
import type { Store } from '../../../engine/store/store.ts';
import { recordTaking } from '../../helpers/events.ts';
import { fakeStage, TEXT } from '../../helpers/fake-stage.ts';
import { fakeWorld, step } from '../../helpers/fake-world.ts';

describe('lookup() + why a result is missing (D8)', () => {
  const fingerprint = (params: Fingerprint['params']): Fingerprint => ({
    format: 1,
    rules: 'r',
    stage: 'x',
    code: {},
    params,
    inputs: {},
  });
  const recordOf = (params: Fingerprint['params']): StepRecord => {
    const print = fingerprint(params);
    return {
      format: 1,
      key: keyOf(print),
      fingerprint: print,
      outputs: {},
      metrics: {},
      startedAt: '',
      durationMs: 0,
      host: null,
    };
  };
  const plain = recordOf({ epochs: 5, rate: 0.1 });
  const excursion = recordOf({ epochs: 7, rate: 0.1 });
  const records = { get: (key: Digest) => [plain, excursion].find((record) => record.key === key) };
  const earlier = [
    { key: excursion.key, run: 2 },
    { key: plain.key, run: 1 },
  ];

  function why(params: Fingerprint['params'], before: readonly EarlierKey[]): readonly Reason[] {
    const print = fingerprint(params);
    const question = { step: step('x', fakeStage().stage), key: keyOf(print), fingerprint: print, record: undefined };
    const answer = lookup({ ...question, has: () => false }, { records, earlier: () => before });
    if ('record' in answer) throw new Error('There is a record');
    expect(answer.lost).toEqual([]);
    return answer.why();
  }

  test('compares with the run of the fewest differences, not with the newest, and names it', () => {
    expect(why({ epochs: 5, rate: 0.2 }, earlier)).toEqual([
      { why: 'changed', path: ['params', 'rate'], was: 0.1, now: 0.2, run: 1 },
    ]);
  });

  test('takes the newest of several that are equally near', () => {
    expect(why({ epochs: 6, rate: 0.1 }, earlier)).toEqual([
      { why: 'changed', path: ['params', 'epochs'], was: 7, now: 6, run: 2 },
    ]);
  });

  test('passes over records that are gone, and knows nothing where all are', () => {
    const gone = { key: keyOf(fingerprint({})), run: 3 };
    expect(why({ epochs: 5, rate: 0.2 }, [gone, ...earlier])).toMatchObject([{ run: 1 }]);
    expect(why({ epochs: 1 }, [gone])).toEqual([{ why: 'never-run' }]);
    expect(why({}, [gone])).toEqual([{ why: 'record-lost' }]);
  });
});

describe('lookup()', () => {
  const { stage } = fakeStage({ outputs: { a: TEXT, b: TEXT } });
  const planned = step('x', stage);
  const { key, fingerprint } = fakeWorld({} as Store).keyOf(planned, {});
  const ref = (name: string): ArtifactRef => ({ ...TEXT, digest: digestOfBytes(name), bytes: 1 });
  const record: StepRecord = { ...recordTaking(1), key, fingerprint, outputs: { a: ref('a'), b: ref('b') } };
  const past = {
    records: { get: () => undefined },
    earlier: () => {
      throw new Error('Nobody asked for the past');
    },
  };

  test('has the record of a result whose outputs are all there, without a look at the past', () => {
    const question = { step: planned, key, fingerprint, record, has: () => true };
    expect(lookup(question, past)).toEqual({ record });
  });

  test('names each output that is not there, or that the record never had', () => {
    const has = ({ digest }: ArtifactRef): boolean => digest !== ref('b').digest;
    const lost = lookup({ step: planned, key, fingerprint, record, has }, past);
    expect(lost).toMatchObject({ lost: ['b'] });
    expect('lost' in lost && lost.why()).toEqual([{ why: 'output-lost', output: 'b' }]);
    const less = { ...record, outputs: { b: ref('b') } };
    expect(lookup({ step: planned, key, fingerprint, record: less, has: () => true }, past)).toMatchObject({
      lost: ['a'],
    });
  });
});
