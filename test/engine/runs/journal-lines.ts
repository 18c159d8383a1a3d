import { digestOfBytes } from '../../../engine/core/digest.ts';
import type { JournalLine } from '../../../engine/runs/journal-line.ts';

// Lines of a journal, as tests write them.

const KEY = digestOfBytes('key');

/** A run of these steps on two cores, each needing the ones named. */
export function planLine(steps: Readonly<Record<string, readonly string[]>>): JournalLine {
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

export const started = (step: string, at = 0): JournalLine => ({ type: 'started', step, at, reasons: [], slots: [0] });

export function measured(step: string, at: number, values: Readonly<Record<string, number>>): JournalLine {
  const progress = { done: at, total: 2, unit: 'epochs', measured: { at, of: 2, unit: 'epochs', values } };
  return { type: 'progress', step, at: 1000 * at, progress };
}

export function finished(step: string, durationMs: number): JournalLine {
  return { type: 'finished', step, at: durationMs, key: KEY, kind: 'run', durationMs, metrics: {} };
}
