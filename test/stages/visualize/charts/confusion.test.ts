import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sequential } from '../../../../stages/drawing/colour.ts';
import type { Raster } from '../../../../stages/drawing/image.ts';
import { readTable } from '../../../../stages/formats/csv.ts';
import { drawConfusion, layOutConfusion } from '../../../../stages/visualize/charts/confusion/matrix.ts';
import { classScores } from '../../../../stages/visualize/charts/confusion/scores.ts';
import type { Confusion } from '../../../../stages/visualize/charts/confusion/scores.ts';
import { confusion, countConfusion } from '../../../../stages/visualize/charts/confusion.ts';
import type { ConfusionParams } from '../../../../stages/visualize/charts/confusion.ts';
import { probabilities, readPredictions } from '../../../../stages/visualize/predictions.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { pixelsOf } from '../pixels.ts';
import { crowded, textBoxes } from '../text-boxes.ts';
import { CLASSES, IMAGES, LABELS, logitsOf, writeDigits, writePredictions } from '../predicted.ts';

const PARAMS: ConfusionParams = { kind: 'confusion', scale: 'log' };

/** The class with the largest logit, found by comparing all with all. */
function naiveArgmax(logits: Float32Array, image: number): number {
  const own = Array.from({ length: CLASSES }, (_, index) => logits[image * CLASSES + index] ?? NaN);
  return own.findIndex((value) => own.every((other) => other <= value));
}

function drawn(confusion: Confusion, params = PARAMS): Promise<Raster> {
  const names = Array.from({ length: confusion.classes }, (_, index) => String(index));
  return drawConfusion(confusion, { names, params });
}

describe('readPredictions()', () => {
  it('takes the largest logit, the first of equals', () =>
    withFolder(async (folder) => {
      const { predicted, classes } = await readPredictions(await writePredictions(folder, { seed: 1 }));
      const logits = logitsOf(1, 2);
      expect(classes).toBe(CLASSES);
      expect([...predicted]).toEqual(Array.from({ length: IMAGES }, (_, image) => naiveArgmax(logits, image)));
    }));

  it('refuses labels that the logits have no class for', () =>
    withFolder(async (folder) => {
      const labels = LABELS.with(9, CLASSES);
      await expect(readPredictions(await writePredictions(folder, { seed: 1, labels }))).rejects.toThrow(
        'Image 9 has label 4, the predictions have 4 classes',
      );
    }));
});

describe('probabilities()', () => {
  it('gives a softmax that sums to 1, also of logits whose exponentials overflow', () => {
    const about = { classes: 3, labels: Uint8Array.of(0), predicted: Uint8Array.of(0) };
    const [a = 0, b = 0, c = 0] = probabilities({ ...about, logits: Float32Array.of(1000, 999, 998) }, 0);
    expect(a + b + c).toBeCloseTo(1, 14);
    expect(b / a).toBeCloseTo(Math.exp(-1), 14);
    expect(c / b).toBeCloseTo(Math.exp(-1), 14);
  });
});

