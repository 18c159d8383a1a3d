import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import { accountOf } from '../../../engine/runs/account.ts';
import type { JournalLine } from '../../../engine/runs/journal-line.ts';
import { timeLeft } from '../../../engine/serve/time-left.ts';

const KEY = digestOfBytes('key');

/** A run of these steps on two cores, each needing the ones named. */
function planLine(steps: Readonly<Record<string, readonly string[]>>): JournalLine {
  const planned = Object.entries(steps).map(([id, needs]) => {
    return { id, name: id.replace(/\[.*/, ''), point: {}, stage: 's', inputs: { in: needs } };
  });
  const runtime = { backend: 'x', threads: 1 };
  return {
    type: 'plan',
    format: 1,
    at: 0,
    experiment: 't',
    run: 1,
    file: 'f',
    seed: 1,
    runtime,
    cores: 2,
    steps: planned,
  };
}

const started = (step: string, at = 0): JournalLine => ({ type: 'started', step, at, reasons: [], slots: [0] });

function measured(step: string, at: number, values: Readonly<Record<string, number>>): JournalLine {
  const progress = { done: at, total: 2, unit: 'epochs', measured: { at, of: 2, unit: 'epochs', values } };
  return { type: 'progress', step, at: 1000 * at, progress };
}

function finished(step: string, durationMs: number): JournalLine {
  return { type: 'finished', step, at: durationMs, key: KEY, kind: 'run', durationMs, metrics: {} };
}

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
