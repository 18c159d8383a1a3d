import { describe, expect, it } from 'vitest';
import type { Ignored } from '../../../../stages/statistics/likeness.ts';
import type { SimilarityEntry, ThresholdResult } from '../../../../stages/formats/similarity-report.ts';
import type { PointView } from '../../../../stages/visualize/charts/contact-sheet/rows.ts';
import { contactTable } from '../../../../stages/visualize/charts/contact-sheet/table.ts';
import { drawHistogram } from '../../../../stages/visualize/charts/histogram.ts';
import { factsOf } from '../../../../stages/visualize/charts/heat-map.ts';
import { drawRatioEpochs } from '../../../../stages/visualize/charts/ratio-epochs.ts';
import { drawRatioFilters } from '../../../../stages/visualize/charts/ratio-filters.ts';
import { drawRatioThreshold } from '../../../../stages/visualize/charts/ratio-threshold.ts';
import { readMatrix } from '../../../../stages/visualize/matrix.ts';
import { readEntry } from '../../../../stages/visualize/report.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { writeStudy } from '../artifacts.ts';
import { entryOf } from '../ratios.ts';

const SHIFT_AND_SIGN: readonly Ignored[] = ['shift', 'sign'];
const OF_MATRIX = ' · cosines up to shift and sign';
const titleOf = (spec: object): string => JSON.stringify((spec as { readonly title: unknown }).title);

describe('charts of similarity', () => {
  it('say what the cosines of one layer ignore', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 8, upTo: SHIFT_AND_SIGN });
      const which = { layer: 'conv1', snapshot: 'final' } as const;
      const final = await readMatrix(study.matrix, which);
      const entry = await readEntry(study.similarity, which);
      const subtitles = [
        titleOf(drawHistogram(final, entry, { kind: 'histogram', snapshot: 'final', bins: 8 })),
        titleOf(
          drawRatioThreshold({ final, initial: undefined }, entry, {
            kind: 'ratio-threshold',
            nulls: ['isotropic'],
            range: 'positive',
            ratioScale: 'linear',
          }),
        ),
        factsOf(final, { snapshot: 'final', order: 'index' }, 1),
      ];
      expect(subtitles.map((text) => text.includes(OF_MATRIX))).toEqual([true, true, true]);
    }));

  it('say what the cosines above all points of a sweep ignore, and nothing where they differ', () => {
    const entriesOf = (...ignored: readonly (readonly Ignored[])[]): SimilarityEntry[] =>
      ignored.map((upTo, epoch) => ({ ...entryOf(8, { seed: 1 + epoch, epoch }), upTo }));
    const same = entriesOf(SHIFT_AND_SIGN, SHIFT_AND_SIGN);
    const differing = entriesOf([], SHIFT_AND_SIGN);
    const byFilters = (entries: readonly SimilarityEntry[]): string =>
      JSON.stringify(
        drawRatioFilters(
          entries.map((entry, repeat) => ({ point: { repeat }, final: [entry], initial: [] })),
          { kind: 'ratio-filters', nulls: ['isotropic'] },
        ),
      );
    const byEpochs = (entries: readonly SimilarityEntry[]): string =>
      JSON.stringify(drawRatioEpochs([{ point: {}, entries }], { kind: 'ratio-epochs' }));
    for (const draw of [byFilters, byEpochs]) {
      expect(draw(same)).toContain('cosine up to shift and sign > 0.5');
      expect(draw(differing)).toContain('cosine > 0.5');
      expect(draw(differing)).not.toContain('up to');
    }
  });

  it('say it below the title of a contact sheet', () => {
    const view = { entry: { ...entryOf(8, { seed: 1 }), upTo: SHIFT_AND_SIGN }, point: {} };
    const about = { kernelShape: [3, 3, 1], kernels: { share: 1 }, maps: [], probe: { label: 7 } };
    const rows = [
      { view: { ...view, ...about } as unknown as PointView, at: view.entry.thresholds[0] as ThresholdResult },
    ];
    const table = contactTable({ rows, leftOut: [] }, { probe: { split: 'test' } });
    expect(table.subtitle).toBe(
      'Kernels 3 × 3 × 1 · input: first test image of class 7 · cosines up to shift and sign',
    );
  });

  it('say nothing where the filters are compared as they are', () =>
    withFolder(async (folder) => {
      const study = await writeStudy(folder, { filters: 8 });
      const final = await readMatrix(study.matrix, { layer: 'conv1', snapshot: 'final' });
      expect(factsOf(final, { snapshot: 'final', order: 'index' }, 1)).toBe(
        '8 filters · trained weights · in the order of the layer',
      );
    }));
});
