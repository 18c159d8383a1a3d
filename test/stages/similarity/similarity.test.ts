import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../engine/read/validate.ts';
import type { Metrics } from '../../../engine/core/stage.ts';
import { chanceAbove } from '../../../stages/statistics/chance.ts';
import type { SimilarityReport } from '../../../stages/formats/similarity-report.ts';
import { run } from '../../../stages/similarity/run.ts';
import { similarity } from '../../../stages/similarity/stage.ts';
import type { SimilarityParams } from '../../../stages/similarity/params.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const DEFAULTS: SimilarityParams = {
  thresholds: [0.5, 0.6],
  layerThresholds: {},
  snapshots: ['final', 'initial'],
  nulls: ['isotropic', 'permuted', 'rotated', 'rotated-about-zero', 'initial'],
  nullDraws: 'auto',
  center: 'none',
  upTo: [],
  smallNorm: 0.1,
  probe: { split: 'test', images: 200 },
};

// Five 1x2x2 filters: 1 is a copy of 0 at twice its size, 2 its opposite, 3 is zero, 4 has cosine 0.5 with 0 and is small.
const FINAL = [
  [1, 1, 0, 0],
  [2, 2, 0, 0],
  [-1, -1, 0, 0],
  [0, 0, 0, 0],
  [0.01, 0, 0.01, 0],
];
const INITIAL = [
  [1, 0, 0, 0],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

function conv(shape: readonly number[], data: Float32Array): Tensor {
  return { dtype: 'F32', shape, data };
}

interface Results {
  readonly folder: string;
  readonly metrics: Metrics;
  readonly report: SimilarityReport;
}

/** Runs the stage on layer "conv1" with the filters above and "conv2" with random ones. */
async function withResults(
  params: Partial<SimilarityParams>,
  check: (results: Results) => Promise<void> | void,
): Promise<void> {
  await withFolder(async (folder) => {
    const filters = join(folder, 'in');
    const tensors = {
      'conv1/final': conv([5, 1, 2, 2], Float32Array.from(FINAL.flat())),
      'conv1/initial': conv([5, 1, 2, 2], Float32Array.from(INITIAL.flat())),
      'conv2/final': conv([40, 3, 3, 1], normalFilters(40, 9, uniforms(1))),
      'conv2/initial': conv([40, 3, 3, 1], normalFilters(40, 9, uniforms(2))),
    };
    const layers = [
      { name: 'conv1', type: 'conv2d', filters: 5, kernel: [1, 2], channels: 2 },
      { name: 'conv2', type: 'conv2d', filters: 40, kernel: [3, 3], channels: 1 },
    ];
    await writeSafetensors(filters, tensors, { filters: JSON.stringify({ layers }) });
    // Fewer draws than the 999 that are the default: what is tested does not depend on them.
    const metrics = await run(contextOf(folder, { ...DEFAULTS, nullDraws: 99, ...params }, { filters }));
    const report = JSON.parse(readFileSync(join(folder, 'similarity'), 'utf8')) as SimilarityReport;
    await check({ folder, metrics, report });
  });
}

describe('similarity', () => {
  it('measures copies, opposites, zeros and small filters as worked out by hand', async () => {
    await withResults({}, ({ report }) => {
      expect(report.entries.map(({ layer, snapshot }) => `${layer} ${snapshot}`)).toEqual([
        'conv1 final',
        'conv1 initial',
        'conv2 final',
        'conv2 initial',
      ]);
      const chance = chanceAbove(4, 0.5);
      const ratio = 1 / 6;
      expect(report.entries[0]).toEqual({
        layer: 'conv1',
        type: 'conv2d',
        kernel: [1, 2],
        channels: 2,
        snapshot: 'final',
        epoch: null,
        filters: 5,
        zeroFilters: 1,
        smallFilters: 2,
        comparedFilters: 4,
        possiblePairs: 6,
        dimension: 4,
        mostSimilar: { filter: 0, other: 1, cosine: 1, normRatio: 2 },
        largestCosine: 1,
        // 0 and 1 have each other, 4 has cosine 0.5 with them, 2 at best -0.5 with 4.
        nearestCosine: expect.closeTo((1 + 1 + 0.5 - 0.5) / 4, 12) as number,
        meanCosine: expect.closeTo((1 - 1 - 1 + 0.5 + 0.5 - 0.5) / 6, 12) as number,
        // Four filters: 4² / (4 + 2 (1 + 1 + 1 + ¼ + ¼ + ¼)).
        effectiveRank: expect.closeTo(16 / 11.5, 12) as number,
        upTo: [],
        // Three filters along u and one along w, 60 degrees apart: 3 uuᵀ + wwᵀ has the trace 4 and the determinant 3 · ¾.
        spectrum: {
          shares: [(2 + Math.sqrt(7) / 2) / 4, (2 - Math.sqrt(7) / 2) / 4, 0, 0].map(
            (share) => expect.closeTo(share, 8) as number,
          ),
          nulls: ['isotropic', 'permuted', 'rotated', 'rotated-about-zero'].map(
            (name) => expect.objectContaining({ null: name, draws: 99 }) as object,
          ),
        },
        // Filter 0 keeps one of two weights, 1 too; 2 turns from (0, 1) to (-1, -1), 4 from the last weight to others; 3 is gone.
        drift: {
          meanCosine: expect.closeTo((2 / Math.SQRT2 - 1 / Math.SQRT2 + 0) / 4, 6) as number,
          leastCosine: expect.closeTo(-1 / Math.SQRT2, 6) as number,
          normRatio: expect.closeTo(Math.SQRT2, 6) as number,
        },
        nulls: expect.any(Array) as unknown[],
        leftOut: [],
        curve: expect.any(Object) as object,
        activations: null,
        thresholds: [
          {
            threshold: 0.5,
            pairs: 1, // 0-1; the pairs 0-4 and 1-4 are at the threshold, not above it
            ratioPairs: ratio,
            ratioFilters: 0.5,
            pairsPerFilter: 0.25,
            oppositePairs: 2, // 0-2 and 1-2
            clusters: 3, // 0 and 1 together; 2 and 4 alone
            redundantFilters: 1,
            chance,
            expectedPairs: chance * 6,
            z: (ratio - chance) / Math.sqrt((chance * (1 - chance)) / 6),
            lift: ratio / chance,
            // One copy among ten pairs.
            initial: {
              pairs: 1,
              ratioPairs: 0.1,
              oppositePairs: 0,
              lift: expect.closeTo(ratio / 0.1, 12) as number,
              both: 1,
              expectedBoth: expect.closeTo(0.1, 12) as number,
            },
            statement: expect.stringMatching(
              /^1 of 6 pairs \(16\.7 %\) have a cosine above 0\.5: no evidence against isotropic \(16\.7 %, 0 % to .*, 10\.0 % before training\.$/,
            ) as string,
            equalSurprise: expect.closeTo(0.75379, 5) as number,
          },
          expect.objectContaining({ threshold: 0.6, pairs: 1, oppositePairs: 2 }) as object,
        ],
      });
      expect(report.entries[0]?.nulls.map((each) => [each.null, each.draws])).toEqual([
        ['isotropic', 99],
        ['permuted', 99],
        ['rotated', 99],
        ['rotated-about-zero', 99],
      ]);
      expect(report.entries[1]?.thresholds[0]?.initial).toBe(null);
    });
  });

  it('compares the curve of ratios with the same curve of each null', async () => {
    await withResults({ snapshots: ['final'] }, ({ report }) => {
      const { curve, nulls } = report.entries[0] ?? {};
      // Cosines 1, 0.5, 0.5, -0.5, -1, -1.
      const at = (threshold: number): number | undefined => curve?.ratios[curve.thresholds.indexOf(threshold)];
      expect([-1, -0.75, 0, 0.75, 1].map(at)).toEqual(
        [4 / 6, 4 / 6, 0.5, 1 / 6, 0].map((r) => expect.closeTo(r, 8) as number),
      );
      for (const { curve: drawn } of nulls ?? []) {
        expect(drawn.median).toHaveLength(curve?.thresholds.length ?? 0);
        for (const [place, low] of drawn.low.entries()) expect(low).toBeLessThanOrEqual(drawn.high[place] ?? NaN);
      }
    });
  });

  it('writes what was drawn, from which every test can be computed again', async () => {
    await withResults({}, async ({ folder, report }) => {
      const file = await readSafetensors(join(folder, 'draws'));
      const names = (metadataAt(file, 'statistics') as unknown as Record<string, string[]>)['conv2'] ?? [];
      for (const entry of report.entries.filter(({ layer }) => layer === 'conv2')) {
        for (const of of entry.nulls) {
          const { shape, data } = tensorAt(file, `conv2/${entry.snapshot}/${of.null}`, 'F64');
          expect(shape).toEqual([1 + of.draws, names.length]);
          const place = names.indexOf('similar pairs > 0.6');
          const values = Array.from({ length: 1 + of.draws }, (_, row) => data[row * names.length + place] ?? NaN);
          const [observed = NaN] = values;
          const above = values.filter((value) => value >= observed).length;
          const below = values.filter((value) => value <= observed).length;
          const found = of.thresholds[1]?.similarPairs;
          expect(found).toMatchObject({ observed, p: Math.min(1, (2 * Math.min(above, below)) / values.length) });
          expect(of.thresholds[1]?.drawnPairs).toEqual(values.slice(1).sort((a, b) => a - b));
        }
      }
    });
  });

  it('corrects p for all layers, snapshots and nulls of the step, and judges by that', async () => {
    await withResults({}, ({ report }) => {
      const nulls = report.entries.flatMap((entry) => entry.nulls);
      expect(nulls).toHaveLength(16);
      // Holm, from the p of each.
      const sorted = nulls.map(({ p }) => p).sort((a, b) => a - b);
      for (const { p, pStep, ...of } of nulls) {
        const before = sorted.slice(0, sorted.indexOf(p) + 1);
        expect(pStep).toBeCloseTo(Math.min(1, Math.max(...before.map((each, at) => each * (16 - at)))), 12);
        for (const tested of [of.largestCosine, of.meanCosine, ...of.thresholds.map((each) => each.similarPairs)]) {
          expect(tested.pStep).toBeGreaterThanOrEqual(pStep);
          expect(tested.verdict === 'no evidence against').toBe(
            tested.pStep > 0.05 || tested.observed === tested.median,
          );
        }
      }
    });
  });

  it('writes a row for each test, and which filters belong together', async () => {
    await withResults({ snapshots: ['final'], thresholds: [0.5] }, async ({ folder, report }) => {
      const tests = await readTable(join(folder, 'tests'));
      expect(tests.rows).toHaveLength(2 * 4 * (3 + 4 + 1));
      const own = report.entries[1]?.nulls[2]?.thresholds[0]?.oppositePairs;
      const row = tests.rows.find(
        (each) => each['layer'] === 'conv2' && each['null'] === 'rotated' && each['statistic'] === 'opposite pairs',
      );
      expect(Number(row?.['observed'])).toBe(own?.observed);
      expect([Number(row?.['p']), row?.['verdict']]).toEqual([own?.p, own?.verdict]);
      const clusters = await readTable(join(folder, 'clusters'));
      const conv1 = clusters.rows.filter((each) => each['layer'] === 'conv1');
      const clusterOf = (filter: number): string | undefined =>
        conv1.find((each) => each['filter'] === String(filter))?.['cluster'];
      expect(conv1.map((each) => each['place'])).toEqual(['0', '1', '2', '3']);
      expect(clusterOf(0)).toBe(clusterOf(1));
      expect(new Set([0, 2, 4].map(clusterOf)).size).toBe(3);
      expect(clusterOf(3)).toBe(undefined); // without direction
    });
  });

  it('takes a filter of exactly zero like any other where the mean filter is subtracted', async () => {
    await withResults({ center: 'layer' }, ({ report }) => {
      expect(report.entries[0]).toMatchObject({ zeroFilters: 0, comparedFilters: 5 });
      expect(report.entries[0]?.thresholds[0]?.chance).toBe(null);
      expect(report.entries[0]?.nulls.map(({ draws }) => draws)).toEqual([99, 99, 99, 99]);
    });
  });

  it('knows what the subtracted mean does to unlike filters: as many untrained layers as chance allows are unlike', async () => {
    await withResults({ center: 'layer', snapshots: ['initial'] }, ({ report }) => {
      const conv2 = report.entries[1];
      expect(conv2?.meanCosine).toBeLessThan(0);
      for (const { meanCosine } of conv2?.nulls ?? []) expect(meanCosine.verdict).toBe('no evidence against');
    });
  });

  it('writes the cosines, and NaN for filters without direction', async () => {
    await withResults({}, async ({ folder }) => {
      const file = await readSafetensors(join(folder, 'matrix'));
      expect([...file.tensors.keys()].sort()).toEqual(['conv1/final', 'conv1/initial', 'conv2/final', 'conv2/initial']);
      const { shape, data } = tensorAt(file, 'conv1/final', 'F64');
      expect(shape).toEqual([5, 5]);
      const half = expect.closeTo(0.5, 15) as number;
      const minus = expect.closeTo(-0.5, 15) as number;
      const rows = [
        [1, 1, -1, NaN, half],
        [1, 1, -1, NaN, half],
        [-1, -1, 1, NaN, minus],
        [NaN, NaN, NaN, NaN, NaN],
        [half, half, minus, NaN, 1],
      ];
      expect([...data]).toEqual(rows.flat());
    });
  });

  it('writes a row for each layer, snapshot and threshold, with the numbers of the report', async () => {
    await withResults({ layerThresholds: { conv2: [-0.2, 0, 1] } }, async ({ folder, report }) => {
      const table = await readTable(join(folder, 'table'));
      const own = { conv1: [0.5, 0.6], conv2: [-0.2, 0, 1] };
      const expected = Object.entries(own).flatMap(([layer, thresholds]) =>
        ['final', 'initial'].flatMap((snapshot) => thresholds.map((threshold) => `${layer} ${snapshot} ${threshold}`)),
      );
      expect(table.rows.map((row) => `${row['layer']} ${row['snapshot']} ${row['threshold']}`)).toEqual(expected);
      const results = report.entries.flatMap((entry) =>
        entry.thresholds.map((result) => ({
          ...entry,
          ...result,
          deadFilters: null,
          initialRatio: result.initial?.ratioPairs ?? null,
          initialBoth: result.initial?.both ?? null,
          expectedBoth: result.initial?.expectedBoth ?? null,
          driftCosine: entry.drift?.meanCosine ?? null,
          ckaRandom: null,
          ckaInitial: null,
          ...Object.fromEntries(
            entry.nulls.flatMap((of) => {
              const name = of.null.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
              const own = of.thresholds.find((each) => each.threshold === result.threshold)?.similarPairs;
              return [
                [`${name}Ratio`, (own?.median ?? NaN) / entry.possiblePairs],
                [`${name}P`, own?.pStep],
                [`${name}Verdict`, own?.verdict],
              ];
            }),
          ),
        })),
      );
      for (const [index, row] of table.rows.entries()) {
        const result: Record<string, unknown> = { ...results[index] };
        const cells = table.columns.map((column) => (row[column] === '' ? null : row[column]));
        expect(cells).toEqual(
          table.columns.map((column) => (result[column] === null ? null : String(result[column] as string | number))),
        );
      }
      expect(table.rows[9]).toMatchObject({
        pairs: '0',
        chance: '0',
        z: '',
        lift: '',
        rotatedVerdict: 'no evidence against',
      });
    });
  });

  it('lists every pair that has a cosine', async () => {
    await withResults({ snapshots: ['final'] }, async ({ folder }) => {
      const { columns, rows } = await readTable(join(folder, 'pairs'));
      const known = ['layer', 'snapshot', 'filter', 'other', 'cosine', 'normRatio'];
      const own = [...known, 'movement', 'preCorrelation', 'postCorrelation'];
      expect(columns).toEqual(own);
      expect(rows.length).toBe(6 + (40 * 39) / 2);
      expect(Object.values(rows[0] ?? {})).toEqual(['conv1', 'final', '0', '1', '1', '2', '', '', '']);
      const list = JSON.parse(readFileSync(join(folder, 'pairList'), 'utf8')) as Record<
        string,
        string | number | null
      >[];
      const cells = list.map((pair) => own.map((column) => (pair[column] === null ? '' : String(pair[column]))));
      expect(cells).toEqual(rows.map((row) => Object.values(row)));
      expect(Object.values(rows[5] ?? {}).slice(0, 5)).toEqual(['conv1', 'final', '1', '2', '-1']);
    });
  });

  it('leaves out the comparisons that are not asked for', async () => {
    await withResults({ nulls: [], snapshots: ['final'] }, ({ report, metrics }) => {
      expect(report.entries.length).toBe(2);
      for (const { thresholds } of report.entries) {
        for (const result of thresholds) {
          expect(result).toMatchObject({ chance: null, z: null, initial: null });
        }
      }
      expect(Object.keys(metrics)).toEqual(['conv1', 'conv2'].flatMap((l) => [`${l} ratio > 0.5`, `${l} ratio > 0.6`]));
    });
    await withResults({ nulls: ['initial'], snapshots: ['final'] }, ({ report }) => {
      expect(report.entries[0]?.thresholds[0]).toMatchObject({ chance: null, initial: { ratioPairs: 0.1 } });
      expect(report.entries[0]?.nulls).toEqual([]);
    });
  });

  it('compares filters up to what is ignored, draws too, and says which movement made a pair alike', async () => {
    // Of conv1, whose windows are 1 x 2 with two channels: 0 and 2 are opposite, so the same up to sign.
    await withResults({ upTo: ['sign'], snapshots: ['final'] }, async ({ folder, report }) => {
      expect(report).toMatchObject({ upTo: ['sign'] });
      expect(report.entries[0]).toMatchObject({ upTo: ['sign'], largestCosine: 1, spectrum: null });
      const [at] = report.entries[0]?.thresholds ?? [];
      expect(at).toMatchObject({ pairs: 3, oppositePairs: 0, chance: 2 * chanceAbove(4, 0.5) });
      expect(at?.statement).toContain('3 of 6 pairs (50.0 %) have a cosine above 0.5 up to sign: ');
      const { rows } = await readTable(join(folder, 'pairs'));
      expect(rows.slice(0, 3).map(({ filter, other, movement }) => `${filter} ${other} ${movement}`)).toEqual([
        '0 1 ',
        '0 2 negated',
        '1 2 negated',
      ]);
    });
    await withResults({ upTo: ['flip', 'sign', 'shift'], snapshots: ['final'] }, ({ report }) => {
      const conv2 = report.entries[1];
      expect(conv2?.thresholds[0]).toMatchObject({ chance: null, z: null, equalSurprise: null });
      // Random filters: far more pairs than without movements, and as many as random filters have that are moved alike.
      expect(conv2?.thresholds[0]?.ratioPairs).toBeGreaterThan(3 * chanceAbove(9, 0.5));
      expect(conv2?.nulls.map(({ null: name }) => name)).toEqual(DEFAULTS.nulls.slice(0, 4));
      for (const { thresholds } of conv2?.nulls ?? []) {
        expect(thresholds[0]?.similarPairs.verdict).toBe('no evidence against');
        expect(thresholds[0]?.similarPairs.median).toBeGreaterThan(3 * chanceAbove(9, 0.5) * 780);
      }
    });
  });

  it('compares centered filters with chance in one dimension less', async () => {
    await withResults({ center: 'filter' }, ({ report }) => {
      expect(report.entries[2]).toMatchObject({ dimension: 8 });
      expect(report.entries[2]?.thresholds[0]?.chance).toBe(chanceAbove(8, 0.5));
    });
  });

  it('reports the ratios with their chance as metrics', async () => {
    await withResults({ thresholds: [0.5], nulls: ['isotropic', 'rotated'] }, ({ metrics, report }) => {
      const conv2 = report.entries[2]?.thresholds[0];
      const verdict = (index: number): string | undefined =>
        report.entries[2]?.nulls[index]?.thresholds[0]?.similarPairs.verdict;
      expect(metrics).toEqual({
        'conv1 ratio > 0.5': 1 / 6,
        'conv1 chance > 0.5': chanceAbove(4, 0.5),
        'conv1 isotropic > 0.5': 'no evidence against',
        'conv1 rotated > 0.5': 'no evidence against',
        'conv1 draws': '99',
        'conv2 ratio > 0.5': conv2?.ratioPairs,
        'conv2 chance > 0.5': expect.closeTo(289 / 4096, 14) as number,
        'conv2 isotropic > 0.5': verdict(0),
        'conv2 rotated > 0.5': verdict(1),
        'conv2 draws': '99',
      });
    });
  });

  it('gives no z where a null cannot vary: the weights of constant filters in another order', () =>
    withFolder(async (folder) => {
      const filters = join(folder, 'in');
      const data = Float32Array.from({ length: 8 * 9 }, (_, at) => (Math.floor(at / 9) % 2 === 0 ? 0.1 : -0.7));
      const layers = [{ name: 'c', type: 'conv2d', filters: 8, kernel: [3, 3], channels: 1 }];
      await writeSafetensors(filters, { 'c/final': conv([8, 3, 3, 1], data) }, { filters: JSON.stringify({ layers }) });
      const params = { ...DEFAULTS, snapshots: ['final'], nulls: ['permuted'], nullDraws: 39 } as const;
      await run(contextOf(folder, params, { filters }));
      const report = JSON.parse(readFileSync(join(folder, 'similarity'), 'utf8')) as SimilarityReport;
      const permuted = report.entries[0]?.nulls[0];
      for (const tested of [permuted?.meanCosine, permuted?.nearestCosine, permuted?.thresholds[0]?.similarPairs]) {
        expect(tested).toMatchObject({ z: null, p: 1, verdict: 'no evidence against' });
      }
    }));

  it('compares kernels of a single weight: cosines of 1 and -1, half of them by chance', () =>
    withFolder(async (folder) => {
      const filters = join(folder, 'in');
      const data = Float32Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 1 : -1) * (at + 1));
      const layers = [{ name: 'c', type: 'conv2d', filters: 20, kernel: [1, 1], channels: 1 }];
      await writeSafetensors(
        filters,
        { 'c/final': conv([20, 1, 1, 1], data) },
        { filters: JSON.stringify({ layers }) },
      );
      const nulls = ['isotropic', 'rotated', 'rotated-about-zero'] as const;
      const params = { ...DEFAULTS, snapshots: ['final'], thresholds: [-1], nulls, nullDraws: 99 } as const;
      await run(contextOf(folder, params, { filters }));
      const report = JSON.parse(readFileSync(join(folder, 'similarity'), 'utf8')) as SimilarityReport;
      const [entry] = report.entries;
      // Ten filters of each sign: 2 · 45 pairs of one sign of 190.
      expect(entry?.thresholds[0]).toMatchObject({ pairs: 90, chance: 0.5, expectedPairs: 95 });
      expect(entry?.nulls[0]?.thresholds[0]?.similarPairs.median).toBeLessThan(110);
      for (const { thresholds } of entry?.nulls ?? []) {
        expect(thresholds[0]?.similarPairs.verdict).toBe('no evidence against');
      }
    }));

  it('warns where so few draws can find nothing, and says how many can', () =>
    withFolder(async (folder) => {
      const filters = join(folder, 'in');
      const tensors = { 'c/final': conv([6, 3, 3, 1], normalFilters(6, 9, uniforms(1))) };
      const layers = [{ name: 'c', type: 'conv2d', filters: 6, kernel: [3, 3], channels: 1 }];
      await writeSafetensors(filters, tensors, { filters: JSON.stringify({ layers }) });
      const warned = async (nullDraws: number): Promise<readonly string[]> => {
        const told: string[] = [];
        const params = { ...DEFAULTS, snapshots: ['final'], nulls: ['isotropic', 'rotated'], nullDraws } as const;
        await run({ ...contextOf(folder, params, { filters }), warn: (message) => void told.push(message) });
        return told;
      };
      // Two comparisons: 1 / 20 · 2 = 0.1, and 1 / 40 · 2 = 0.05.
      expect(await warned(19)).toEqual([
        '19 draws are too few for 2 comparisons: no p value is below 2 / 20 after correction. Set "nullDraws" to 39 or more, or compare with fewer "nulls" or "snapshots"',
      ]);
      expect(await warned(39)).toEqual([]);
    }));

  it('gives the same bytes again', async () => {
    const bytes: string[] = [];
    for (let time = 0; time < 2; time++) {
      await withResults({}, ({ folder }) => {
        const files = Object.keys(similarity.outputs).map((port) => readFileSync(join(folder, port), 'base64'));
        bytes.push(files.join('\n'));
      });
    }
    expect(bytes[0]).toBe(bytes[1]);
  });
});

