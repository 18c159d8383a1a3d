import { didYouMean } from '../../engine/core/diagnostic.ts';
import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, OutputPort, Problem, Stage } from '../../engine/core/stage.ts';
import { LAYERS } from '../../nn/layers/index.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import type { Model } from '../../nn/model.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import { PARTS, type Parts } from '../../nn/parts.ts';
import { seamOf, whyNoMerge, withFilters } from '../../nn/removal.ts';
import type { Seam } from '../../nn/removal.ts';
import { readSchema } from '../../schema/read.ts';
import type { Rule } from '../formats/removal-report.ts';
import {
  checkBatch,
  checkClasses,
  checkImages,
  describeModel,
  knownDataset,
  knownModel,
} from '../training/model-facts.ts';
import { numberSpan, numbersIn, percentSpan } from '../statistics/span.ts';

import { codeOfKnown, codeOfOptimizer } from '../training/part-code.ts';

export interface AblateParams {
  readonly layer: string;
  readonly rules: readonly Rule[];
  /** Numbers of removed filters at which to measure, or below 1 shares of the layer; left out: all. */
  readonly remove?: readonly number[];
  /** Of the rule `random`. */
  readonly orders: number;
  /** Training images that the rule `activation` looks at. */
  readonly sample: number;
  readonly split: 'validation' | 'test';
  /** Of fine-tuning; 0: none. */
  readonly epochs: number;
  readonly optimizer?: OptimizerSpec;
  readonly batchSize: number;
  /** The network that comes out as an artifact. */
  readonly keep?: { readonly rule: Rule; readonly remove: number };
}

const REPORTS = {
  removal: { kind: 'removal', extension: 'json' },
  answers: { kind: 'answers', extension: 'safetensors' },
  table: { kind: 'table', extension: 'csv' },
} as const satisfies Record<string, OutputPort>;

const ALL = {
  ...REPORTS,
  model: { kind: 'model', extension: 'safetensors' },
  predictions: { kind: 'predictions', extension: 'safetensors' },
} as const satisfies Record<string, OutputPort>;

/** Takes filters out of models of the layers that come with Assay. */
export const ablate: Stage = ablateWith(PARTS);

/** The stage `ablate` with these layers and optimizers. */
export function ablateWith(parts: Parts): Stage {
  return defineStage<AblateParams>({
    name: 'ablate',
    schema: readSchema('stages/ablate'),
    outputs: ALL,
    outputsOf: ({ keep }) => (keep === undefined ? REPORTS : ALL),
    determinism: 'bitwise',
    seeded: true,
    numeric: true,
    isolated: true,
    infer: (params, inputs) => infer(params, inputs, parts.layers),
    code: ({ optimizer }, inputs) => [
      'ablate',
      ...codeOfKnown(inputs['model'], parts.layers),
      ...codeOfOptimizer(optimizer, parts.optimizers),
    ],
    lead,
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, parts) };
    },
  });
}

function lead(findings: readonly Finding[]): readonly string[] {
  const [whole, kept] = ['accuracy', 'keptAccuracy'].map((name) => percentSpan(numbersIn(findings, name)));
  if (whole === undefined) return [];
  const [before, after] = ['parameters', 'keptParameters'].map((name) => numberSpan(numbersIn(findings, name)));
  const rest = kept === undefined ? '' : `; with ${after} of ${before} parameters left, ${kept}`;
  return [`The whole network is right on ${whole} of the images${rest}.`];
}

/** Inference of `removal`: `{ layer, filters, rules }`; of `model`: as `describeModel` tells. */
function infer(params: AblateParams, inputs: Readonly<Record<string, readonly Json[]>>, kinds: LayerKinds): Inference {
  const { split, epochs, optimizer, batchSize } = params;
  const known = knownDataset(inputs);
  const problems: Problem[] = [];
  if (known[split] === 0) problems.push({ path: ['split'], message: `The dataset has no ${split} images` });
  if (epochs > 0 && optimizer === undefined)
    problems.push({ path: ['epochs'], message: 'Missing "optimizer": epochs of training need one' });
  if (epochs === 0 && optimizer !== undefined) {
    const message = 'Without epochs nothing is trained: set "epochs", or leave out "optimizer"';
    problems.push({ path: ['optimizer'], message });
  }
  if (epochs > 0) problems.push(...checkBatch(batchSize, known));
  const model = knownModel(inputs, { port: 'model', kinds });
  if (model === undefined) return { problems };
  problems.push(...checkImages(model, known, ['model']), ...checkClasses(model, known, ['model']));
  const removals = checkRemovals(params, model);
  problems.push(...removals.problems);
  const { seam } = removals;
  if (seam === undefined) return { problems };
  const { keep, layer, rules } = params;
  const left = seam.filters - (keep?.remove ?? 0);
  return {
    outputs: {
      removal: { layer, filters: seam.filters, rules },
      ...(keep !== undefined && left > 0 && { model: describeModel(withFilters(model, seam, left)) }),
    },
    problems,
  };
}

/** Of a layer that a pack brings nothing is known but what it computes: that may be why no filter can go. */
function notesOn({ layers }: Model, name: string): readonly string[] {
  const from = layers.slice(
    Math.max(
      0,
      layers.findIndex((layer) => layer.name === name),
    ),
  );
  const stranger = from.find(({ type }) => !LAYERS.types.includes(type));
  if (stranger === undefined) return [];
  const { type } = stranger;
  return [
    `"${stranger.name}" is a ${type}, which comes from a pack: which of its weights belong to one filter, and whether it keeps channels apart, is known of layers that come with Assay only`,
  ];
}

/** How many filters of so many go: a number below 1 is a share of them, rounded, at least one and not all. */
export function countOf(wanted: number, filters: number): number {
  if (wanted >= 1) return wanted;
  return Math.max(1, Math.min(Math.round(wanted * filters), filters - 1));
}

/** The seam that a step cuts, and what of it cannot be done with this model. */
export function checkRemovals(
  { layer, rules, remove = [], keep }: AblateParams,
  model: Model,
): { readonly seam?: Seam; readonly problems: readonly Problem[] } {
  const seam = seamOf(model, layer);
  if ('message' in seam) {
    const names = model.layers.map(({ name }) => name);
    const guess = names.includes(layer) ? '' : didYouMean(layer, names);
    const notes = notesOn(model, layer);
    return { problems: [{ path: ['layer'], message: `${seam.message}${guess}`, ...(notes.length > 0 && { notes }) }] };
  }
  const { filters } = seam;
  const problems: Problem[] = [];
  const checkCount = (count: number, path: Problem['path']): void => {
    if (count < filters) return;
    const most = filters === 1 ? 'the last one cannot go' : `at most ${filters - 1} can go, one must be left`;
    const message = `Cannot take ${count} filters out of "${layer}", which has ${filters}: ${most}`;
    problems.push({ path, message });
  };
  if (filters === 1) checkCount(1, ['layer']);
  else for (const [index, count] of remove.entries()) checkCount(count, ['remove', index]);
  const why = whyNoMerge(seam);
  const merge = rules.indexOf('merge');
  if (why !== undefined && merge >= 0) problems.push({ path: ['rules', merge], message: why });
  if (keep !== undefined) {
    if (filters > 1) checkCount(keep.remove, ['keep', 'remove']);
    if (!rules.includes(keep.rule)) {
      const message = `Cannot keep a network of the rule ${keep.rule}: the step's "rules" are ${rules.join(', ')}`;
      problems.push({ path: ['keep', 'rule'], message });
    }
  }
  return { seam, problems };
}
