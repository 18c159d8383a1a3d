import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { resolveModel } from '../../../nn/model.ts';
import { evaluate } from '../../../stages/evaluate/stage.ts';
import { run } from '../../../stages/evaluate/run.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import { writeModel } from '../../../stages/formats/model.ts';
import { readSafetensors, tensorAt } from '../../../stages/formats/safetensors.ts';
import { describeModel } from '../../../stages/training/model-facts.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { bars } from '../../nn/digits.ts';
import { naiveForward } from '../../nn/naive.ts';
import type { Naive } from '../../nn/naive.ts';
import { BARS_MODEL, writeBars } from '../bars.ts';

const MODEL = resolveModel(BARS_MODEL);
const WEIGHTS = initialWeights(MODEL, 3);

async function writeInputs(folder: string): Promise<{ readonly model: string; readonly data: string }> {
  const model = join(folder, 'input-model');
  await writeModel(model, {
    model: MODEL,
    initial: initialWeights(MODEL, 4),
    final: WEIGHTS,
    training: { epochs: 0, kept: [] },
  });
  return { model, data: await writeBars(folder) };
}

/** The logits of images by plain loops in float64. */
function naiveLogits(images: Uint8Array, count: number): Float64Array {
  const weights = Object.fromEntries(
    Object.entries(WEIGHTS).map(([name, { shape, data }]): [string, Naive] => [
      name,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const x = { shape: [count, 6, 6, 1], data: Float64Array.from(images, (pixel) => pixel / 255) };
  return naiveForward(MODEL, weights, x).data;
}

describe('run() of evaluate', () => {
  test.each([
    ['test', 100, 3],
    ['validation', 60, 2],
  ] as const)('gives for the %s images what plain loops over the final weights give', (split, count, seed) =>
    withFolder(async (folder) => {
      const metrics = await run(contextOf(folder, { split }, await writeInputs(folder)));
      const { images, labels } = bars(count, seed);
      const logits = naiveLogits(images, count);
      const found = await readSafetensors(join(folder, 'predictions'));
      expect(tensorAt(found, `${split}.labels`, 'U8').data).toEqual(labels);
      for (const [at, logit] of tensorAt(found, `${split}.logits`, 'F32').data.entries())
        expect(logit).toBeCloseTo(logits[at] ?? Number.NaN, 4);
      let [correct, loss] = [0, 0];
      const { rows } = await readTable(join(folder, 'images'));
      for (const [image, label] of labels.entries()) {
        const row = Array.from(logits.slice(6 * image, 6 * image + 6));
        const predicted = row.indexOf(Math.max(...row));
        const own = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (row[label] ?? Number.NaN);
        correct += Number(predicted === label);
        loss += own / count;
        expect(rows[image]).toMatchObject({
          image: String(image),
          label: String(label),
          predicted: String(predicted),
          correct: predicted === label ? '1' : '0',
        });
        expect(Number(rows[image]?.['loss'])).toBeCloseTo(own, 4);
      }
      const [summary] = (await readTable(join(folder, 'summary'))).rows;
      expect(summary).toMatchObject({ split, images: String(count), correct: String(correct) });
      const share = correct / count;
      expect(Number(summary?.['accuracy'])).toBe(share);
      expect(Number(summary?.['standardError'])).toBeCloseTo(Math.sqrt((share * (1 - share)) / count), 12);
      expect(Number(summary?.['loss'])).toBeCloseTo(loss, 5);
      // 3·3·5 + 5; 2·2·5·8 + 8; 8·6 + 6. Multiply-adds: 4·4·9·5 + 20·8 + 8·6.
      expect(summary).toMatchObject({ parameters: '272', macs: '928' });
      expect(metrics).toMatchObject({ accuracy: share, images: count, correct });
    }),
  );
});

describe('infer() of evaluate', () => {
  const known = { shape: [6, 6, 1], classes: 6, test: 100, validation: 0 };
  const problems = (split: string, data: JsonObject): unknown =>
    evaluate.infer?.({ split }, { model: [describeModel(MODEL)], data: [data] }).problems;

  test('finds no fault with what fits', () => {
    expect(problems('test', known)).toEqual([]);
  });

  test('refuses other images, other classes and an empty split', () => {
    expect(problems('validation', { ...known, shape: [6, 6, 3], classes: 7 })).toEqual([
      { path: ['split'], message: 'The dataset has no validation images' },
      {
        path: ['model'],
        message: 'The model takes images of 6x6x1, but the dataset has 6x6x3 (height x width x channels)',
      },
      { path: ['model'], message: 'The model has 6 outputs, but the dataset has 7 classes' },
    ]);
  });
});
