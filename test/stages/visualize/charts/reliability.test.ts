import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTable } from '../../../../stages/formats/csv.ts';
import { reliability } from '../../../../stages/visualize/charts/reliability.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { CLASSES, IMAGES, LABELS, logitsOf, writePredictions } from '../predicted.ts';

test('draw() of reliability counts answers by their probability, and tells the calibration error', () =>
  withFolder(async (folder) => {
    const predictions = [{ path: await writePredictions(folder, { seed: 4, skill: 1 }), point: {} }];
    const metrics = await reliability.draw(contextWith(folder, { kind: 'reliability', bins: 4 }, { predictions }));
    const logits = logitsOf(4, 1);
    const all = Array.from({ length: IMAGES }, (_, image) => {
      const own = [...logits.subarray(image * CLASSES, (image + 1) * CLASSES)];
      const sum = own.reduce((total, logit) => total + Math.exp(logit), 0);
      const most = Math.max(...own);
      return { probability: Math.exp(most) / sum, right: own.indexOf(most) === LABELS[image] };
    });
    const { rows } = await readTable(join(folder, 'table'));
    let error = 0;
    for (const [bin, row] of rows.entries()) {
      const own = all.filter(({ probability }) => probability > bin / 4 && probability <= (bin + 1) / 4);
      expect(Number(row['images'])).toBe(own.length);
      const right = own.filter((one) => one.right).length;
      const total = own.reduce((sum, { probability }) => sum + probability, 0);
      error += Math.abs(right - total) / IMAGES;
      expect(row['accuracy']).toBe(own.length === 0 ? '' : String(right / own.length));
    }
    expect(rows).toHaveLength(4);
    expect(metrics).toMatchObject({ calibrationError: expect.closeTo(error, 6) as number });
    expect(readFileSync(join(folder, 'chart'), 'utf8')).toContain('60 test images');
  }));