describe('countConfusion()', () => {
  it('agrees with counting every pair of classes by itself', () => {
    const logits = logitsOf(3, 1);
    const predicted = Uint8Array.from(LABELS, (_, image) => naiveArgmax(logits, image));
    const { counts } = countConfusion({ classes: CLASSES, labels: LABELS, predicted });
    for (let row = 0; row < CLASSES; row++) {
      for (let column = 0; column < CLASSES; column++) {
        const images = LABELS.filter((label, image) => label === row && predicted[image] === column).length;
        expect(counts[row * CLASSES + column]).toBe(images);
      }
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(IMAGES);
  });
});

describe('classScores()', () => {
  it('divides by the row for recall and by the column for precision', () => {
    const scores = classScores({ classes: 2, counts: [8, 2, 4, 6] });
    expect(scores).toEqual([
      { images: 10, predicted: 12, correct: 8, recall: 0.8, precision: 8 / 12 },
      { images: 10, predicted: 8, correct: 6, recall: 0.6, precision: 6 / 8 },
    ]);
  });

  it('has no share of nothing', () => {
    const [, second] = classScores({ classes: 2, counts: [5, 0, 0, 0] });
    expect(second).toEqual({ images: 0, predicted: 0, correct: 0, recall: null, precision: null });
  });
});

describe('drawConfusion()', () => {
  it('colours mistakes by the logarithm of their number, and leaves the diagonal out', async () => {
    const sheet = await drawn({ classes: 3, counts: [900, 10, 0, 0, 950, 100, 1, 0, 970] });
    for (const count of [10, 100, 1]) {
      expect(pixelsOf(sequential(Math.log1p(count) / Math.log1p(100)), sheet)).toBeGreaterThan(2000);
    }
    expect(pixelsOf([231, 234, 238], sheet)).toBeGreaterThan(3 * 2000);
  });

  it('colours mistakes by their share of the class, when asked to', async () => {
    const counts = [90, 10, 0, 0, 980, 20, 0, 0, 50];
    const sheet = await drawn({ classes: 3, counts }, { kind: 'confusion', scale: 'share' });
    expect(pixelsOf(sequential(1), sheet)).toBeGreaterThan(2000); // 10 of 100
    expect(pixelsOf(sequential(0.2), sheet)).toBeGreaterThan(2000); // 20 of 1000
  });

  it('draws classifiers that are always right and never right', async () => {
    const right = await drawn({ classes: 2, counts: [5, 0, 0, 5] });
    const wrong = await drawn({ classes: 2, counts: [0, 5, 5, 0] });
    expect([right.width > 400, wrong.width > 400]).toEqual([true, true]);
    expect(pixelsOf(sequential(1), wrong)).toBeGreaterThan(2 * 2000);
    expect(pixelsOf(sequential(1), right)).toBe(0);
  });

  it('keeps its size with a hundred classes', async () => {
    const counts = Array.from({ length: 10_000 }, (_, at) => (at % 101 === 0 ? 90 : at % 7));
    const { width, height } = await drawn({ classes: 100, counts });
    expect(width).toBeLessThan(1700);
    expect(height).toBeLessThan(1400);
  });
});

describe('layOutConfusion()', () => {
  const LONG = 'a class of things with quite a long name';

  /** Nearly all right, so that the shares have as many digits as shares can have; the first class is right altogether. */
  function nearlyRight(classes: number, images: number): Confusion {
    const counts = Array.from({ length: classes * classes }, (_, at) => {
      const [row, column] = [Math.floor(at / classes), at % classes];
      return row === column ? images : row > 0 && column === (row % (classes - 1)) + 1 ? 1 : 0;
    });
    return { classes, counts };
  }

  it.each([
    ['digits', 10, (index: number) => String(index), 1000],
    ['one short name and one long name', 2, (index: number) => ['a', LONG][index] ?? '', 1_000_000],
    ['long names', 6, (index: number) => `${LONG} ${index}`, 5000],
    ['as many classes as have counts', 26, (index: number) => `class ${index}`, 900],
    ['as many classes as have shares', 40, (index: number) => `class ${index}`, 900],
  ])(
    'keeps texts apart, and names away from title and subtitle: %s [D4]',
    { timeout: 60_000 },
    async (_, classes, nameOf, images) => {
      const names = Array.from({ length: classes }, (__, index) => nameOf(index));
      const params = { ...PARAMS, place: 'filters = 16, kernel = 3' };
      const { svg, box } = layOutConfusion(nearlyRight(classes, images), { names, params });
      const { left, top, side } = box;
      const inside = (x: number, y: number): boolean => x > left && x < left + side && y > top && y < top + side;
      // All counts of a large matrix would take too long: the widest are the same everywhere.
      const boxes = await textBoxes(svg, (x, y) => classes <= 3 || !inside(x, y));
      expect(boxes.filter(({ text }) => /^(99\.\d|100) %$/.test(text)).length).toBeGreaterThanOrEqual(2 * classes);
      expect(crowded(boxes, 2)).toEqual([]);
    },
  );
});

describe('draw() of confusion', () => {
  it('writes a row for each class, with its name, and the same picture twice', () =>
    withFolder(async (folder) => {
      const ports = {
        predictions: [{ path: await writePredictions(folder, { seed: 2 }), point: {} }],
        data: [{ path: await writeDigits(folder, { classNames: ['ant', 'bee', 'cat', 'dog'] }), point: {} }],
      };
      await confusion.draw(contextWith(folder, PARAMS, ports));
      const image = readFileSync(join(folder, 'image'));
      const { columns, rows } = await readTable(join(folder, 'table'));
      expect(columns).toEqual([
        'class',
        'name',
        'images',
        'correct',
        'recall',
        'predicted',
        'precision',
        'as 0',
        'as 1',
        'as 2',
        'as 3',
      ]);
      expect(rows.map(({ name }) => name)).toEqual(['ant', 'bee', 'cat', 'dog']);
      for (const row of rows) {
        const counts = [0, 1, 2, 3].map((column) => Number(row[`as ${column}`]));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Number(row['images']));
        expect(counts[Number(row['class'])]).toBe(Number(row['correct']));
        expect(Number(row['recall'])).toBeCloseTo(Number(row['correct']) / Number(row['images']), 12);
      }
      await confusion.draw(contextWith(folder, PARAMS, ports));
      expect(readFileSync(join(folder, 'image')).equals(image)).toBe(true);
      expect((await sharp(image).metadata()).format).toBe('png');
    }));
});
