import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { normalFilters, uniforms } from '../../statistics/random.ts';
import { cosinesOf } from '../../../../stages/statistics/cosines.ts';
import { countPairs } from '../../../../stages/similarity/measure.ts';
import { pairCosines, readMatrix } from '../../../../stages/visualize/matrix.ts';
import { drawRatioThreshold, ratioThreshold } from '../../../../stages/visualize/charts/ratio-threshold.ts';
import { readEntry } from '../../../../stages/visualize/report.ts';
import type { RatioThresholdParams } from '../../../../stages/visualize/charts/ratio-threshold.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';
import { atOnce } from '../../../../engine/core/slices.ts';

import { valuesOf, withFields } from '../ratios.ts';

const THRESHOLD: RatioThresholdParams = { kind: 'ratio-threshold', range: 'positive', ratioScale: 'linear' };

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

  it('draws chance with the band that 95 of 100 random layers stay in', () =>
    withFolder(async (folder) => {
      const { spec } = await drawn(folder, THRESHOLD);
      const band = withFields(spec, 'chance', 'low', 'high');
      const at = (threshold: number): Record<string, number> => band.find(({ x }) => x === threshold) ?? {};
      expect(at(0.5)['chance']).toBeCloseTo(289 / 4096, 9);
      expect(at(0)['chance']).toBe(0.5);
      const ratios = Array.from({ length: 300 }, (_, seed) => {
        const weights = normalFilters(24, 9, uniforms(seed));
        return countPairs(atOnce(cosinesOf({ weights, count: 24, dimension: 9 }, 'none')), 0.5).pairs / 276;
      });
      const { low = 1, high = 0 } = at(0.5);
      const inside = ratios.filter((ratio) => ratio >= low && ratio <= high).length / ratios.length;
      expect(inside).toBeGreaterThan(0.9);
      expect(inside).toBeLessThan(0.99);
    }));

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
      for (const text of ['trained', 'untrained', 'chance', 'ratio of similar pairs', 'in 9 dimensions']) {
        expect(svg).toContain(text);
      }
      expect(readFileSync(join(folder, 'image')).subarray(1, 4).toString()).toBe('PNG');
    }));
});
