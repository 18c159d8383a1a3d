import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../engine/document/timeline.ts';
import { finished, recordFor, runOf, STARTED } from '../../helpers/report-sources.ts';

describe('timelineOf()', () => {
  it('puts bars that overlap into different slots, and needs no more slots than run at once', () => {
    const span = fc.record({ start: fc.integer({ min: 0, max: 900 }), length: fc.integer({ min: 1, max: 300 }) });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
        const steps = spans.map(({ length }, index) => finished(`s${index}`, { durationMs: length }));
        const recordOf = (key: string | undefined) => {
          const index = steps.findIndex((step) => step.key === key);
          const [step, at] = [steps[index], spans[index]];
          return step === undefined || at === undefined ? undefined : recordFor(step, at.start);
        };
        const { bars, slots, unplaced } = timelineOf({ run: runOf(steps), recordOf });
        expect(unplaced).toEqual([]);
        const ends = (bar: (typeof bars)[number]): number => bar.startMs + bar.durationMs;
        const overlap = bars.flatMap((a) =>
          bars.filter((b) => a !== b && a.slot === b.slot && ends(a) > b.startMs && ends(b) > a.startMs),
        );
        expect(overlap).toEqual([]);
        const atOnce = bars.map(({ startMs }) => bars.filter((b) => b.startMs <= startMs && startMs < ends(b)).length);
        expect(slots).toBe(Math.max(...atOnce));
      }),
    );
  });

  it('takes start and core from the record of the run, where it has them: also of a step that failed', () => {
    const at = (ms: number): string => new Date(Date.parse(STARTED) + ms).toISOString();
    const steps = [
      finished('a', { startedAt: at(100), slots: [1, 2], kind: 'run' }),
      finished('b', { startedAt: at(50), slots: [0], kind: 'extend', action: 'failed', durationMs: 7 }),
      finished('reused', { action: 'reused' }),
    ];
    const { bars, slots, unplaced } = timelineOf({ run: runOf(steps), recordOf: () => undefined });
    expect(bars).toEqual([
      { step: 'b', startMs: 50, durationMs: 7, slot: 0 },
      { step: 'a', startMs: 100, durationMs: 1000, slot: 1 },
    ]);
    expect([slots, unplaced]).toEqual([2, []]);
  });

  it('leaves out what was reused, and names what has no start within the run', () => {
    const steps = [
      finished('reused', { action: 'reused' }),
      finished('early'),
      finished('late'),
      finished('gone'),
      finished('failed', { action: 'failed' }),
      finished('fine'),
    ];
    // The clock was set back, or the record is of another time.
    const starts: Readonly<Record<string, number>> = { reused: 0, early: -5, late: 99_999, failed: 1, fine: 2 };
    const recordOf = (key: string | undefined) => {
      const step = steps.find((each) => each.key === key);
      const start = starts[step?.name ?? ''];
      return step === undefined || start === undefined ? undefined : recordFor(step, start);
    };
    const { bars, unplaced } = timelineOf({ run: runOf(steps), recordOf });
    expect(bars.map(({ step }) => step)).toEqual(['fine']);
    expect(unplaced).toEqual(['early', 'late', 'gone', 'failed']);
  });
});
