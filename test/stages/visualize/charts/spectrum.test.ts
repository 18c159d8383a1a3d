import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawSpectrum, spectrum } from '../../../../stages/visualize/charts/spectrum.ts';
import type { SpectrumParams } from '../../../../stages/visualize/charts/spectrum.ts';
import { readTable } from '../../../../stages/formats/csv.ts';
import { readAllEntries } from '../../../../stages/visualize/report.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';
import { entryOf, withFields } from '../ratios.ts';

const PARAMS: SpectrumParams = { kind: 'spectrum', nulls: ['isotropic', 'permuted'] };

describe('drawSpectrum()', () => {
  it('draws the share of each direction, which add up to 1, and nothing beyond the number of weights', () => {
    const marks = withFields(drawSpectrum([entryOf(24, { seed: 1, draws: 199 })], PARAMS), 'direction', 'share');
    expect(marks.map(({ direction }) => direction)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(marks.reduce((sum, { share = NaN }) => sum + share, 0)).toBeCloseTo(1, 7);
    for (const [at, { share = NaN }] of marks.entries())
      expect(share).toBeLessThanOrEqual(marks[at - 1]?.['share'] ?? 1);
  });
  it('says below the picture that random filters stay inside the band, and filters of one mean do not', () => {
    const random = JSON.stringify(drawSpectrum([entryOf(32, { seed: 2, draws: 199 })], PARAMS));
    expect(random).toContain('isotropic: random directions: the spectrum stays inside its band (p = ');
    const shared = JSON.stringify(drawSpectrum([entryOf(32, { seed: 2, draws: 199, mean: 0.8 })], PARAMS));
    expect(shared).toContain('isotropic: random directions: the spectrum leaves its band (p = 0.01');
    expect(shared).toContain('global envelopes');
  });
  it('draws the nulls that are asked for', () => {
    const spec = JSON.stringify(
      drawSpectrum([entryOf(12, { seed: 3, draws: 199 })], { ...PARAMS, nulls: ['permuted'] }),
    );
    expect(spec).toContain('permuted: the weights');
    expect(spec).not.toContain('isotropic');
  });
  it('says that there is nothing to compare where a layer has no spectrum', () => {
    expect(JSON.stringify(drawSpectrum([entryOf(1, { seed: 4 })], PARAMS))).toContain('Nothing to compare');
  });
});

describe('draw() of spectrum', () => {
  it('writes a row for each snapshot, direction and null of a real comparison', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 12 });
      const context = contextWith(
        folder,
        { ...PARAMS, layer: 'conv1' },
        { similarity: [{ path: study.similarity, point: {} }] },
      );
      await spectrum.draw(context);
      const { rows } = await readTable(join(folder, 'table'));
      const own = (await readAllEntries(study.similarity)).find(({ layer }) => layer === 'conv1')?.spectrum;
      const nulls = own?.nulls.length ?? 0;
      expect(nulls).toBeGreaterThan(0);
      expect(rows).toHaveLength(2 * 9 * nulls);
      expect(Number(rows[0]?.['share'])).toBe(own?.shares[0]);
      expect(readFileSync(join(folder, 'chart'), 'utf8')).toContain('direction, the most used first');
    }));
});
