import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/core/json.ts';
import { Cancelled } from '../../../engine/core/failure.ts';
import { inferShapes } from '../../../nn/shapes.ts';
import { dataOf, resolveModel } from '../../../nn/model.ts';
import type { ModelSpec } from '../../../nn/model.ts';
import { keepFilters, seamOf } from '../../../nn/removal.ts';
import type { Network, Seam } from '../../../nn/removal.ts';
import { train } from '../../../nn/train.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import { run } from '../../../stages/ablate/run.ts';
import { ablate, checkRemovals } from '../../../stages/ablate/stage.ts';
import type { AblateParams } from '../../../stages/ablate/stage.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import type { Table } from '../../../stages/formats/csv.ts';
import { modelOf, weightsOf, writeModel } from '../../../stages/formats/model.ts';
import { readRemovalReport } from '../../../stages/formats/removal-report.ts';
import type { RemovalPoint, RemovalReport } from '../../../stages/formats/removal-report.ts';
import { readSafetensors, tensorAt } from '../../../stages/formats/safetensors.ts';
import type { TensorFile } from '../../../stages/formats/safetensors.ts';
import { describeModel } from '../../../stages/training/model-facts.ts';
import type { Metrics, Progress } from '../../../engine/core/stage.ts';
import { contextOf, withFolder } from '../../helpers/alone.ts';
import { bars } from '../../nn/digits.ts';
import { naiveForward } from '../../nn/naive.ts';
import type { Naive } from '../../nn/naive.ts';
import { BARS_MODEL, writeBars } from '../bars.ts';
import { createOptimizer } from '../../../nn/optimizers/index.ts';

const MODEL = resolveModel(BARS_MODEL);
const PARAMS: AblateParams = {
  layer: 'conv1',
  rules: ['similar', 'merge', 'norm', 'activation', 'random'],
  orders: 2,
  sample: 50,
  split: 'test',
  epochs: 0,
  batchSize: 32,
};
const TRAINING = { epochs: 3, batchSize: 32, trainEvaluation: 10, seed: 5 };

/** A network that has learnt bars, and its training. */
async function writeInputs(folder: string): Promise<{ readonly model: string; readonly data: string }> {
  const backend = await loadBackend('portable', { threads: 1 });
  const splits = { train: bars(300, 1), validation: bars(60, 2), test: bars(100, 3) };
  const optimizer = createOptimizer({ sgd: { learningRate: 0.05, momentum: 0.9 } });
  const { initial, final } = await train(backend, { ...TRAINING, ...splits, model: MODEL, optimizer });
  const model = join(folder, 'input-model');
  await writeModel(model, { model: MODEL, initial, final, training: { epochs: 3, kept: [] } });
  return { model, data: await writeBars(folder) };
}

/** The classes that a network gives to the test images, by plain loops in float64. */
function naiveAnswers({ model, weights }: Network): number[] {
  const { images, labels } = bars(100, 3);
  const doubles = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]): [string, Naive] => [
      name,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const x = { shape: [labels.length, 6, 6, 1], data: Float64Array.from(images, (pixel) => pixel / 255) };
  const logits = naiveForward(model, doubles, x).data;
  return Array.from(labels, (_, image) => {
    const row = Array.from(logits.slice(6 * image, 6 * image + 6));
    return row.indexOf(Math.max(...row));
  });
}

