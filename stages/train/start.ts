import { StageFailure } from '../../engine/core/failure.ts';
import { didYouMean } from '../../engine/core/diagnostic.ts';
import type { Problem } from '../../engine/core/stage.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import type { Model } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { modelOf, weightsOf } from '../formats/model.ts';
import { readSafetensors } from '../formats/safetensors.ts';

/** What a training starts with, if it continues the work of another. */
export interface Start {
  readonly model: Model;
  /** Undefined: drawn by the seed. */
  readonly weights?: HostTensors;
}

/**
 * The model and the weights that a training starts with.
 *
 * @param own the model of the step's own, if it names one: the weights must fit it
 * @param from.path of the `model` artifact to start from, if there is one: its final weights are taken
 * @param from.kinds the types of its layers
 * @throws StageFailure if the artifact is damaged or does not fit
 */
export async function readStart(
  own: Model | undefined,
  { path, kinds }: { readonly path: string | undefined; readonly kinds: LayerKinds },
): Promise<Start> {
  if (path === undefined) {
    if (own === undefined) throw new Error('Internal error: a training without a model was planned');
    return { model: own };
  }
  const file = await readSafetensors(path);
  const theirs = modelOf(file, kinds);
  const model = own ?? theirs;
  const why = whyNoFit(model, theirs);
  if (why !== undefined) throw new StageFailure(why, { hint: 'Leave out "model" to take the one of "from".' });
  return { model, weights: weightsOf(file, model, 'final') };
}

/** Why the weights of one model cannot be those of another: the first layer whose weights differ; undefined if they fit. */
export function whyNoFit(model: Model, from: Model): string | undefined {
  const [wanted, found] = [weightShapes(model), weightShapes(from)];
  for (const [name, shape] of wanted) {
    const there = found.get(name);
    if (there === shape) continue;
    const has = there === undefined ? 'has none of that name' : `has ${there}`;
    return `The model cannot start from these weights: ${name} is ${shape}, the model of "from" ${has}`;
  }
  const more = [...found.keys()].find((name) => !wanted.has(name));
  if (more === undefined) return undefined;
  return `The model cannot start from these weights: it has no ${more}, which the model of "from" has`;
}

function weightShapes(model: Model): ReadonlyMap<string, string> {
  return new Map(
    inferShapes(model).layers.flatMap(({ layer, weights }) =>
      weights.map(({ part, shape }): [string, string] => [`${layer.name}.${part}`, `[${shape.join(', ')}]`]),
    ),
  );
}

/** Frozen layers exist and have weights, and something is left to train. */
export function checkFrozen(frozen: readonly string[], model: Model): Problem[] {
  const { layers } = inferShapes(model);
  const able = layers.filter(({ weights }) => weights.length > 0).map(({ layer }) => layer.name);
  const list = able.map((name) => `"${name}"`).join(', ');
  const problems = frozen.flatMap((name, index): Problem[] => {
    if (able.includes(name)) return [];
    const layer = model.layers.find((each) => each.name === name);
    const path = ['freeze', index];
    if (layer === undefined) {
      const message = `Unknown layer "${name}": the layers with weights are ${list}${didYouMean(name, able)}`;
      return [{ path, message }];
    }
    return [{ path, message: `Layer "${name}" is a ${layer.type} and has no weights: those with weights are ${list}` }];
  });
  if (problems.length === 0 && able.length > 0 && able.every((name) => frozen.includes(name)))
    return [{ path: ['freeze'], message: 'All layers with weights are frozen: nothing is left to train' }];
  return problems;
}
