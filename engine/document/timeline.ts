import type { RunRecord, RunStep } from '../runs/run-record.ts';
import type { Bar, Timeline } from './model.ts';
import type { Sources } from './sources.ts';

/**
 * Returns when each step of a run ran, and on which of its cores; the first of several. Records of older versions say neither:
 * there a start is that of the result, and slots are packed from starts and durations. A step is unplaced where nobody knows its
 * start, or the clock was set back so that it began before the run.
 */
export function timelineOf({ run, recordOf }: Pick<Sources, 'run' | 'recordOf'>): Timeline {
  const placed: (Omit<Bar, 'slot'> & { readonly slot?: number })[] = [];
  const unplaced: string[] = [];
  for (const step of run.steps) {
    if (step.action !== 'finished' && step.action !== 'failed') continue;
    const startMs = Date.parse(startOf(step, recordOf) ?? '') - Date.parse(run.startedAt);
    const [slot] = Array.isArray(step.slots) ? step.slots : [];
    if (startMs >= 0 && isWithin(run, startMs))
      placed.push({ step: step.id, startMs, durationMs: step.durationMs ?? 0, ...(isSlot(slot) && { slot }) });
    else unplaced.push(step.id);
  }
  const bars = inSlots(placed);
  const spanMs = Math.max(run.durationMs ?? 0, ...bars.map(({ startMs, durationMs }) => startMs + durationMs));
  return { spanMs, slots: 1 + Math.max(-1, ...bars.map(({ slot }) => slot)), bars, unplaced };
}

function startOf(step: RunStep, recordOf: Sources['recordOf']): string | undefined {
  if (step.startedAt !== undefined) return step.startedAt;
  return step.action === 'finished' && step.key !== undefined ? recordOf(step.key)?.startedAt : undefined;
}

/** The number of a core; somebody may have edited the record. */
function isSlot(slot: unknown): slot is number {
  return Number.isInteger(slot) && Number(slot) >= 0 && Number(slot) < 4096;
}

function isWithin({ durationMs }: RunRecord, startMs: number): boolean {
  return durationMs === undefined || startMs <= durationMs;
}

/** Leaves bars in the slots that all of them say they had, else puts each into the first one that is free when it starts. */
function inSlots(bars: readonly (Omit<Bar, 'slot'> & { readonly slot?: number })[]): readonly Bar[] {
  const told = bars.flatMap(({ slot, ...bar }) => (slot === undefined ? [] : [{ ...bar, slot }]));
  if (told.length === bars.length) return told.toSorted((a, b) => a.startMs - b.startMs);
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