describe('run() of ablate', () => {
  let report: RemovalReport;
  let table: Table;
  let answers: TensorFile;
  let source: TensorFile;
  let kept: TensorFile;
  let predictions: TensorFile;
  let metrics: Metrics;
  const keep = { rule: 'norm', remove: 3 } as const;
  const { labels } = bars(100, 3);
  beforeAll(() =>
    withFolder(async (folder) => {
      const inputs = await writeInputs(folder);
      metrics = await run(contextOf(folder, { ...PARAMS, keep }, inputs));
      report = await readRemovalReport(join(folder, 'removal'));
      table = await readTable(join(folder, 'table'));
      answers = await readSafetensors(join(folder, 'answers'));
      source = await readSafetensors(inputs.model);
      kept = await readSafetensors(join(folder, 'model'));
      predictions = await readSafetensors(join(folder, 'predictions'));
    }),
  );

  const wholeNetwork = (): Network => ({ model: MODEL, weights: weightsOf(source, MODEL, 'final') });
  const seam = seamOf(MODEL, 'conv1') as Seam;
  const withoutThe = (removals: readonly { readonly filter: number }[]): Network => {
    const gone = new Set(removals.map(({ filter }) => filter));
    return keepFilters(
      wholeNetwork(),
      seam,
      [0, 1, 2, 3, 4].filter((filter) => !gone.has(filter)),
    );
  };

  it('goes each rule down to one filter, and random in several orders', () => {
    expect(report.curves.map(({ rule, order }) => `${rule} ${order}`)).toEqual([
      'similar 0',
      'merge 0',
      'norm 0',
      'activation 0',
      'random 0',
      'random 1',
    ]);
    for (const { removals, points } of report.curves) {
      expect(new Set(removals.map(({ filter }) => filter)).size).toBe(4);
      expect(points.map(({ removed }) => removed)).toEqual([1, 2, 3, 4]);
    }
  });

  it('measures what plain loops give for the network without these filters, not merged', () => {
    const whole = naiveAnswers(wholeNetwork());
    expect(Array.from(tensorAt(answers, 'whole', 'U8').data)).toEqual(whole);
    for (const { rule, order, removals, points } of report.curves.filter((curve) => curve.rule !== 'merge')) {
      for (const { removed, correct, accuracy, onlyWhole, onlySmaller } of points) {
        const own = naiveAnswers(withoutThe(removals.slice(0, removed)));
        expect(Array.from(tensorAt(answers, `${rule}-${order}/${removed}`, 'U8').data)).toEqual(own);
        const right = (given: readonly number[], image: number): boolean => given[image] === labels[image];
        const images = Array.from(labels.keys());
        expect(correct).toBe(images.filter((image) => right(own, image)).length);
        expect(accuracy).toBe(correct / 100);
        expect(onlyWhole).toBe(images.filter((image) => right(whole, image) && !right(own, image)).length);
        expect(onlySmaller).toBe(images.filter((image) => !right(whole, image) && right(own, image)).length);
      }
    }
  });

  it('measures without shares of the layer, rounded, each once, at least one filter and not all', () =>
    withFolder(async (folder) => {
      const remove = [0.01, 0.5, 0.6, 0.99, 3];
      const inputs = await writeInputs(folder);
      await run(contextOf(folder, { ...PARAMS, rules: ['norm'], remove }, inputs));
      const report = await readRemovalReport(join(folder, 'removal'));
      expect(report.curves[0]?.points.map(({ removed }) => removed)).toEqual([1, 3, 4]);
    }));

  it('takes the smallest norm, and the least active filter, first', () => {
    const kernel = tensorAt(source, 'final/conv1.kernel', 'F32').data;
    const bias = tensorAt(source, 'final/conv1.bias', 'F32').data;
    const norms = [0, 1, 2, 3, 4].map((filter) => Math.hypot(...kernel.filter((_, at) => at % 5 === filter)));
    const order = (values: readonly number[]): number[] =>
      [0, 1, 2, 3, 4].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0)).slice(0, -1);
    const goneBy = (rule: string): number[] =>
      report.curves.find((curve) => curve.rule === rule)?.removals.map(({ filter }) => filter) ?? [];
    expect(goneBy('norm')).toEqual(order(norms));
    // The mean response over all training images, and not a sample: they agree where filters differ enough.
    const { images } = bars(300, 1);
    const activity = [0, 1, 2, 3, 4].map((filter) => {
      let sum = 0;
      for (let image = 0; image < 300; image += 1) {
        for (let place = 0; place < 16; place += 1) {
          let value = bias[filter] ?? 0;
          for (let tap = 0; tap < 9; tap += 1) {
            const y = Math.floor(place / 4) + Math.floor(tap / 3);
            const x = (place % 4) + (tap % 3);
            value += ((images[image * 36 + y * 6 + x] ?? 0) / 255) * (kernel[tap * 5 + filter] ?? 0);
          }
          sum += Math.max(value, 0);
        }
      }
      return sum;
    });
    expect(goneBy('activation')).toEqual(order(activity));
  });

  it('tells the parameters and multiply-adds that are left', () => {
    // With f filters: 10·f, 2·2·f·8 + 8, 8·6 + 6; multiply-adds 16·9·f + 4·f·8 + 48.
    const sizes = report.curves[0]?.points.map(({ parameters, macs }) => [parameters, macs]);
    expect(sizes).toEqual([4, 3, 2, 1].map((f) => [42 * f + 62, 176 * f + 48]));
    expect([report.whole.parameters, report.whole.macs]).toEqual([42 * 5 + 62, 176 * 5 + 48]);
    expect(metrics).toMatchObject({
      filters: 5,
      parameters: 272,
      keptParameters: 146,
      accuracy: report.whole.accuracy,
    });
    expect(metrics['stepMs']).toMatch(/^0: [\d.e+]+(, \d: [\d.e+]+)+$/);
  });

  it('writes the report as rows, the whole network first', () => {
    expect(table.rows).toHaveLength(1 + 6 * 4);
    expect(table.rows[0]).toMatchObject({ rule: 'whole', removed: '0', filters: '5', p: '1' });
    const last = report.curves.at(-1)?.points.at(-1) as RemovalPoint;
    expect(table.rows.at(-1)).toMatchObject({
      rule: 'random',
      order: '1',
      removed: '4',
      filters: '1',
      correct: String(last.correct),
      loss: String(last.loss),
      p: String(last.p),
    });
    expect(report.chance).toBeCloseTo(
      Math.max(...[0, 1, 2, 3, 4, 5].map((label) => labels.filter((each) => each === label).length)) / 100,
      12,
    );
  });

  it('gives the network that is kept as any model, with the weights that it was trained from', () => {
    const removals = report.curves.find(({ rule }) => rule === 'norm')?.removals.slice(0, 3) ?? [];
    const wanted = withoutThe(removals);
    const model = modelOf(kept);
    expect(dataOf(model)).toEqual(dataOf(wanted.model));
    expect(inferShapes(model).problems).toEqual([]);
    expect(weightsOf(kept, model, 'final')).toEqual(wanted.weights);
    const left = [0, 1, 2, 3, 4].filter((filter) => !removals.some((removal) => removal.filter === filter));
    const before = { model: MODEL, weights: weightsOf(source, MODEL, 'initial') };
    expect(weightsOf(kept, model, 'initial')).toEqual(keepFilters(before, seam, left).weights);
    const logits = tensorAt(predictions, 'test.logits', 'F32');
    expect(logits.shape).toEqual([100, 6]);
    const given = Array.from(labels, (_, image) => {
      const row = Array.from(logits.data.slice(6 * image, 6 * image + 6));
      return row.indexOf(Math.max(...row));
    });
    expect(given).toEqual(Array.from(tensorAt(answers, 'norm-0/3', 'U8').data));
  });
});

