import { describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../engine/digest.ts';
import type { Json } from '../../engine/json.ts';
import { differences, showReason } from '../../engine/reason.ts';
import type { Fingerprint } from '../../engine/record.ts';

const [one, two] = [digestOfBytes('one'), digestOfBytes('two')];

function fingerprint(files: NonNullable<Fingerprint['files']>, params: Record<string, Json> = {}): Fingerprint {
  return { format: 1, stage: 'load', code: { digest: 'c' }, params, inputs: {}, files };
}

function told(was: Fingerprint, now: Fingerprint): readonly string[] {
  return differences(was, now).map(showReason);
}

describe('showReason()', () => {
  test('tells a changed file, a missing one, a new one and one that is not listed any more apart', () => {
    const was = fingerprint({ edited: one, gone: one, found: null, old: one, same: one, away: null });
    const now = fingerprint({ edited: two, gone: null, found: one, new: two, same: one, lost: null });
    expect(told(was, now)).toEqual([
      'file away removed',
      'file edited changed',
      'file found added',
      'file gone is missing or unreadable',
      'file lost is missing or unreadable',
      'file new added',
      'file old removed',
    ]);
  });

  test('tells a parameter with its old and new value, and one that was not there before', () => {
    const params = { optimizer: { rate: 0.1 }, epochs: 1 };
    expect(told(fingerprint({}, params), fingerprint({}, { optimizer: { rate: 0.01 }, epochs: 1, clip: 2 }))).toEqual([
      'params.clip (absent) -> 2',
      'params.optimizer.rate 0.1 -> 0.01',
    ]);
  });
});
