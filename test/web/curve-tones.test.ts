import { describe, expect, it } from 'vitest';
import type { CurveChart, Series } from '../../engine/document/model.ts';
import { curveName, looksOf } from '../../web/curve-tones.ts';

function chartOf(series: readonly Partial<Series>[]): CurveChart {
  const whole = series.map((each) => ({ step: 's', label: '', name: 'loss', running: false, points: [], ...each }));
  return { step: 's', metric: 'loss', unit: 'epochs', series: whole, omitted: 0 };
}

const shown = (chart: CurveChart): readonly string[] => looksOf(chart).map(({ tone, line }) => `${tone} ${line}`);

describe('looksOf()', () => {
  it('lets what is measured now stand out from all that has ended', () => {
    const chart = chartOf([
      { label: 'a' },
      { label: 'b', running: true },
      { label: 'b', running: true, name: 'validationLoss' },
    ]);
    expect(shown(chart)).toEqual(['edge whole', 'accent whole', 'accent dashed']);
  });

  it('gives every curve a look of its own, up to eight labels', () => {
    for (let count = 2; count <= 8; count += 1) {
      const looks = shown(chartOf(Array.from({ length: count }, (_, index) => ({ label: String(index) }))));
      expect(new Set(looks).size).toBe(count);
    }
    expect(shown(chartOf([{}]))).toEqual(['ink2 whole']);
  });

  it('gives one colour to what was measured before and after a fine-tuning, and to all curves of a run', () => {
    const tuned = chartOf([{ label: 'a' }, { label: 'a', name: 'tunedLoss' }, { label: 'b' }]);
    expect(shown(tuned)).toEqual(['s0 whole', 's0 dashed', 's3 whole']);
    const runs = chartOf([
      { label: 'run 1, x', group: 0 },
      { label: 'run 1, y', group: 0 },
      { label: 'run 2, x', group: 1 },
    ]);
    expect(shown(runs)).toEqual(['s0 whole', 's0 dotted', 's3 whole']);
  });
});

describe('curveName()', () => {
  it('is the label, else the step, and what is measured where that differs', () => {
    expect(curveName(chartOf([{}]), 0)).toBe('s');
    const chart = chartOf([{ label: 'a' }, { label: 'a', name: 'tunedLoss' }]);
    expect([0, 1].map((index) => curveName(chart, index))).toEqual(['a, loss', 'a, tunedLoss']);
  });
});
