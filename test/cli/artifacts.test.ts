import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { assay, finishedRun } from '../helpers/assay.ts';

// Another program, which knows only the formats as documented, gets the same numbers out of the files.

const run = finishedRun();
const folder = (): string => join(run.folder, 'artifacts', 'runs', 'tiny', '1');

type Row = Readonly<Record<string, string | number>>;

/** What recompute.py prints; points by number of filters. */
interface Recomputed {
  readonly summary: readonly Row[];
  readonly points: Readonly<
    Record<'6' | '8', { accuracy: number; recomputed: readonly Row[]; told: readonly Row[]; largestDifference: number }>
  >;
}

let python: Recomputed;
beforeAll(async () => {
  const script = fileURLToPath(new URL('recompute.py', import.meta.url));
  python = JSON.parse((await promisify(execFile)('python3', [script, folder()])).stdout) as Recomputed;
});

describe.each(['6', '8'] as const)('the artifacts of a run with %s filters, read by Python', (filters) => {
  it('give the test accuracy that the summary and the record tell', async () => {
    const { accuracy } = python.points[filters];
    const shown = await assay(['show', 'tiny', '--json'], { cwd: run.folder });
    const { steps } = JSON.parse(shown.out) as { steps: { id: string; metrics: Record<string, number> }[] };
    const told = steps.find(({ id }) => id === `training[filters=${filters}]`)?.metrics['testAccuracy'];
    expect(told).toBeCloseTo(accuracy, 6);
    const rows = python.summary.filter((row) => row['filters'] === filters);
    expect(rows).toHaveLength(2);
    // The summary is for reading: four decimals.
    for (const row of rows) expect(Number(row['testAccuracy'])).toBeCloseTo(accuracy, 4);
  });

  it('give the cosines and the similarity table', () => {
    const { recomputed, told, largestDifference } = python.points[filters];
    expect(largestDifference).toBeLessThan(1e-12);
    expect(recomputed).toHaveLength(4); // two snapshots, two thresholds
    expect(told.map(({ layer, snapshot }) => ({ layer, snapshot }))).toEqual(
      recomputed.map(({ layer, snapshot }) => ({ layer, snapshot })),
    );
    for (const [index, row] of recomputed.entries()) {
      const line = told[index] ?? {};
      for (const column of ['threshold', 'possiblePairs', 'pairs', 'ratioPairs', 'oppositePairs', 'chance', 'z'])
        expect(Number(line[column]), column).toBeCloseTo(Number(row[column]), 6);
      const compared = Number(line['filters']) - Number(line['zeroFilters']);
      expect(Number(line['ratioFilters']) * compared).toBeCloseTo(Number(row['filtersInPairs']), 6);
    }
    // Not all counts are zero, so that equal tables mean something.
    expect(recomputed.some((row) => Number(row['pairs']) > 0)).toBe(true);
  });
});

describe('a chart', () => {
  it('is the same picture as SVG and PNG', () => {
    const svg = readFileSync(join(folder(), 'curves.svg'), 'utf8');
    const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const png = readFileSync(join(folder(), 'curves.png'));
    // Width and height stand in the header chunk of a PNG.
    expect(png.readUInt32BE(16) / png.readUInt32BE(20)).toBeCloseTo(Number(width) / Number(height), 2);
  });
});