describe('run() of ablate with fine-tuning', () => {
  const optimizer = { sgd: { learningRate: 0.02 } };
  const params: AblateParams = { ...PARAMS, rules: ['norm'], remove: [2], epochs: 2, optimizer };

  /** A curve for each fine-tuning, and one for what is left of the accuracy. */
  function expectCurves(told: readonly Progress[]): void {
    const measured = told.flatMap((progress) => progress.measured ?? []);
    const epochs = measured.filter(({ unit }) => unit === 'epochs');
    const batches = Array.from({ length: 20 }, (_, batch) => (batch + 1) / 10);
    for (const series of ['whole network', '2 removed by norm']) {
      const points = epochs.filter((each) => each.series === series);
      expect(points.map(({ at }) => at)).toEqual(batches.map((at) => expect.closeTo(at, 9) as number));
      expect(points.every(({ values }) => Object.keys(values).join() === 'loss,accuracy')).toBe(true);
    }
    expect(epochs).toHaveLength(40);
    const removed = measured.filter(({ unit }) => unit === 'filters removed');
    expect(removed.map(({ at, of, series }) => [at, of, series])).toEqual([
      [0, 5, 'norm'],
      [2, 5, 'norm'],
    ]);
    expect(removed.map(({ values }) => Object.keys(values).sort().join())).toEqual(
      Array.from({ length: 2 }, () => 'accuracy,loss,tunedAccuracy,tunedLoss'),
    );
  }

  it('trains each network on from where it is, the whole one too', () =>
    withFolder(async (folder) => {
      const inputs = await writeInputs(folder);
      const told: Progress[] = [];
      const context = contextOf<AblateParams>(folder, { ...params, keep: { rule: 'norm', remove: 2 } }, inputs);
      await run({ ...context, progress: (progress) => void told.push(progress) });
      expectCurves(told);
      const report = await readRemovalReport(join(folder, 'removal'));
      const [curve] = report.curves;
      const source = await readSafetensors(inputs.model);
      const gone = curve?.removals.map(({ filter }) => filter) ?? [];
      expect(gone).toHaveLength(2);
      const smaller = keepFilters(
        { model: MODEL, weights: weightsOf(source, MODEL, 'final') },
        seamOf(MODEL, 'conv1') as Seam,
        [0, 1, 2, 3, 4].filter((filter) => !gone.includes(filter)),
      );
      // The training of the stage `train` with the same seed: the test context has 1 for every stream.
      const backend = await loadBackend('portable', { threads: 1 });
      const splits = { train: bars(300, 1), validation: bars(60, 2), test: bars(100, 3) };
      const settings = {
        ...splits,
        optimizer: createOptimizer(optimizer),
        epochs: 2,
        batchSize: 32,
        trainEvaluation: 1,
        seed: 1,
      };
      const trained = await train(backend, { ...settings, model: smaller.model, start: smaller.weights });
      const kept = await readSafetensors(join(folder, 'model'));
      expect(weightsOf(kept, smaller.model, 'final')).toEqual(trained.final);
      expect(curve?.points[0]?.tuned?.accuracy).toBe(trained.test?.accuracy);
      expect(curve?.points[0]?.tuned?.loss).toBeCloseTo(trained.test?.loss ?? Number.NaN, 5);
      const whole = await train(backend, { ...settings, model: MODEL, start: weightsOf(source, MODEL, 'final') });
      expect(report.whole.tuned?.accuracy).toBe(whole.test?.accuracy);
      const { columns } = await readTable(join(folder, 'table'));
      expect(columns).toContain('tunedAccuracy');
    }));

  it('ends as Cancelled when it is interrupted', () =>
    withFolder(async (folder) => {
      const controller = new AbortController();
      const context = contextOf(folder, { ...PARAMS, rules: ['norm'] as const }, await writeInputs(folder));
      const progress = (): void => controller.abort();
      await expect(run({ ...context, signal: controller.signal, progress })).rejects.toThrow(Cancelled);
    }));

  it('gives the same bytes again', () =>
    withFolder(async (folder) => {
      const inputs = await writeInputs(folder);
      const bytes = async (): Promise<Buffer[]> => {
        await run(contextOf(folder, { ...params, rules: ['random', 'merge'] as const }, inputs));
        return ['removal', 'table', 'answers'].map((port) => readFileSync(join(folder, port)));
      };
      expect(await bytes()).toEqual(await bytes());
    }));
});

