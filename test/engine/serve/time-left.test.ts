import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../engine/runs/account.ts';
import { timeLeft } from '../../../engine/serve/time-left.ts';
import { finished, measured, planLine, started } from '../runs/journal-lines.ts';

describe('timeLeft()', () => {
  const steps = { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] };

  it('adds up what earlier runs took, as the cores allow', () => {
    const past = new Map([
      ['a', 1000],
      ['b', 4000],
      ['c', 3000],
      ['d', 2000],
    ]);
    // a, then b beside c on two cores, then d.
    expect(timeLeft(accountOf([planLine(steps)]), past, 0)).toEqual({ leftMs: 7000, atLeast: false });
    const half = accountOf([planLine(steps), started('a'), finished('a', 1000), started('b', 1000)]);
    expect(timeLeft(half, past, 2000)).toEqual({ leftMs: 5000, atLeast: false });
  });

  it('takes the rate of a step that reports its progress before what it took earlier', () => {
    const lines = [planLine({ a: [] }), started('a'), measured('a', 0, { loss: 1 })];
    const progress = { done: 1, total: 4, unit: 'epochs' };
    const account = accountOf([...lines, { type: 'progress', step: 'a', at: 10_000, progress }]);
    expect(timeLeft(account, new Map([['a', 1]]), 10_000)).toEqual({ leftMs: 30_000, atLeast: false });
  });

  it('says that it may take longer where nothing is known of a step, and nothing where nothing is known at all', () => {
    const account = accountOf([planLine(steps)]);
    expect(timeLeft(account, new Map([['a', 1000]]), 0)).toEqual({ leftMs: 1000, atLeast: true });
    expect(timeLeft(account, new Map(), 0)).toBeUndefined();
    expect(timeLeft(accountOf([]), new Map(), 0)).toBeUndefined();
  });

  it('is never negative, whatever the clocks say', () => {
    const account = accountOf([planLine({ a: [] }), started('a', 1_000_000)]);
    for (const now of [0, 1_000_000, 9_000_000]) {
      expect(timeLeft(account, new Map([['a', 500]]), now)?.leftMs).toBeGreaterThanOrEqual(0);
    }
  });
});
