import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  drawCosineActivation,
  cosineActivation,
  readPairPoints,
} from '../../../../stages/visualize/charts/cosine-activation.ts';
import { pairCosines, readMatrix } from '../../../../stages/visualize/matrix.ts';
import { readEntry } from '../../../../stages/visualize/report.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeDataset, writeStudy } from '../artifacts.ts';

import { valuesOf } from '../ratios.ts';

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
      await cosineActivation.draw(contextWith(folder, { ...params, layer: 'conv1' }, ports));
      expect(readFileSync(join(folder, 'chart'), 'utf8')).toContain('Before the activation');
    }));
});
