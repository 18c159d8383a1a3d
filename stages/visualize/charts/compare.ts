import { StageFailure } from '../../../engine/core/failure.ts';
import { canonical } from '../../../engine/core/json.ts';
import type { Input, Problem, StageContext } from '../../../engine/core/stage.ts';
import { LAYERS } from '../../../nn/layers/index.ts';
import type { LayerKinds } from '../../../nn/layers/index.ts';
import { inferShapes } from '../../../nn/shapes.ts';
import { drawSvg, writePng } from '../../drawing/image.ts';
import { modelOf } from '../../formats/model.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { writeTable } from '../../formats/csv.ts';
import { accuracyOf, mcNemar, sameLabels } from './compare/classifiers.ts';
import type { Answers, Classifier, ComparedPair } from './compare/classifiers.ts';
import { holm } from '../../statistics/rank-test.ts';
import { namesOf } from '../names.ts';
import { readPredictions } from '../predictions.ts';
import { spreadOf } from '../repeats.ts';
import type { Chart, Known } from '../chart.ts';
import { IMAGE, TABLE } from '../chart.ts';
import { checkNames } from '../checks.ts';
import { startPicture } from '../picture.ts';

/** All classifiers side by side. */
export interface CompareParams {
  readonly kind: 'compare';
  readonly title?: string;
  /** One for each of the predictions, in their order; without them, their places in the sweep. */
  readonly names?: readonly string[];
}

const WORDS: Readonly<Record<string, string>> = {
  classifier: 'the network',
  images: 'how many test images were classified',
  correct: 'how many of them correctly; of several runs the mean',
  accuracy: 'correct divided by images',
  standardError: 'of the accuracy: by so many images, or by the spread over several runs',
  parameters: 'weights and biases of the network',
  macs: 'multiply-adds for one image',
  runs: 'trainings that differ in their seed only',
  deviation: 'standard deviation of the accuracy over the runs',
  accuracies: 'of the single runs',
};

const PAIR_WORDS: Readonly<Record<string, string>> = {
  first: 'one network of the pair',
  second: 'the other one',
  onlyFirst: 'images that only the first classifier gets right; of several runs the first',
  onlySecond: 'images that only the second one gets right',
  agreement: 'the share of images to which both give the same answer',
  chiSquare: "McNemar's statistic, for large counts",
  p: 'from that statistic',
  exactP: "McNemar's exact test: how probable so uneven a split is if both are equally good",
  pairsP: 'the same after correction by Holm for all pairs of this table',
};

export const compare: Chart<CompareParams> = {
  kind: 'compare',
  schema: {
    title: 'Comparison',
    description:
      "Classifiers side by side: accuracy with standard error, parameters, multiply-adds, and McNemar's exact test of each pair, corrected by Holm for all pairs",
    required: ['predictions', 'model'],
    properties: {
      predictions: {
        description:
          'The predictions of the classifiers, all for the same test images: from the sweep points in "over", or from a list of steps',
        type: 'string',
        port: 'predictions',
        many: true,
      },
      model: {
        description: 'The models that made the predictions, in the same order',
        type: 'string',
        port: 'model',
        many: true,
      },
      title: { $ref: '#/$defs/title' },
      names: {
        $ref: '#/$defs/names',
        description: 'Names of the classifiers in the order of the predictions. Default: their sweep points',
      },
    },
  },
  outputs: { image: IMAGE, table: { ...TABLE, columns: WORDS }, pairs: { ...TABLE, columns: PAIR_WORDS } },
  models: 'model',
  check,
  draw,
};

function check({ names }: CompareParams, inputs: Known): readonly Problem[] {
  const [predictions, models] = [inputs['predictions']?.length ?? 0, inputs['model']?.length ?? 0];
  const problems = checkNames(names, 'predictions', inputs);
  if (predictions === models) return problems;
  const message = `Expected a model for each of the ${predictions} predictions, found ${models}`;
  return [{ path: ['model'], message }, ...problems];
}

interface Trained {
  readonly name: string;
  readonly answers: Answers;
  readonly parameters: number;
  readonly macs: number;
}

/**
 * Writes `table` (a row for each classifier), `pairs` (McNemar's test of each pair) and a picture of both. Trainings that
 * differ in `repeat` only are one classifier.
 *
 * @throws StageFailure if predictions and models do not belong together, or are for different test images
 */
