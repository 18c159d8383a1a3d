import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../engine/runs/account.ts';
import type { JournalLine } from '../../../engine/runs/journal-line.ts';
import { chartsOf } from '../../../engine/document/curves.ts';
import { finished, measured, planLine, started } from '../runs/journal-lines.ts';

describe('chartsOf()', () => {
  it('puts what belongs together on one pair of axes, and what runs now on top', () => {
    const account = accountOf([
      planLine({ 't[n=1]': [], 't[n=2]': [] }),
      started('t[n=2]'),
      measured('t[n=2]', 0.5, { loss: 3, accuracy: 0.5 }),
      started('t[n=1]'),
      measured('t[n=1]', 1, { loss: 2, trainLoss: 1.9, validationLoss: 2.1, accuracy: 0.6 }),
      finished('t[n=1]', 1000),
    ]);
    const charts = chartsOf(account);
    expect(charts.map(({ step, metric, of }) => [step, metric, of])).toEqual([
      ['t', 'loss', 2],
      ['t', 'accuracy', 2],
    ]);
    const shown = charts.map(({ series }) => series.map(({ step, name, running }) => [step, name, running]));
    // Of what has ended, the evaluation, where there was one.
    expect(shown).toEqual([
      [
        ['t[n=1]', 'validationLoss', false],
        ['t[n=2]', 'loss', true],
      ],
      [
        ['t[n=1]', 'accuracy', false],
        ['t[n=2]', 'accuracy', true],
      ],
    ]);
  });

  it('thins out long curves and keeps their ends, and leaves out curves that nobody could tell apart', () => {
    const ids = Array.from({ length: 60 }, (_, n) => `t[n=${n}]`);
    const points = Array.from({ length: 5000 }, (_, n) => measured('t[n=59]', n / 5000, { loss: n }));
    const lines = [planLine(Object.fromEntries(ids.map((id) => [id, []]))), ...ids.map((id) => started(id))];
    const others = ids.slice(0, -1).flatMap((id) => [measured(id, 1, { loss: 1 }), finished(id, 10)]);
    const [chart] = chartsOf(accountOf([...lines, ...points, ...others]));
    expect(chart?.series).toHaveLength(40);
    expect(chart?.omitted).toBe(20);
    const long = chart?.series.at(-1);
    expect(long?.running).toBe(true);
    expect(long?.points.length).toBeLessThanOrEqual(241);
    expect(long?.points.at(-1)).toEqual([4999 / 5000, 4999]);
  });

  it('draws a curve for each series and each unit of a step, and of one that runs only the last as being measured', () => {
    const tuned = (series: string, at: number): JournalLine => {
      const values = { accuracy: at / 2 };
      const progress = { done: at, unit: 'networks', measured: { at, of: 2, unit: 'epochs', series, values } };
      return { type: 'progress', step: 'r', at, progress };
    };
    const left: JournalLine = {
      type: 'progress',
      step: 'r',
      at: 9,
      progress: {
        done: 1,
        unit: 'networks',
        measured: {
          at: 3,
          of: 8,
          unit: 'filters removed',
          series: 'norm',
          values: { accuracy: 0.5, tunedAccuracy: 0.6 },
        },
      },
    };
    const lines = [planLine({ r: [] }), started('r'), tuned('one', 1), tuned('two', 1), tuned('one', 2), left];
    const charts = chartsOf(accountOf(lines));
    expect(charts.map(({ metric, unit, of }) => [metric, unit, of])).toEqual([
      ['accuracy', 'epochs', 2],
      ['accuracy', 'filters removed', 8],
    ]);
    expect(charts[0]?.series.map(({ label, running, points }) => [label, running, points])).toEqual([
      ['two', false, [[1, 0.5]]],
      [
        'one',
        true,
        [
          [1, 0.5],
          [2, 1],
        ],
      ],
    ]);
    expect(charts[1]?.series.map(({ name, points }) => [name, points])).toEqual([
      ['accuracy', [[3, 0.5]]],
      ['tunedAccuracy', [[3, 0.6]]],
    ]);
  });

  it('shows nothing where nothing was measured', () => {
    expect(chartsOf(accountOf([]))).toEqual([]);
    expect(chartsOf(accountOf([planLine({ a: [] }), started('a')]))).toEqual([]);
  });
});
