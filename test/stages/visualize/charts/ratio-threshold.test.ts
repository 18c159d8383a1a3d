import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { normalFilters, uniforms } from '../../statistics/random.ts';
import { cosinesOf } from '../../../../stages/statistics/cosines.ts';
import type { SimilarityEntry } from '../../../../stages/formats/similarity-report.ts';
import { pairCosines, readMatrix } from '../../../../stages/visualize/matrix.ts';
import { drawRatioThreshold, ratioThreshold } from '../../../../stages/visualize/charts/ratio-threshold.ts';
import { readEntry } from '../../../../stages/visualize/report.ts';
import type { RatioThresholdParams } from '../../../../stages/visualize/charts/ratio-threshold.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';
import { atOnce } from '../../../../engine/core/slices.ts';

import { entryOf, valuesOf, withFields } from '../ratios.ts';

const THRESHOLD: RatioThresholdParams = {
  kind: 'ratio-threshold',
  nulls: ['isotropic', 'rotated'],
  range: 'positive',
  ratioScale: 'linear',
};

/** The chart of an entry of `entryOf`, with cosines that its ratios are of. */
function chartOf(entry: SimilarityEntry, params = THRESHOLD): TopLevelSpec {
  const { filters: count } = entry;
  const ratios = entry.curve?.ratios ?? [];
  const grid = entry.curve?.thresholds ?? [];
  const cosines = new Float64Array(count * count).fill(NaN);
  const pairs = (count * (count - 1)) / 2;
  let next = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const place = ratios.findLastIndex((ratio) => Math.round(ratio * pairs) > next);
      cosines[i * count + j] = ((grid[place] ?? -1) + (grid[place + 1] ?? 1)) / 2;
      next++;
    }
  }
  return drawRatioThreshold({ final: { layer: 'conv1', count, cosines }, initial: undefined }, entry, params);
}

describe('drawRatioThreshold()', () => {
  async function drawn(
    folder: string,
    params: RatioThresholdParams,
  ): Promise<{ readonly spec: TopLevelSpec; readonly cosines: readonly number[] }> {
    const study = await writeStudy(folder, { filters: 24 });
    const final = await readMatrix(study.matrix, { layer: 'conv1', snapshot: 'final' });
    const initial = await readMatrix(study.matrix, { layer: 'conv1', snapshot: 'initial' });
    const entry = await readEntry(study.similarity, { layer: 'conv1', snapshot: 'final' });
    return { spec: drawRatioThreshold({ final, initial }, entry, params), cosines: [...pairCosines(final)] };
  }

  it('counts the pairs above each threshold', () =>
    withFolder(async (folder) => {
      const { spec, cosines } = await drawn(folder, { ...THRESHOLD, range: 'whole' });
      const curve = valuesOf(spec).find(([first]) => first !== undefined && 'ratio' in first && 'x' in first) ?? [];
      expect(curve.length).toBeGreaterThan(200);
      for (const { x, ratio } of curve as { x: number; ratio: number }[]) {
        const above = cosines.filter((cosine) => cosine > x).length / cosines.length;
        expect(ratio).toBeCloseTo(above, 8);
      }
      expect(curve[0]).toEqual({ x: -1, ratio: 1 });
      expect(curve.at(-1)).toEqual({ x: 1, ratio: 0 });
    }));

  it('draws bands that 95 of 100 whole curves stay in, and says whether the layer does', () => {
    const entry = entryOf(16, { seed: 3, draws: 999 });
    const band = withFields(chartOf(entry), 'median', 'low', 'high');
    const at = new Map(band.map((mark) => [mark['x'], mark]));
    expect(at.get(0.5)?.['median']).toBeCloseTo(289 / 4096, 1);
    // Layers that are what the null says leave a global band somewhere in 5 of 100 cases, a pointwise one in 40 and more.
    let left = 0;
    for (let seed = 0; seed < 300; seed++) {
      const weights = normalFilters(16, 9, uniforms(5000 + seed));
      const pairs = pairCosines({
        layer: '',
        count: 16,
        cosines: atOnce(cosinesOf({ weights, count: 16, dimension: 9 }, 'none')).matrix,
      });
      const outside = band.some(({ x = 0, low = 0, high = 1 }) => {
        const ratio = pairs.filter((cosine) => cosine > x).length / pairs.length;
        return ratio < low - 1e-8 || ratio > high + 1e-8;
      });
      if (outside) left++;
    }
    // Half of the thresholds of the test are drawn, so fewer than 5 of 100 may leave the half; 300 · 0.05 + 4 sd = 30.
    expect(left).toBeLessThan(30);
    expect(JSON.stringify(chartOf(entry))).toMatch(/stays inside its band \(p = 0\.\d+, 999 draws\)/);
    const planted = entryOf(48, { seed: 4, draws: 199, mean: 1 });
    const words = JSON.stringify(chartOf(planted));
    expect(words).toContain('isotropic: random directions: the trained curve leaves its band (p = 0.005, 199 draws)');
    expect(words).toMatch(/rotated: filters of the same mean and covariance: the trained curve stays inside/);
  });

  it('shows whole curves: nothing is cut, and a logarithmic axis has its labels', () => {
    const entry = entryOf(48, { seed: 4, draws: 199, mean: 2 });
    const domainOf = (ratioScale: 'linear' | 'log'): readonly number[] => {
      const { layer } = chartOf(entry, { ...THRESHOLD, ratioScale }) as unknown as {
        layer: { encoding: { y: { scale?: { domain: number[] }; axis?: { values?: number[] } } } }[];
      };
      const y = layer[0]?.encoding.y;
      return ratioScale === 'log' ? (y?.axis?.values ?? []) : (y?.scale?.domain ?? []);
    };
    // Filters with a large mean: nearly all pairs are above 0, more than the 62 % that the axis once ended at.
    expect(domainOf('linear')[1]).toBeGreaterThan(0.95);
    expect(domainOf('log')).toEqual([0.001, 0.01, 0.1, 1]);
  });

  it('marks the thresholds of the comparison, and leaves zeros out of a logarithmic scale', () =>
    withFolder(async (folder) => {
      const { spec, cosines } = await drawn(folder, { ...THRESHOLD, ratioScale: 'log' });
      const share = cosines.filter((cosine) => cosine > 0.5).length / cosines.length;
      expect(withFields(spec, 'threshold', 'label').map(({ ratio }) => ratio)).toContain(Number(share.toPrecision(9)));
      for (const values of valuesOf(spec)) {
        for (const { ratio = 1, high = 1, low = 1 } of values) {
          expect([ratio, high, low].every((value) => Number(value) > 0)).toBe(true);
        }
      }
    }));

  it('is drawn by the stage, without the untrained weights where they were not compared', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 8 });
      const ports = {
        matrix: [{ path: study.matrix, point: {} }],
        similarity: [{ path: study.similarity, point: {} }],
      };
      await ratioThreshold.draw(contextWith(folder, { ...THRESHOLD, layer: 'conv1' }, ports));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['trained', 'untrained', 'isotropic', 'rotated', 'ratio of similar pairs', 'its band (p']) {
        expect(svg).toContain(text);
      }
      expect(readFileSync(join(folder, 'image')).subarray(1, 4).toString()).toBe('PNG');
    }));
});