describe('similarity infer()', () => {
  const layers = [
    { name: 'conv1', filters: 32, dimension: 9 },
    { name: 'conv2', filters: 16, dimension: 800 },
  ];
  const infer = (params: Partial<SimilarityParams>): unknown =>
    similarity.infer?.({ ...DEFAULTS, ...params }, { filters: [{ layers }] });
  it('passes on what it knows of the layers', () => {
    const outcome = { layers, snapshots: ['final'], activations: false };
    expect(infer({ snapshots: ['final'] })).toEqual({
      outputs: { similarity: outcome, matrix: outcome },
      problems: [],
    });
  });
  it('knows the epochs that the training kept, and misses them where it kept none', () => {
    const outcome = (snapshots: readonly string[]): unknown =>
      similarity.infer?.(
        { ...DEFAULTS, snapshots: ['initial', 'epochs', 'final'] },
        { filters: [{ layers, snapshots }] },
      );
    expect(outcome(['initial', 'epoch-1', 'epoch-4', 'final'])).toMatchObject({
      outputs: { matrix: { snapshots: ['initial', 'epoch-1', 'epoch-4', 'final'] } },
      problems: [],
    });
    expect(outcome(['initial', 'final'])).toMatchObject({
      problems: [{ path: ['snapshots', 1], message: 'The training keeps no snapshots' }],
    });
  });
  it('wants model and data together', () => {
    const connected = (ports: readonly string[]): readonly string[] | undefined =>
      similarity
        .infer?.({ ...DEFAULTS }, Object.fromEntries(['filters', ...ports].map((port) => [port, [{}]])))
        .problems?.map(({ message }) => message);
    expect(connected(['model'])).toEqual(['Missing "data" beside "model": activations need both']);
    expect(connected(['data'])).toEqual(['Missing "model" beside "data": activations need both']);
    expect(connected(['data', 'model'])).toEqual([]);
  });
  it('refuses movements that the windows do not allow, that change nothing, or beside responses', () => {
    const of = (
      upTo: SimilarityParams['upTo'],
      kernels: readonly (readonly number[])[],
      ports: readonly string[] = [],
    ) =>
      similarity.infer?.(
        { ...DEFAULTS, upTo },
        {
          filters: [
            { layers: kernels.map((kernel, at) => ({ name: `conv${at + 1}`, filters: 4, dimension: 9, kernel })) },
          ],
          ...Object.fromEntries(ports.map((port) => [port, [{}]])),
        },
      );
    expect(
      of(
        ['sign', 'turn'],
        [
          [3, 3],
          [1, 5],
        ],
      ),
    ).toMatchObject({
      problems: [
        {
          path: ['upTo', 1],
          message: 'Filters of layer "conv2" cannot be turned by quarters: their windows of 1 x 5 are not square',
        },
      ],
    });
    expect(of(['flip', 'sign'], [[1, 1]])).toMatchObject({
      problems: [{ path: ['upTo', 0], message: expect.stringMatching(/windows of one place.*only "sign"/) as string }],
    });
    expect(of(['sign'], [[1, 1]])).toMatchObject({ problems: [] });
    expect(
      of(
        ['flip', 'shift'],
        [
          [1, 1],
          [3, 2],
        ],
      ),
    ).toMatchObject({ problems: [] });
    expect(of(['flip'], [[3, 3]], ['model', 'data'])).toMatchObject({
      problems: [
        { path: ['upTo'], message: expect.stringContaining('Responses are compared place by place') as string },
      ],
    });
  });

  it('finds thresholds of layers that are not compared', () => {
    expect(infer({ layerThresholds: { conv1: [0.1], conv12: [0.2] } })).toMatchObject({
      problems: [
        {
          path: ['layerThresholds', 'conv12'],
          message: 'Unknown layer "conv12": the filters come from "conv1", "conv2", did you mean "conv1"?',
        },
      ],
    });
  });
});