describe('infer() of ablate', () => {
  const KNOWN = { name: 'bars', shape: [6, 6, 1], classes: 6, train: 300, validation: 60, test: 100 };
  const inferred = (changed: Partial<AblateParams>, data: JsonObject = KNOWN, spec: ModelSpec = BARS_MODEL) =>
    ablate.infer?.({ ...PARAMS, ...changed } as unknown as JsonObject, {
      data: [data],
      model: [describeModel(resolveModel(spec))],
    });
  const problems = (...args: Parameters<typeof inferred>): unknown => inferred(...args)?.problems;

  it('tells the layer, and the network that is kept', () => {
    const found = inferred({ keep: { rule: 'merge', remove: 2 } });
    expect(found?.problems).toEqual([]);
    expect(found?.outputs).toMatchObject({
      removal: { layer: 'conv1', filters: 5, rules: PARAMS.rules },
      model: { parameters: 42 * 3 + 62, macs: 176 * 3 + 48 },
    });
    expect(inferred({})?.outputs).not.toHaveProperty('model');
  });

  it.each<[string, Partial<AblateParams>, (string | number)[], string]>([
    [
      'more filters than there are',
      { remove: [1, 5] },
      ['remove', 1],
      'Cannot take 5 filters out of "conv1", which has 5: at most 4 can go, one must be left',
    ],
    [
      'a network that has lost them all',
      { keep: { rule: 'norm', remove: 9 } },
      ['keep', 'remove'],
      'Cannot take 9 filters out of "conv1", which has 5: at most 4 can go, one must be left',
    ],
    [
      'a network of another rule',
      { rules: ['norm'], keep: { rule: 'merge', remove: 1 } },
      ['keep', 'rule'],
      'Cannot keep a network of the rule merge: the step\'s "rules" are norm',
    ],
    [
      'the last layer',
      { layer: 'dense2' },
      ['layer'],
      'Layer "dense2" is the last one with weights: its outputs are the classes, so none can go',
    ],
    [
      'a layer without filters',
      { layer: 'pool1' },
      ['layer'],
      'Layer "pool1" is a maxPool2d and has no filters: the layers with filters are "conv1", "dense1", "dense2"',
    ],
    [
      'an unknown layer',
      { layer: 'conv11' },
      ['layer'],
      'Unknown layer "conv11": the layers with filters are "conv1", "dense1", "dense2", did you mean "conv1"?',
    ],
    ['epochs without an optimizer', { epochs: 1 }, ['epochs'], 'Missing "optimizer": epochs of training need one'],
    [
      'an optimizer without epochs',
      { optimizer: { sgd: { learningRate: 1 } } },
      ['optimizer'],
      'Without epochs nothing is trained: set "epochs", or leave out "optimizer"',
    ],
    [
      'a batch larger than the training set',
      { epochs: 1, optimizer: { sgd: { learningRate: 1 } }, batchSize: 301 },
      ['batchSize'],
      'A batch of 301 images is larger than the training set of 300',
    ],
  ])('refuses %s', (_, changed, path, message) => {
    expect(problems(changed)).toEqual([{ path, message }]);
  });

  it('refuses to merge where the activation is not positively homogeneous, with the reason', () => {
    const layers = BARS_MODEL.layers.map((layer) =>
      'conv2d' in layer ? { conv2d: { filters: 5, kernel: 3, activation: 'tanh' as const } } : layer,
    );
    expect(problems({}, KNOWN, { ...BARS_MODEL, layers })).toEqual([
      {
        path: ['rules', 1],
        message:
          'Cannot merge filters of "conv1": tanh of s times a value is not s times tanh of the value, so the next layer cannot make up for the scale. Merging needs relu, leakyRelu or linear',
      },
    ]);
    expect(problems({ rules: ['similar', 'random'] }, KNOWN, { ...BARS_MODEL, layers })).toEqual([]);
  });

  it('says of a layer from a pack why it cannot tell which filters can go', () => {
    const [conv1, ...rest] = MODEL.layers;
    const gain = { type: 'gain', name: 'gain1' } as unknown as (typeof MODEL.layers)[number];
    const model = { ...MODEL, layers: [conv1 as (typeof MODEL.layers)[number], gain, ...rest] };
    expect(checkRemovals(PARAMS, model).problems).toEqual([
      {
        path: ['layer'],
        message: 'Cannot take filters out of "conv1": the gain "gain1" after it may mix its channels',
        notes: [
          '"gain1" is a gain, which comes from a pack: which of its weights belong to one filter, and whether it keeps channels apart, is known of layers that come with Assay only',
        ],
      },
    ]);
    expect(checkRemovals({ ...PARAMS, layer: 'gain1' }, model).problems[0]?.notes).toHaveLength(1);
    // Layers before it do not matter.
    expect(checkRemovals({ ...PARAMS, layer: 'dense1' }, model).problems).toEqual([]);
  });

  it('refuses a layer of one filter, other images and an empty split', () => {
    const layers = BARS_MODEL.layers.map((layer) =>
      'conv2d' in layer ? { conv2d: { filters: 1, kernel: 3 } } : layer,
    );
    expect(problems({}, KNOWN, { ...BARS_MODEL, layers })).toEqual([
      { path: ['layer'], message: 'Cannot take 1 filters out of "conv1", which has 1: the last one cannot go' },
    ]);
    expect(problems({ split: 'validation' }, { ...KNOWN, shape: [7, 7, 1], validation: 0 })).toEqual([
      { path: ['split'], message: 'The dataset has no validation images' },
      {
        path: ['model'],
        message: 'The model takes images of 6x6x1, but the dataset has 7x7x1 (height x width x channels)',
      },
    ]);
  });
});
