import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { normalFilters, uniforms } from '../statistics/random.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { countPairs } from '../../../stages/similarity/measure.ts';
import { chanceAbove } from '../../../stages/statistics/chance.ts';
import { reportEntry } from '../../../stages/similarity/report.ts';
import type { SimilarityEntry } from '../../../stages/formats/similarity-report.ts';
import type { Snapshot } from '../../../stages/formats/similarity-report.ts';
import { drawCosineActivation, readPairPoints } from '../../../stages/visualize/cosine-activation.ts';
import { pairCosines, readMatrix } from '../../../stages/visualize/matrix.ts';
import { drawRatioEpochs } from '../../../stages/visualize/ratio-epochs.ts';
import { drawRatioFilters } from '../../../stages/visualize/ratio-filters.ts';
import { drawRatioThreshold } from '../../../stages/visualize/ratio-threshold.ts';
import { readAllEntries, readEntry } from '../../../stages/visualize/report.ts';
import { run } from '../../../stages/visualize/run.ts';
import type { RatioThresholdParams } from '../../../stages/visualize/params.ts';
import { withFolder } from '../../helpers/alone.ts';
import { contextWith, writeDataset, writeStudy } from './artifacts.ts';
import { atOnce } from '../../../engine/core/slices.ts';

/** What a chart draws: of each layer of each panel, its values. */
function valuesOf(spec: object): Record<string, number | string>[][] {
  const {
    layer = [],
    hconcat = [],
    concat = [],
    data,
  } = spec as {
    readonly layer?: readonly object[];
    readonly hconcat?: readonly object[];
    readonly concat?: readonly object[];
    readonly data?: { readonly values: Record<string, number | string>[] };
  };
  return [...(data === undefined ? [] : [data.values]), ...[...layer, ...hconcat, ...concat].flatMap(valuesOf)];
}

/** The first list of values that have all these fields. */
function withFields(spec: TopLevelSpec, ...fields: readonly string[]): Record<string, number>[] {
  const found = valuesOf(spec).find(([first]) => first !== undefined && fields.every((field) => field in first));
  return (found ?? []) as Record<string, number>[];
}

/** The entry of a layer of random filters. */
function entryOf(
  count: number,
  options: {
    readonly seed: number;
    readonly snapshot?: Snapshot;
    readonly epoch?: number;
    readonly dimension?: number;
  },
): SimilarityEntry {
  const { seed, snapshot = 'final', epoch = null, dimension = 9 } = options;
  const weights = normalFilters(count, dimension, uniforms(seed));
  return atOnce(
    reportEntry(
      { name: 'conv1', type: 'conv2d', filters: count, kernel: [1, dimension], channels: 1 },
      {
        thresholds: [0.6, 0.5],
        layerThresholds: {},
        snapshots: ['final'],
        nulls: ['analytic'],
        nullDraws: 20,
        nullSeed: 1,
        center: 'none',
        smallNorm: 0.1,
        probe: { split: 'test', images: 1 },
      },
      {
        snapshot,
        epoch,
        cosines: atOnce(cosinesOf({ weights, count, dimension }, 'none')),
        initial: undefined,
        mostSimilar: undefined,
        permutation: undefined,
        anisotropic: undefined,
        activations: undefined,
      },
    ),
  );
}

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
      await run(contextWith(folder, { ...THRESHOLD, layer: 'conv1' }, ports));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['trained', 'untrained', 'chance', 'ratio of similar pairs', 'in 9 dimensions']) {
        expect(svg).toContain(text);
      }
      expect(readFileSync(join(folder, 'image')).subarray(1, 4).toString()).toBe('PNG');
    }));
});

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
      await run(contextWith(folder, { kind: 'ratio-filters', layers: ['conv1', 'conv2'] }, { similarity }));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      for (const text of ['conv1, cosine &gt; 0.5', 'conv2, cosine &gt; 0.6', 'untrained']) expect(svg).toContain(text);
    }));
});