describe('schema/stages/similarity.json', () => {
  it('fills in the defaults', () => {
    const step = { filters: 'filters' };
    expect(validate(similarity.schema, step)).toEqual([]);
    expect(step).toEqual({ filters: 'filters', ...DEFAULTS });
  });
  it.each([
    [{ thresholds: [0.5, 1.1] }, 'Expected a number <= 1 for "thresholds[1]", found 1.1'],
    [{ layerThresholds: { conv1: [-2] } }, 'Expected a number >= -1 for "conv1[0]", found -2'],
    [{ thresholds: [] }, 'Expected at least 1 item for "thresholds", found 0'],
    [{ nullDraws: 5 }, 'Expected a number >= 19 for "nullDraws", found 5'],
    [{ nulls: ['analytic'] }, 'Found "analytic" for "nulls[0]": it is called "isotropic" now'],
    [{ nulls: ['gaussian'] }, 'Found "gaussian" for "nulls[0]": it is called "rotated" now'],
    [{ nulls: ['anisotropic'] }, 'Found "anisotropic" for "nulls[0]": it is called "rotated" now'],
    [{ nulls: ['permutation'] }, 'Found "permutation" for "nulls[0]": it is called "permuted" now'],
    [{ nullSeed: 3 }, '"nullSeed" is gone: draws come from the seed of the experiment, with a stream for each null'],
  ])('refuses step %#', (fields, message) => {
    expect(validate(similarity.schema, { filters: 'f', ...fields }).map((violation) => violation.message)).toEqual([
      message,
    ]);
  });
});

