import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawHistogram, histogram } from '../../../../stages/visualize/charts/histogram.ts';
import { pairCosines, readMatrix } from '../../../../stages/visualize/matrix.ts';
import { readEntry } from '../../../../stages/visualize/report.ts';
import type { HistogramParams } from '../../../../stages/visualize/charts/histogram.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';

const PARAMS: HistogramParams = { kind: 'histogram', layer: 'conv1', snapshot: 'final', bins: 20 };

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

async function specOf(
  folder: string,
  params: HistogramParams,
): Promise<{ text: string; bars: Bar[]; curve: { cosine: number; share: number }[]; cosines: number[] }> {
  const study = await writeStudy(folder, { filters: 24 });
  const which = { layer: params.layer, snapshot: params.snapshot };
  const matrix = await readMatrix(study.matrix, which);
  const spec = drawHistogram(matrix, await readEntry(study.similarity, which), params);
  const { layer } = spec as unknown as { layer: readonly { data: { values: never } }[] };
  const [bars, curve] = layer.map(({ data }) => data.values);
  return { text: JSON.stringify(spec), bars: bars ?? [], curve: curve ?? [], cosines: [...pairCosines(matrix)] };
}

describe('drawHistogram()', () => {
  it('counts every pair once', () =>
    withFolder(async (folder) => {
      const { bars, cosines } = await specOf(folder, PARAMS);
      expect(bars).toHaveLength(20);
      expect(cosines).toHaveLength((24 * 23) / 2);
      expect(bars.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 7);
      for (const { from, to, share } of bars) {
        const inside = cosines.filter((cosine) => cosine >= from && (cosine < to || to === 1));
        expect(share).toBeCloseTo(inside.length / cosines.length, 7);
      }
    }));

  it('draws the density of cosines of random directions: (1 - c²)^((d - 3) / 2), per bin', () =>
    withFolder(async (folder) => {
      const { curve } = await specOf(folder, PARAMS);
      // d = 9: the density is 35/32 (1 - c²)³. Bins are 0.1 wide; Simpson's rule over each, exact enough.
      const density = (c: number): number => (Math.abs(c) < 1 ? (35 / 32) * (1 - c * c) ** 3 : 0);
      for (const { cosine, share } of curve) {
        if (Math.abs(cosine) > 0.94) continue;
        const [low, high] = [cosine - 0.05, cosine + 0.05];
        const expected = (0.1 / 6) * (density(low) + 4 * density(cosine) + density(high));
        expect(share).toBeCloseTo(expected, 5);
      }
      expect(curve.reduce((sum, { share }) => sum + share, 0) / 8).toBeCloseTo(1, 2);
    }));

  it('draws no curve of chance where the mean filter was subtracted, which moves it', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 8 });
      const which = { layer: 'conv1', snapshot: 'final' } as const;
      const entry = await readEntry(study.similarity, which);
      const moved = { ...entry, thresholds: entry.thresholds.map((at) => ({ ...at, chance: null })) };
      const text = JSON.stringify(drawHistogram(await readMatrix(study.matrix, which), moved, PARAMS));
      expect(text).not.toContain('chance');
    }));

  it('shows the thresholds that are in range, and says what is drawn', () =>
    withFolder(async (folder) => {
      const { text } = await specOf(folder, PARAMS);
      expect(text).toContain('"label":"> 0.5"');
      expect(text).toContain('"label":"> 0.6"');
      expect(text).toContain('24 filters, 276 pairs · trained weights · chance: random directions in 9 dimensions');
    }));
});

describe('draw() of histogram', () => {
  it('writes the chart and the image', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 8 });
      const ports = {
        matrix: [{ path: study.matrix, point: {} }],
        similarity: [{ path: study.similarity, point: {} }],
      };
      await histogram.draw(contextWith(folder, { ...PARAMS, snapshot: 'initial' }, ports));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['pairs', 'chance', '&gt; 0.5', 'cosine of a pair', 'untrained weights'])
        expect(svg).toContain(text);
      expect(readFileSync(join(folder, 'image')).subarray(1, 4).toString()).toBe('PNG');
    }));
});
