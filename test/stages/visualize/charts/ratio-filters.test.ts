import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { chanceAbove } from '../../../../stages/statistics/chance.ts';
import type { SimilarityEntry } from '../../../../stages/formats/similarity-report.ts';
import { drawRatioFilters, ratioFilters } from '../../../../stages/visualize/charts/ratio-filters.ts';
import type { RatioFiltersParams } from '../../../../stages/visualize/charts/ratio-filters.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';

import { entryOf, valuesOf, withFields } from '../ratios.ts';

const PARAMS: RatioFiltersParams = { kind: 'ratio-filters', nulls: ['isotropic', 'rotated'] };

describe('drawRatioFilters()', () => {
  const comparison = (count: number, seed: number, point = {}): Parameters<typeof drawRatioFilters>[0][number] => ({
    point,
    final: [entryOf(count, { seed, draws: 199 })],
    initial: [entryOf(count, { seed: seed + 100, snapshot: 'initial' })],
  });

  it('draws a panel for each threshold with the ratios of the reports', () => {
    const comparisons = [comparison(64, 1), comparison(32, 2)];
    const spec = drawRatioFilters(comparisons, PARAMS);
    const panels = (spec as unknown as { concat: TopLevelSpec[] }).concat;
    expect(panels).toHaveLength(2);
    for (const [index, threshold] of [0.5, 0.6].entries()) {
      const at = ({ final }: { readonly final: readonly SimilarityEntry[] }): number =>
        final[0]?.thresholds.find((each) => each.threshold === threshold)?.ratioPairs ?? NaN;
      const trained = withFields(panels[index] ?? spec, 'x', 'ratio');
      expect(trained.map(({ x }) => x)).toEqual([32, 64]);
      expect(trained.map(({ ratio }) => ratio)).toEqual([
        expect.closeTo(at(comparisons[1] ?? { final: [] }), 8),
        expect.closeTo(at(comparisons[0] ?? { final: [] }), 8),
      ]);
      const band = withFields(panels[index] ?? spec, 'median', 'low', 'high');
      for (const { median = NaN } of band) expect(Math.abs(median - chanceAbove(9, threshold))).toBeLessThan(0.01);
    }
  });

  it('draws two points of the sweep with as many filters as two lines, and as no repeats', () => {
    const points = [
      { filters: 16, k: 3 },
      { filters: 32, k: 3 },
      { filters: 16, k: 5 },
      { filters: 32, k: 5 },
    ];
    const spec = drawRatioFilters(
      points.map((point, index) => comparison(point.filters, index + 1, point)),
      PARAMS,
    );
    const means = valuesOf(spec).filter(([first]) => first !== undefined && 'mean' in first && 'x' in first);
    // Trained and untrained of both, at two thresholds, each through its own two points.
    expect(means).toHaveLength(8);
    expect(means.every((marks) => marks.length === 2)).toBe(true);
    expect(JSON.stringify(spec)).toContain('k = 5');
    expect(JSON.stringify(spec)).not.toContain('repeats');
  });

  it('joins draws of all networks to a global envelope: networks of random filters leave it in 5 of 100 panels', () => {
    let left = 0;
    for (let time = 0; time < 60; time++) {
      const networks = [8, 12, 16, 24].map((count) => ({
        point: { filters: count },
        final: [entryOf(count, { seed: 100 * time + count, draws: 39 })],
        initial: [],
      }));
      const spec = drawRatioFilters(networks, { ...PARAMS, nulls: ['isotropic'] });
      const panel = (spec as unknown as { concat: TopLevelSpec[] }).concat[0] ?? spec;
      const band = new Map(withFields(panel, 'median', 'low', 'high').map((mark) => [mark['x'], mark]));
      const outside = withFields(panel, 'x', 'ratio').some(({ x, ratio = 0 }) => {
        const { low = 0, high = 1 } = band.get(x) ?? {};
        return ratio < low - 1e-8 || ratio > high + 1e-8;
      });
      expect(JSON.stringify(panel).includes('a network leaves its band')).toBe(outside);
      if (outside) left++;
    }
    // Binomial(60, 0.05): mean 3, four standard deviations up 10.
    expect(left).toBeLessThanOrEqual(10);
  });

  it('leaves out a point with a single filter (08)', () => {
    const spec = drawRatioFilters([comparison(1, 1), comparison(32, 2)], PARAMS);
    expect(withFields(spec, 'x', 'ratio').map(({ x }) => x)).toEqual([32]);
    // Of one filter, chance could be anything.
    expect(Math.max(...withFields(spec, 'median', 'low', 'high').map(({ high = 1 }) => high))).toBeLessThan(0.2);
  });

  it('narrows the band with the number of filters', () => {
    const spec = drawRatioFilters([comparison(32, 1), comparison(256, 2)], PARAMS);
    const widths = withFields(spec, 'median', 'low', 'high').map(({ low = 0, high = 0 }) => high - low);
    // The ends are those of the axis.
    expect(widths[1]).toBeGreaterThan(2 * (widths[2] ?? Infinity));
  });

  it('draws each repeat, and the t interval of their mean difference to the first null: the network is the unit', () => {
    const comparisons = [1, 2, 3].map((seed) => comparison(32, seed, { repeat: seed - 1 }));
    const spec = drawRatioFilters(comparisons, PARAMS);
    const own = comparisons.map(({ final: [entry] }) => ({
      ratio: entry?.thresholds[1]?.ratioPairs ?? NaN,
      null: (entry?.nulls[0]?.thresholds[1]?.similarPairs.median ?? NaN) / 496,
    }));
    const average = own.reduce((sum, { ratio }) => sum + ratio, 0) / 3;
    const differences = own.map((each) => each.ratio - each.null);
    const mean = differences.reduce((sum, each) => sum + each, 0) / 3;
    const sd = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 2);
    expect(withFields(spec, 'mean')[0]?.['mean']).toBeCloseTo(average, 8);
    const [bar] = withFields(spec, 'shownLow');
    // 4.302653 is the 97.5 % quantile of Student's distribution with two degrees of freedom.
    expect((bar?.['shownHigh'] ?? 0) - average).toBeCloseTo((4.30265272991 * sd) / Math.sqrt(3), 7);
    expect(withFields(spec, 'x', 'ratio').map(({ ratio }) => ratio)).toEqual(
      own.map(({ ratio }) => expect.closeTo(ratio, 8) as number),
    );
    expect(JSON.stringify(spec)).toContain(
      '3 repeats: bars are 95 % t intervals of the mean difference to \\"isotropic\\"',
    );
  });

  it('draws the exact chance of each network where nothing was drawn', () => {
    const comparisons = [
      { point: {}, final: [entryOf(16, { seed: 1, dimension: 9 })], initial: [] },
      { point: {}, final: [entryOf(32, { seed: 2, dimension: 25 })], initial: [] },
    ];
    const band = withFields(drawRatioFilters(comparisons, PARAMS), 'median', 'low');
    expect(band.map(({ x, median }) => [x, median])).toEqual([
      [expect.closeTo(16 / 1.15, 6), expect.closeTo(chanceAbove(9, 0.5), 8)], // to the edges of the axis
      [16, expect.closeTo(chanceAbove(9, 0.5), 8)],
      [32, expect.closeTo(chanceAbove(25, 0.5), 8)],
      [expect.closeTo(32 * 1.15, 6), expect.closeTo(chanceAbove(25, 0.5), 8)],
    ]);
  });

  it('draws no similar pair at all, and refuses layers that are not there', () => {
    const nothing = [{ point: {}, final: [entryOf(16, { seed: 1, dimension: 800 })], initial: [] }];
    expect(withFields(drawRatioFilters(nothing, PARAMS), 'x', 'ratio')[0]).toEqual({
      x: 16,
      ratio: 0,
    });
    expect(() => drawRatioFilters(nothing, { ...PARAMS, layers: ['conv9'] })).toThrow(
      'Cannot find layer "conv9" in the similarity reports: they have conv1',
    );
  });

  it('is drawn by the stage', () =>
    withFolder(async (folder) => {
      const similarity: { path: string; point: { filters: number } }[] = [];
      for (const filters of [6, 12]) {
        similarity.push({ path: (await writeStudy(folder, { filters })).similarity, point: { filters } });
      }
      await ratioFilters.draw(contextWith(folder, { ...PARAMS, layers: ['conv1', 'conv2'] }, { similarity }));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['conv1, cosine &gt; 0.5', 'conv2, cosine &gt; 0.6', 'untrained']) expect(svg).toContain(text);
    }));
});