describe('similarity with weights of single epochs', () => {
  it('reports each of them with its epoch, with chance and the initial weights only', () =>
    withFolder(async (folder) => {
      const names = ['initial', 'epoch-1', 'epoch-3', 'final'];
      const filters = join(folder, 'in');
      const tensors = Object.fromEntries(
        names.map((name, seed) => [`conv/${name}`, conv([12, 3, 3, 1], normalFilters(12, 9, uniforms(seed)))]),
      );
      const layers = [{ name: 'conv', type: 'conv2d', filters: 12, kernel: [3, 3], channels: 1 }];
      const snapshots = names.map((name, index) => ({ name, epoch: [0, 1, 3, 8][index] }));
      await writeSafetensors(filters, tensors, { filters: JSON.stringify({ layers, snapshots }) });
      const params = { ...DEFAULTS, snapshots: ['final', 'epochs', 'initial'] } as const;
      await run(contextOf(folder, params, { filters }));
      const { entries } = JSON.parse(readFileSync(join(folder, 'similarity'), 'utf8')) as SimilarityReport;
      expect(entries.map(({ snapshot, epoch }) => [snapshot, epoch])).toEqual([
        ['final', 8],
        ['epoch-1', 1],
        ['epoch-3', 3],
        ['initial', 0],
      ]);
      expect(entries[1]?.thresholds[0]).toMatchObject({ initial: { pairs: 4 } });
      expect(entries.map(({ nulls }) => nulls.length)).toEqual([4, 0, 0, 4]);
      const { rows } = await readTable(join(folder, 'pairs'));
      expect(new Set(rows.map((row) => row['snapshot']))).toEqual(new Set(['final', 'initial']));
    }));
  it('says how to keep them where there are none', () =>
    withResults({}, async ({ folder }) => {
      const params = { ...DEFAULTS, snapshots: ['epochs'] } as const;
      await expect(run(contextOf(folder, params, { filters: join(folder, 'in') }))).rejects.toThrow(
        'The model has no snapshots to compare',
      );
    }));
});
