import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { LAYERS, type LayerKinds } from '../../nn/layers/index.ts';
import { readSchema } from '../../schema/read.ts';
import { checkClasses, checkImages, knownDataset, knownModel } from '../training/model-facts.ts';
import { codeOfKnown } from '../training/part-code.ts';
import { numberSpan, numbersIn, percentSpan } from '../statistics/span.ts';

export interface EvaluateParams {
  readonly split: 'train' | 'validation' | 'test';
  /** Of how many answers one has to be right for the accuracy of that name. */
  readonly top?: number;
}

const SUMMARY_WORDS: Readonly<Record<string, string>> = {
  split: 'the part of the dataset',
  images: 'how many images it has',
  correct: 'how many are classified correctly',
  accuracy: 'the share that is',
  standardError: 'of the accuracy, over images',
  loss: 'mean cross-entropy, in nats; empty where the outputs are no probabilities',
  parameters: 'how many weights the network has',
  macs: 'multiply-adds for one image',
  top: 'how many answers count for the next column',
  topAccuracy: 'the share of images whose class is among these, the most probable ones',
  calibrationError:
    'how far probabilities are from how often answers are correct: expected calibration error, 15 intervals',
};

const CLASS_WORDS: Readonly<Record<string, string>> = {
  class: 'the number of the class',
  images: 'how many images it has',
  correct: 'how many are classified correctly',
  accuracy: 'the share that is',
  standardError: 'of the accuracy, over images',
  topAccuracy: 'the share of images whose class is among the most probable answers',
};

/** Evaluates models of the layers that come with Assay. */
export const evaluate: Stage = evaluateWith(LAYERS);

/** The stage `evaluate` for models of these types of layers. */
export function evaluateWith(kinds: LayerKinds): Stage {
  return defineStage<EvaluateParams>({
    name: 'evaluate',
    schema: readSchema('stages/evaluate'),
    outputs: {
      predictions: { kind: 'predictions', extension: 'safetensors' },
      summary: { kind: 'table', extension: 'csv', columns: SUMMARY_WORDS },
      classes: { kind: 'table', extension: 'csv', columns: CLASS_WORDS },
      images: { kind: 'table', extension: 'csv' },
    },
    determinism: 'bitwise',
    seeded: false,
    numeric: true,
    isolated: true,
    infer: (params, inputs) => infer(params, inputs, kinds),
    code: (_, inputs) => ['evaluate', ...codeOfKnown(inputs['model'], kinds)],
    lead,
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, kinds) };
    },
  });
}

function lead(findings: readonly Finding[]): readonly string[] {
  const accuracies = percentSpan(numbersIn(findings, 'accuracy'));
  const images = numberSpan(numbersIn(findings, 'images'));
  return accuracies === undefined ? [] : [`The network classifies ${accuracies} of ${images} images correctly.`];
}

function infer(
  { split }: EvaluateParams,
  inputs: Readonly<Record<string, readonly Json[]>>,
  kinds: LayerKinds,
): Inference {
  const known = knownDataset(inputs);
  const problems: Problem[] =
    known[split] === 0 ? [{ path: ['split'], message: `The dataset has no ${split} images` }] : [];
  const model = knownModel(inputs, { port: 'model', kinds });
  if (model !== undefined)
    problems.push(...checkImages(model, known, ['model']), ...checkClasses(model, known, ['model']));
  return { problems };
}
