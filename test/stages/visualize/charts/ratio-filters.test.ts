import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { chanceAbove } from '../../../../stages/statistics/chance.ts';
import type { SimilarityEntry } from '../../../../stages/formats/similarity-report.ts';
import { drawRatioFilters, ratioFilters } from '../../../../stages/visualize/charts/ratio-filters.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';

import { entryOf, withFields } from '../ratios.ts';

describe('drawRatioFilters()', () => {
  const comparison = (count: number, seed: number, point = {}): Parameters<typeof drawRatioFilters>[0][number] => ({
    point,
    final: [entryOf(count, { seed })],
    initial: [entryOf(count, { seed: seed + 100, snapshot: 'initial' })],
  });

  it('draws a panel for each threshold with the ratios of the reports', () => {
    const comparisons = [comparison(64, 1), comparison(32, 2)];
    const spec = drawRatioFilters(comparisons, { kind: 'ratio-filters' });
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
      const band = withFields(panels[index] ?? spec, 'chance', 'low', 'high');
      expect(new Set(band.map(({ chance }) => chance))).toEqual(
        new Set([Number(chanceAbove(9, threshold).toPrecision(9))]),
      );
    }
  });

  it.each([
    [[{ k: 3 }, { k: 5 }], 'several networks with as many filters'],
    [[{ repeat: 0 }, { repeat: 1 }], '2 repeats: each'],
    [
      [
        { k: 3, repeat: 0 },
        { k: 3, repeat: 1 },
        { k: 5, repeat: 0 },
        { k: 5, repeat: 1 },
      ],
      'networks with as many filters, 2 repeats: each',
    ],
  ])('says what several networks of one width are: %j (D7)', (points, words) => {
    const comparisons = points.map((point, index) => comparison(32, index + 1, point));
    const { title } = drawRatioFilters(comparisons, { kind: 'ratio-filters' }) as unknown as {
      title: { subtitle: string };
    };
    expect(title.subtitle).toContain(words);
    expect(title.subtitle).not.toContain('4 repeats');
  });

  it('leaves out a point with a single filter (08)', () => {
    const spec = drawRatioFilters([comparison(1, 1), comparison(32, 2)], { kind: 'ratio-filters' });
    expect(withFields(spec, 'x', 'ratio').map(({ x }) => x)).toEqual([32]);
    // Of one filter, chance could be anything.
    expect(Math.max(...withFields(spec, 'chance', 'low', 'high').map(({ high = 1 }) => high))).toBeLessThan(0.2);
  });

  it('narrows the band with the number of filters', () => {
    const spec = drawRatioFilters([comparison(32, 1), comparison(256, 2)], { kind: 'ratio-filters' });
    const widths = withFields(spec, 'chance', 'low', 'high').map(({ low = 0, high = 0 }) => high - low);
    expect(widths.every((width, index) => index === 0 || width < (widths[index - 1] ?? 0))).toBe(true);
  });

  it('draws each repeat, their mean and their standard deviation', () => {
    const comparisons = [1, 2, 3].map((seed) => comparison(32, seed, { repeat: seed - 1 }));
    const spec = drawRatioFilters(comparisons, { kind: 'ratio-filters' });
    const ratios = comparisons.map(({ final }) => final[0]?.thresholds[1]?.ratioPairs ?? NaN);
    const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / 3;
    const sd = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - average) ** 2, 0) / 2);
    const [mean] = withFields(spec, 'mean');
    expect(mean?.['mean']).toBeCloseTo(average, 8);
    expect((mean?.['high'] ?? 0) - (mean?.['mean'] ?? 0)).toBeCloseTo(sd, 8);
    expect(withFields(spec, 'x', 'ratio').map(({ ratio }) => ratio)).toEqual(
      ratios.map((ratio) => expect.closeTo(ratio, 8) as number),
    );
    expect(JSON.stringify(spec)).toContain('3 repeats: each, mean and standard deviation');
  });

  it('takes the chance of each network where their filters differ in size', () => {
    const comparisons = [
      { point: {}, final: [entryOf(16, { seed: 1, dimension: 9 })], initial: [] },
      { point: {}, final: [entryOf(32, { seed: 2, dimension: 25 })], initial: [] },
    ];
    const band = withFields(drawRatioFilters(comparisons, { kind: 'ratio-filters' }), 'chance', 'low');
    expect(band.map(({ x, chance }) => [x, chance])).toEqual([
      [expect.closeTo(16 / 1.15, 6), expect.closeTo(chanceAbove(9, 0.5), 8)], // to the edges of the axis
      [16, expect.closeTo(chanceAbove(9, 0.5), 8)],
      [32, expect.closeTo(chanceAbove(25, 0.5), 8)],
      [expect.closeTo(32 * 1.15, 6), expect.closeTo(chanceAbove(25, 0.5), 8)],
    ]);
  });

  it('draws no similar pair at all, and refuses layers that are not there', () => {
    const nothing = [{ point: {}, final: [entryOf(16, { seed: 1, dimension: 800 })], initial: [] }];
    expect(withFields(drawRatioFilters(nothing, { kind: 'ratio-filters' }), 'x', 'ratio')[0]).toEqual({
      x: 16,
      ratio: 0,
    });
    expect(() => drawRatioFilters(nothing, { kind: 'ratio-filters', layers: ['conv9'] })).toThrow(
      'Cannot find layer "conv9" in the similarity reports: they have conv1',
    );
  });

  it('is drawn by the stage', () =>
    withFolder(async (folder) => {
      const similarity: { path: string; point: { filters: number } }[] = [];
      for (const filters of [6, 12]) {
        similarity.push({ path: (await writeStudy(folder, { filters })).similarity, point: { filters } });
      }
      await ratioFilters.draw(
        contextWith(folder, { kind: 'ratio-filters', layers: ['conv1', 'conv2'] }, { similarity }),
      );
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['conv1, cosine &gt; 0.5', 'conv2, cosine &gt; 0.6', 'untrained']) expect(svg).toContain(text);
    }));
});