async function draw(context: StageContext<CompareParams>, layers = LAYERS): Promise<void> {
  const params = await startPicture(context);
  const ports = { predictions: context.inputs('predictions'), model: context.inputs('model') };
  const trained = await readTrained(ports, params.names, layers);
  const names = [...new Set(trained.map(({ name }) => name))];
  const groups = names.map((name) => trained.filter((each) => each.name === name));
  const classifiers = groups.map(summarise);
  const pairs = comparePairs(groups.flatMap(([first]) => (first === undefined ? [] : [first.answers])));

  const several = classifiers.some(({ runs }) => runs.length > 1);
  const columns = ['classifier', 'images', 'correct', 'accuracy', 'standardError', 'parameters', 'macs'] as const;
  const more = several ? (['runs', 'deviation', 'accuracies'] as const) : [];
  await writeTable(
    context.output('table'),
    [...columns, ...more],
    classifiers.map(({ name, runs, accuracy, error, parameters, macs }) => ({
      classifier: name,
      images: runs[0]?.images ?? 0,
      // Of several runs, the mean: the single ones are in `accuracies`.
      correct: tidy(spreadOf(runs.map(({ correct }) => correct)).mean),
      accuracy: tidy(accuracy),
      standardError: tidy(error),
      parameters,
      macs,
      runs: runs.length,
      deviation: tidyOrNull(spreadOf(runs.map((run) => run.accuracy)).deviation),
      accuracies: runs.map((run) => tidy(run.accuracy)).join(' '),
    })),
  );
  await writeTable(
    context.output('pairs'),
    ['first', 'second', 'onlyFirst', 'onlySecond', 'agreement', 'chiSquare', 'p', 'exactP', 'pairsP'],
    pairs.map(({ first, second, test, pairsP }) => ({
      first: classifiers[first]?.name ?? '',
      second: classifiers[second]?.name ?? '',
      ...test,
      chiSquare: tidy(test.chiSquare),
      p: tidy(test.p),
      exactP: tidy(test.exactP),
      pairsP: tidy(pairsP),
    })),
  );
  const { drawComparison } = await import('./compare/sheet.ts');
  await writePng(
    context.output('image'),
    await drawSvg(drawComparison(classifiers, { pairs, title: params.title, place: params.place })),
  );
}

async function readTrained(
  { predictions, model }: { readonly predictions: readonly Input[]; readonly model: readonly Input[] },
  names: readonly string[] | undefined,
  layers: LayerKinds,
): Promise<Trained[]> {
  const labels = namesOf(predictions, { names, what: 'classifiers', port: 'predictions' });
  const belong = predictions.every(({ point }, at) => canonical(point) === canonical(model[at]?.point ?? null));
  if (predictions.length !== model.length || !belong) {
    throw new StageFailure(
      `Expected the model of each classifier, in the same order: there are ${predictions.length} predictions and ${model.length} models`,
      { hint: 'Name the same training steps for "predictions" and "model".' },
    );
  }
  const trained: Trained[] = [];
  for (const [at, { path }] of predictions.entries()) {
    const { labels: truth, predicted } = await readPredictions(path);
    const { parameters, macs } = inferShapes(modelOf(await readSafetensors(model[at]?.path ?? ''), layers));
    trained.push({ name: labels[at] ?? '', answers: { labels: truth, predicted }, parameters, macs });
  }
  const [first] = trained;
  const stranger = trained.find(({ answers }) => first !== undefined && !sameLabels(first.answers, answers));
  if (first !== undefined && stranger !== undefined) {
    throw new StageFailure(
      `Cannot compare "${first.name}" and "${stranger.name}": their predictions are for different test images`,
      { hint: 'Train them on one dataset.' },
    );
  }
  return trained;
}

function summarise(runs: readonly Trained[]): Classifier {
  const accuracies = runs.map(({ answers }) => accuracyOf(answers));
  const { mean, deviation } = spreadOf(accuracies.map(({ accuracy }) => accuracy));
  const error = deviation === null ? (accuracies[0]?.error ?? 0) : deviation / Math.sqrt(runs.length);
  const { name = '', parameters = 0, macs = 0 } = runs[0] ?? {};
  return { name, runs: accuracies, accuracy: mean, error, parameters, macs };
}

function comparePairs(answers: readonly Answers[]): ComparedPair[] {
  const pairs = answers.flatMap((one, first) =>
    answers.slice(first + 1).map((other, at) => ({ first, second: first + 1 + at, test: mcNemar(one, other) })),
  );
  const corrected = holm(pairs.map(({ test }) => test.exactP));
  return pairs.map((pair, at) => ({ ...pair, pairsP: corrected[at]?.p ?? 1 }));
}

function tidy(value: number): number {
  return Number(value.toPrecision(9));
}

function tidyOrNull(value: number | null): number | null {
  return value === null ? null : tidy(value);
}