describe('drawRatioEpochs()', () => {
  const course = (filters: number, seed: number): Parameters<typeof drawRatioEpochs>[0][number] => ({
    point: { filters },
    entries: [
      entryOf(filters, { seed, snapshot: 'final', epoch: 5 }),
      entryOf(filters, { seed: seed + 1, snapshot: 'initial', epoch: 0 }),
      entryOf(filters, { seed: seed + 2, snapshot: 'epoch-2', epoch: 2 }),
    ],
  });

  it('draws the ratio of each epoch, from before training, in order', () => {
    const one = course(32, 1);
    const spec = drawRatioEpochs([one], { kind: 'ratio-epochs' });
    const marks = withFields(spec, 'epoch', 'ratio');
    const ratioOf = (index: number): number => one.entries[index]?.thresholds[1]?.ratioPairs ?? NaN; // at 0.5
    expect(marks.map(({ epoch, ratio }) => [epoch, ratio])).toEqual([
      [0, expect.closeTo(ratioOf(1), 8)],
      [2, expect.closeTo(ratioOf(2), 8)],
      [5, expect.closeTo(ratioOf(0), 8)],
    ]);
    expect(withFields(spec, 'chance', 'low').map(({ x }) => x)).toEqual([0, 5]);
  });

  it('draws a line for each sweep point', () => {
    const spec = drawRatioEpochs([course(16, 1), course(32, 7)], { kind: 'ratio-epochs', layer: 'conv1' });
    expect(new Set(withFields(spec, 'epoch', 'ratio').map(({ line }) => line))).toEqual(new Set(['16', '32']));
    expect(JSON.stringify(spec)).toContain('Colour: filters');
  });

  it('says what to do where epochs are not known', () => {
    const courses = [{ point: {}, entries: [entryOf(8, { seed: 1 })] }];
    expect(() => drawRatioEpochs(courses, { kind: 'ratio-epochs' })).toThrow(
      'Cannot draw ratios of layer "conv1" against epochs: the reports know of fewer than two',
    );
  });
});

describe('drawCosineActivation()', () => {
  it('needs a comparison with activations', () =>
    withFolder(async (folder) => {
      const { matrix } = await writeStudy(folder, { filters: 6 });
      await expect(readPairPoints(matrix, { layer: 'conv1', snapshot: 'final' })).rejects.toThrow(
        'Layer "conv1" was compared without activations',
      );
    }));

  it('draws every pair of the layer, and the shares of the report', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 10, data: await writeDataset(folder) });
      const entry = await readEntry(study.similarity, { layer: 'conv1', snapshot: 'final' });
      const points = await readPairPoints(study.matrix, { layer: 'conv1', snapshot: 'final' });
      expect(points.own).toHaveLength(45);
      expect(points.random).toHaveLength(8128);
      const matrix = await readMatrix(study.matrix, { layer: 'conv1', snapshot: 'final' });
      expect(points.own.map(({ cosine }) => cosine)).toEqual([...pairCosines(matrix)]);
      const params = { kind: 'cosine-activation', snapshot: 'final' } as const;
      const spec = drawCosineActivation(points, entry, params);
      const sizes = valuesOf(spec).map((values) => values.length);
      expect(sizes.filter((size) => size === 1500)).toHaveLength(2); // random pairs, thinned out
      expect(sizes).toContain(points.own.filter(({ pre }) => !Number.isNaN(pre)).length);
      const text = JSON.stringify(spec);
      expect(text).toContain('45 pairs of 10 filters, trained weights');
      expect(text).toContain(`random filters: ${((entry.activations?.random.pre ?? NaN) * 100).toFixed(1)} %`);

      const ports = {
        matrix: [{ path: study.matrix, point: {} }],
        similarity: [{ path: study.similarity, point: {} }],
      };
      await run(contextWith(folder, { ...params, layer: 'conv1' }, ports));
      expect(readFileSync(join(folder, 'chart'), 'utf8')).toContain('Before the activation');
    }));
});

describe('readAllEntries()', () => {
  it('gives all layers in all snapshots', () =>
    withFolder(async (folder) => {
      const { similarity } = await writeStudy(folder, { filters: 6 });
      const entries = await readAllEntries(similarity);
      expect(entries.map(({ layer, snapshot }) => `${layer} ${snapshot}`)).toEqual(
        ['conv1', 'conv2', 'dense1'].flatMap((layer) => [`${layer} final`, `${layer} initial`]),
      );
    }));
});
