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
import { readSafetensors, tensorAt, writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { normalFilters, uniforms } from '../statistics/random.ts';

const DEFAULTS: SimilarityParams = {
  thresholds: [0.5, 0.6],
  layerThresholds: {},
  snapshots: ['final', 'initial'],
  nulls: ['analytic', 'initial', 'permutation', 'anisotropic'],
  nullDraws: 100,
  nullSeed: 1,
  center: 'none',
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
    const metrics = await run(contextOf(folder, { ...DEFAULTS, ...params }, { filters }));
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
        draws: {
          permutation: { draws: 100, filters: 4 },
          anisotropic: { draws: 100, filters: 4, shrinkage: expect.any(Number) as number },
        },
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
            expectedClusters: expect.any(Number) as number,
            chance,
            expectedPairs: chance * 6,
            z: (ratio - chance) / Math.sqrt((chance * (1 - chance)) / 6),
            // One pair or more of six, and twice that, which is beyond 1.
            pValue: Math.min(1, 2 * (1 - (1 - chance) ** 6)),
            lift: ratio / chance,
            verdict: 'at',
            initialRatio: 0.1, // one copy among ten pairs
            initialZ: expect.closeTo((ratio - 0.1) / Math.sqrt((2 / 16) * (14 / 16) * (1 / 6 + 1 / 10)), 12) as number,
            // How one pair more than one of ten falls on six and ten: 1 - (no pair in six) = 1 - C(10,2) / C(16,2), doubled.
            initialPValue: 1,
            initialVerdict: 'at',
            permutation: expect.objectContaining({ verdict: 'at' }) as object,
            anisotropic: expect.objectContaining({ verdict: 'at' }) as object,
            statement: expect.stringMatching(
              /^1 of 6 pairs \(16\.7 %\) have a cosine above 0\.5: at chance \(19\.6 %, z −0\.2\), at the initial weights/,
            ) as string,
            equalSurprise: expect.closeTo(0.75379, 5) as number,
          },
          expect.objectContaining({ threshold: 0.6, pairs: 1, oppositePairs: 2 }) as object,
        ],
      });
      expect(report.entries[1]?.thresholds[0]).toMatchObject({
        initialRatio: null,
        initialZ: null,
        initialVerdict: null,
      });
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
          permutationRatio: result.permutation?.mean,
          permutationZ: result.permutation?.z,
          permutationVerdict: result.permutation?.verdict,
          anisotropicRatio: result.anisotropic?.mean,
          anisotropicZ: result.anisotropic?.z,
          anisotropicVerdict: result.anisotropic?.verdict,
        })),
      );
      for (const [index, row] of table.rows.entries()) {
        const result: Record<string, unknown> = { ...results[index] };
        const cells = table.columns.map((column) => (row[column] === '' ? null : row[column]));
        expect(cells).toEqual(
          table.columns.map((column) => (result[column] === null ? null : String(result[column] as string | number))),
        );
      }
      expect(table.rows[9]).toMatchObject({ pairs: '0', chance: '0', z: '', lift: '', verdict: 'at' });
    });
  });

  it('lists every pair that has a cosine', async () => {
    await withResults({ snapshots: ['final'] }, async ({ folder }) => {
      const { columns, rows } = await readTable(join(folder, 'pairs'));
      const own = ['layer', 'snapshot', 'filter', 'other', 'cosine', 'normRatio', 'preCorrelation', 'postCorrelation'];
      expect(columns).toEqual(own);
      expect(rows.length).toBe(6 + (40 * 39) / 2);
      expect(Object.values(rows[0] ?? {})).toEqual(['conv1', 'final', '0', '1', '1', '2', '', '']);
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
          expect(result).toMatchObject({
            chance: null,
            z: null,
            verdict: null,
            initialRatio: null,
            equalSurprise: null,
          });
        }
      }
      expect(Object.keys(metrics)).toEqual(['conv1', 'conv2'].flatMap((l) => [`${l} ratio > 0.5`, `${l} ratio > 0.6`]));
    });
    await withResults({ nulls: ['initial'], snapshots: ['final'] }, ({ report }) => {
      expect(report.entries[0]?.thresholds[0]).toMatchObject({ chance: null, initialRatio: 0.1 });
    });
  });

  it('compares centered filters with chance in one dimension less', async () => {
    await withResults({ center: 'filter' }, ({ report }) => {
      expect(report.entries[2]).toMatchObject({ dimension: 8 });
      expect(report.entries[2]?.thresholds[0]?.chance).toBe(chanceAbove(8, 0.5));
    });
  });

  it('reports the ratios with their chance as metrics', async () => {
    await withResults({ thresholds: [0.5] }, ({ metrics, report }) => {
      const conv2 = report.entries[2]?.thresholds[0];
      expect(metrics).toEqual({
        'conv1 ratio > 0.5': 1 / 6,
        'conv1 chance > 0.5': chanceAbove(4, 0.5),
        'conv1 verdict > 0.5': 'at',
        'conv2 ratio > 0.5': conv2?.ratioPairs,
        'conv2 chance > 0.5': expect.closeTo(289 / 4096, 14) as number,
        'conv2 verdict > 0.5': conv2?.verdict,
      });
    });
  });

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
    [{ nullDraws: 5 }, 'Expected a number >= 20 for "nullDraws", found 5'],
  ])('refuses step %#', (fields, message) => {
    expect(validate(similarity.schema, { filters: 'f', ...fields }).map((violation) => violation.message)).toEqual([
      message,
    ]);
  });
});

describe('similarity with weights of single epochs', () => {
  it('reports each of them with its epoch, with the analytic null and the initial weights only', () =>
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
      expect(entries[1]?.thresholds[0]).toMatchObject({ permutation: null, initialVerdict: 'at' });
      expect(entries[1]?.draws).toEqual({ permutation: null, anisotropic: null });
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
