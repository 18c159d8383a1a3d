import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { checkClasses, checkImages, knownDataset, knownModel } from '../training/model-facts.ts';

export interface EvaluateParams {
  readonly split: 'train' | 'validation' | 'test';
}

export const evaluate: Stage = defineStage<EvaluateParams>({
  name: 'evaluate',
  schema: readSchema('stages/evaluate'),
  outputs: {
    predictions: { kind: 'predictions', extension: 'safetensors' },
    summary: { kind: 'table', extension: 'csv' },
    images: { kind: 'table', extension: 'csv' },
  },
  determinism: 'bitwise',
  seeded: false,
  numeric: true,
  isolated: true,
  infer,
  load: () => import('./run.ts'),
});

function infer({ split }: EvaluateParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const known = knownDataset(inputs);
  const problems: Problem[] =
    known[split] === 0 ? [{ path: ['split'], message: `The dataset has no ${split} images` }] : [];
  const model = knownModel(inputs, 'model');
  if (model !== undefined)
    problems.push(...checkImages(model, known, ['model']), ...checkClasses(model, known, ['model']));
  return { problems };
}
