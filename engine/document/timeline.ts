import type { RunRecord } from '../runs/run-record.ts';
import type { Bar, Timeline } from './model.ts';
import type { Sources } from './sources.ts';

/**
 * Returns when each step of a run ran. Slots are packed from starts and durations: which core a step had is not recorded. A
 * step is unplaced where its record is gone, it failed, or the clock was set back so that it began before the run.
 */
export function timelineOf({ run, recordOf }: Pick<Sources, 'run' | 'recordOf'>): Timeline {
  const placed: Omit<Bar, 'slot'>[] = [];
  const unplaced: string[] = [];
  for (const step of run.steps) {
    if (step.action !== 'finished' && step.action !== 'failed') continue;
    const record = step.action === 'finished' && step.key !== undefined ? recordOf(step.key) : undefined;
    const startMs = record === undefined ? Number.NaN : Date.parse(record.startedAt) - Date.parse(run.startedAt);
    if (startMs >= 0 && isWithin(run, startMs))
      placed.push({ step: step.id, startMs, durationMs: step.durationMs ?? 0 });
    else unplaced.push(step.id);
  }
  const bars = inSlots(placed);
  const spanMs = Math.max(run.durationMs ?? 0, ...bars.map(({ startMs, durationMs }) => startMs + durationMs));
  return { spanMs, slots: 1 + Math.max(-1, ...bars.map(({ slot }) => slot)), bars, unplaced };
}

function isWithin({ durationMs }: RunRecord, startMs: number): boolean {
  return durationMs === undefined || startMs <= durationMs;
}

/** Puts each bar into the first slot that is free when it starts. */
function inSlots(bars: readonly Omit<Bar, 'slot'>[]): readonly Bar[] {
  const freeAt: number[] = [];
  return bars
    .toSorted((a, b) => a.startMs - b.startMs)
    .map((bar) => {
      const free = freeAt.findIndex((at) => at <= bar.startMs);
      const slot = free === -1 ? freeAt.length : free;
      freeAt[slot] = bar.startMs + bar.durationMs;
      return { ...bar, slot };
    });
}
