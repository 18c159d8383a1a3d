import type { Layer } from './layers/index.ts';
import type { Shape, WeightShape } from './layers/kind.ts';
import type { Model } from './model.ts';

export type { Shape } from './layers/kind.ts';

/** A fault in a model: `path` leads into the model as written, to an existing setting. */
export interface ModelProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A layer and what follows from its place in the model. */
export interface LayerSummary {
  readonly layer: Layer;
  /** Of the input for one image. */
  readonly inputShape: Shape;
  /** Of the output for one image. */
  readonly shape: Shape;
  readonly weights: readonly WeightShape[];
  readonly parameters: number;
  /** Multiply-accumulate operations of the forward pass for one image; only convolutions and dense layers count. */
  readonly macs: number;
}

export interface ModelSummary {
  /** Up to the first layer with an unknown shape. */
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly macs: number;
  /** Empty exactly when the model can be built. */
  readonly problems: readonly ModelProblem[];
}

/**
 * Returns the shape, parameters and work of every layer, and every fault in the model. Shapes after a layer that does not fit
 * are unknown, so at most one fault is about shapes; all duplicate names are reported.
 */
export function inferShapes(model: Model): ModelSummary {
  const problems = duplicateNames(model.layers);
  const layers: LayerSummary[] = [];
  let inputShape: Shape = model.input;
  for (const [index, layer] of model.layers.entries()) {
    const inferred = model.kinds.of(layer.type).infer(layer, inputShape);
    if ('message' in inferred) {
      problems.push({ path: ['layers', index, layer.type, ...inferred.at], message: inferred.message });
      break;
    }
    const parameters = inferred.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    layers.push({ layer, inputShape, parameters, ...inferred });
    inputShape = inferred.shape;
  }
  return {
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    problems,
  };
}

/** Returns the number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

function duplicateNames(layers: readonly Layer[]): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, { name, type }] of layers.entries()) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else {
      const message = `Layers ${first + 1} and ${index + 1} are both named '${name}': rename one of them`;
      problems.push({ path: ['layers', index, type], message });
    }
  }
  return problems;
}
