import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../stages/drawing/chart.ts';

describe('drawChart()', () => {
  it('gives the same text in the same process, of clipped marks too', async () => {
    const spec: TopLevelSpec = {
      data: { values: [0, 1, 2].map((x) => ({ x, y: x * x })) },
      mark: { type: 'line', clip: true },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative', scale: { domain: [0, 2] } },
      },
    };
    const first = await drawChart(spec);
    expect(first).toContain('clip-path');
    expect(await drawChart(spec)).toBe(first);
  });
});
