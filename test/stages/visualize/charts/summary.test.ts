import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../../stages/formats/safetensors.ts';
import { readTable, writeTable } from '../../../../stages/formats/csv.ts';
import type { SimilarityReport } from '../../../../stages/formats/similarity-report.ts';
import { summary } from '../../../../stages/visualize/charts/summary.ts';
import type { SummaryParams } from '../../../../stages/visualize/charts/summary.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeHistory, writeStudy } from '../artifacts.ts';
import type { Ports } from '../artifacts.ts';

const PARAMS: SummaryParams = { kind: 'summary', layers: ['conv1'], nulls: ['isotropic', 'rotated'] };

async function tableOf(
  folder: string,
  ports: Ports,
  params: SummaryParams = PARAMS,
): Promise<Awaited<ReturnType<typeof readTable>>> {
  await summary.draw(contextWith(folder, params, ports));
  return readTable(join(folder, 'table'));
}

async function reportsOf(folder: string, widths: readonly number[]): Promise<Ports[string]> {
  return Promise.all(
    widths.map(async (filters) => ({ path: (await writeStudy(folder, { filters })).similarity, point: { filters } })),
  );
}

describe('draw() of summary', () => {
  it('has a row for each sweep point, layer and threshold, numbers rounded', () =>
    withFolder(async (folder) => {
      const { columns, rows } = await tableOf(folder, { similarity: await reportsOf(folder, [8, 16]) });
      expect(columns).toEqual([
        'layer',
        'filters',
        'threshold',
        'pairs',
        'possible',
        'ratio',
        'chance',
        'z',
        'lift',
        'isotropic',
        'p isotropic',
        'rotated',
        'p rotated',
      ]);
      expect(rows.map(({ filters, threshold, possible, chance }) => [filters, threshold, possible, chance])).toEqual([
        ['8', '0.5', '28', '0.0706'],
        ['8', '0.6', '28', '0.0333'],
        ['16', '0.5', '120', '0.0706'],
        ['16', '0.6', '120', '0.0333'],
      ]);
      for (const { pairs, possible, ratio, chance, lift, z, isotropic, 'p isotropic': corrected } of rows) {
        const exact = Number(pairs) / Number(possible);
        expect(Number(ratio)).toBeCloseTo(exact, 4);
        expect(Math.abs(Number(lift) - exact / Number(chance))).toBeLessThan((0.01 * exact) / Number(chance));
        const p = Number(chance);
        expect(Math.abs(Number(z) - (exact - p) / Math.sqrt((p * (1 - p)) / Number(possible)))).toBeLessThan(0.05);
        expect(isotropic === 'no evidence against').toBe(Number(corrected) > 0.05);
      }
    }));

  it('adds the accuracy on the test images and the last one on the validation images', () =>
    withFolder(async (folder) => {
      const predictions = join(folder, 'predictions');
      // Largest logits: class 1, 0 (a tie with 2 goes to the first), 2. Labels: 1, 2, 2.
      await writeSafetensors(predictions, {
        'test.logits': { dtype: 'F32', shape: [3, 3], data: Float32Array.of(-1, 5, 0, 2, 1, 2, -3, -2, -1) },
        'test.labels': { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 2) },
      });
      const history = await writeHistory(folder, { seed: 1, epochs: 3 });
      const last = (await readTable(history)).rows.at(-1)?.['validationAccuracy'];
      const { columns, rows } = await tableOf(folder, {
        similarity: await reportsOf(folder, [8]),
        predictions: [{ path: predictions, point: {} }],
        history: [{ path: history, point: {} }],
      });
      expect(columns.slice(0, 4)).toEqual(['layer', 'filters', 'testAccuracy', 'validationAccuracy']);
      expect(rows.map(({ testAccuracy }) => testAccuracy)).toEqual(['0.6667', '0.6667']);
      expect(rows[0]?.['validationAccuracy']).toBe(String(Number(Number(last).toFixed(4))));
    }));

  it('tells of repeats in a table of their own: means, deviations, and the t interval of the difference to each null', () =>
    withFolder(async (folder) => {
      const [narrow = [], wide = []] = await Promise.all(
        [8, 16].map((filters) => reportsOf(folder, [filters, filters, filters])),
      );
      const similarity = [...narrow, ...wide].map((each, at) => ({
        ...each,
        point: { ...each.point, repeat: at % 3 },
      }));
      // The three reports of a width are the same; the accuracies are not.
      const accuracies = [0.25, 0.5, 0.6];
      const history = await Promise.all(
        accuracies.map(async (accuracy, repeat) => {
          const path = join(folder, `history-${repeat}.csv`);
          await writeTable(path, ['epoch', 'validationAccuracy'], [{ epoch: 1, validationAccuracy: accuracy }]);
          return { path, point: { repeat } };
        }),
      );
      const { columns, rows } = await tableOf(folder, { similarity, history });
      expect(columns.slice(0, 4)).toEqual(['repeat', 'layer', 'filters', 'validationAccuracy']);
      expect(rows.map(({ repeat, filters, threshold }) => `${repeat} ${filters} ${threshold}`)).toEqual(
        [8, 16].flatMap((filters) =>
          ['0', '1', '2'].flatMap((repeat) => [0.5, 0.6].map((at) => `${repeat} ${filters} ${at}`)),
        ),
      );
      const repeats = await readTable(join(folder, 'repeats'));
      expect(repeats.rows.map(({ filters, threshold, networks }) => [filters, threshold, networks])).toEqual([
        ['8', '0.5', '3'],
        ['8', '0.6', '3'],
        ['16', '0.5', '3'],
        ['16', '0.6', '3'],
      ]);
      // The square root of ((0.2² + 0.05² + 0.15²) / 2).
      expect(repeats.rows[0]).toMatchObject({
        'validationAccuracy mean': '0.45',
        'validationAccuracy sd': '0.1803',
        'ratio sd': '0',
        possible: '28',
        chance: '0.0706',
      });
      const report = JSON.parse(readFileSync((narrow[0] as { path: string }).path, 'utf8')) as SimilarityReport;
      const own = report.entries.find(({ snapshot }) => snapshot === 'final');
      const median = own?.nulls[1]?.thresholds[0]?.similarPairs.median ?? NaN;
      const difference = Number(((own?.thresholds[0]?.ratioPairs ?? NaN) - median / 28).toFixed(5));
      expect(Number(repeats.rows[0]?.['rotated difference'])).toBe(difference);
      expect(Number(repeats.rows[0]?.['rotated low'])).toBe(difference);
    }));

  it('keeps an axis that says something else than a column of its name', () =>
    withFolder(async (folder) => {
      const similarity = await reportsOf(folder, [8, 16]);
      const { columns, rows } = await tableOf(folder, { similarity }, { ...PARAMS, layers: ['conv2'] });
      expect(columns.slice(0, 3)).toEqual(['sweep filters', 'layer', 'filters']);
      expect(rows.map((row) => [row['sweep filters'], row['filters']])).toEqual([
        ['8', '4'],
        ['8', '4'],
        ['16', '4'],
        ['16', '4'],
      ]);
      const moved = similarity.map(({ path }, index) => ({ path, point: { rate: index / 10 } }));
      const other = await tableOf(folder, { similarity: moved });
      expect(other.columns.slice(0, 3)).toEqual(['rate', 'layer', 'filters']);
    }));

  it('lists all layers when none is chosen, and says when one is not there', () =>
    withFolder(async (folder) => {
      const similarity = await reportsOf(folder, [8]);
      const { rows } = await tableOf(folder, { similarity }, { kind: 'summary', nulls: [] });
      expect(rows.map(({ layer }) => layer)).toEqual(['conv1', 'conv1', 'conv2', 'conv2', 'dense1', 'dense1']);
      await expect(tableOf(folder, { similarity }, { ...PARAMS, layers: ['conv3'] })).rejects.toThrow(
        'Cannot find layer "conv3" in the similarity report: it has conv1, conv2, dense1',
      );
    }));
});
