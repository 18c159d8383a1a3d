import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ink } from '../../../../stages/drawing/colour.ts';
import { blank } from '../../../../stages/drawing/image.ts';
import type { Raster } from '../../../../stages/drawing/image.ts';
import { readTable } from '../../../../stages/formats/csv.ts';
import { findMistakes, mistakes } from '../../../../stages/visualize/charts/mistakes.ts';
import { readPredictions } from '../../../../stages/visualize/predictions.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { placesOf } from '../pixels.ts';
import { CLASSES, LABELS, logitsOf, writeDigits, writePredictions } from '../predicted.ts';

describe('findMistakes()', () => {
  it('finds every mistake and no other image, the most certain first', () =>
    withFolder(async (folder) => {
      const found = findMistakes(await readPredictions(await writePredictions(folder, { seed: 4, skill: 1 })));
      const logits = logitsOf(4, 1);
      const expected = [...LABELS.keys()].flatMap((image) => {
        const own = [...logits.subarray(image * CLASSES, (image + 1) * CLASSES)];
        const predicted = own.indexOf(Math.max(...own));
        if (predicted === LABELS[image]) return [];
        const sum = own.reduce((total, logit) => total + Math.exp(logit), 0);
        return [{ image, predicted, probability: Math.exp(own[predicted] ?? 0) / sum }];
      });
      expect(expected.length).toBeGreaterThan(5);
      expected.sort((a, b) => b.probability - a.probability);
      expect(found.map(({ image, predicted }) => ({ image, predicted }))).toEqual(
        expected.map(({ image, predicted }) => ({ image, predicted })),
      );
      for (const [at, { probability }] of found.entries()) {
        expect(probability).toBeCloseTo(expected[at]?.probability ?? NaN, 10);
      }
    }));
});

describe('draw() of mistakes', () => {
  it('shows the worst ones and lists all', () =>
    withFolder(async (folder) => {
      const predictions = await writePredictions(folder, { seed: 4, skill: 1 });
      const ports = {
        predictions: [{ path: predictions, point: {} }],
        data: [{ path: await writeDigits(folder), point: {} }],
      };
      await mistakes.draw(contextWith(folder, { kind: 'mistakes', count: 3 }, ports));
      const worst = findMistakes(await readPredictions(predictions));
      const { rows } = await readTable(join(folder, 'table'));
      expect(rows.map(({ image }) => Number(image))).toEqual(worst.map(({ image }) => image));
      expect(rows[0]).toMatchObject({ rank: '1', label: String(worst[0]?.label), name: String(worst[0]?.label) });

      const { data, info } = await sharp(join(folder, 'image')).raw().toBuffer({ resolveWithObject: true });
      const sheet: Raster = { width: info.width, height: info.height, data: new Uint8Array(data) };
      // Image i is 6 x 5 pixels of one grey, each painted as a square of 28.
      const places = worst.map(({ image }) => placesOf(blank(5 * 28, 6 * 28, ink((4 * (image + 1)) / 255)), sheet));
      expect(places.slice(0, 3).map((found) => found.length)).toEqual([1, 1, 1]);
      const lefts = places.slice(0, 3).map(([place]) => place?.left ?? 0);
      expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
      expect(places.slice(3).flat()).toEqual([]);
    }));

  it('says so when all images are classified correctly', () =>
    withFolder(async (folder) => {
      const ports = {
        predictions: [{ path: await writePredictions(folder, { seed: 4, skill: 50 }), point: {} }],
        data: [{ path: await writeDigits(folder), point: {} }],
      };
      await mistakes.draw(contextWith(folder, { kind: 'mistakes', count: 3 }, ports));
      expect((await readTable(join(folder, 'table'))).rows).toEqual([]);
      expect((await sharp(join(folder, 'image')).metadata()).height).toBeLessThan(200);
    }));

  it('refuses the predictions of other images', () =>
    withFolder(async (folder) => {
      const ports = {
        predictions: [{ path: await writePredictions(folder, { seed: 4 }), point: {} }],
        data: [{ path: await writeDigits(folder, { labels: LABELS.toReversed() }), point: {} }],
      };
      await expect(mistakes.draw(contextWith(folder, { kind: 'mistakes', count: 3 }, ports))).rejects.toMatchObject({
        message: 'The predictions are not for the test images of this dataset: their labels differ',
        hint: 'Connect "data" to the step that the training takes its dataset from.',
      });
    }));
});
