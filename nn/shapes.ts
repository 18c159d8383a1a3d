import type { Layer } from './layers/index.ts';
import { nameOf, type InferredLayer, type Misfit, type Shape, type WeightShape } from './layers/kind.ts';
import { placeOf, type Model } from './model.ts';
import { MOST_LAYERS } from './unroll.ts';
import { IMAGE, wire, type WiringFault } from './wiring.ts';

export type { Shape } from './layers/kind.ts';

/** A fault in a model: `path` leads into the model as written, to an existing setting. */
export interface ModelProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** A name that is unknown, and those that it may stand for. */
  readonly guess?: WiringFault['guess'];
}

/** A layer and what follows from its place in the model. */
export interface LayerSummary {
  readonly layer: Layer;
  /** The places of the layers that it reads; `IMAGE` is the image. */
  readonly inputs: readonly number[];
  /** Of the first input for one image. */
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
 * are unknown, so at most one fault is about shapes; all duplicate names and all names that lead nowhere are reported.
 */
export function inferShapes(model: Model): ModelSummary {
  const { inputs, faults } = wire(model.layers);
  const problems = [...tooMany(model), ...duplicateNames(model), ...inFirstRound(model, faults)];
  const layers: LayerSummary[] = [];
  for (const [index, layer] of model.layers.entries()) {
    const read = inputs[index] ?? [];
    const shapes = read.map((place) => (place === IMAGE ? model.input : layers[place]?.shape));
    const inferred = inferLayer(model, layer, shapes);
    if (inferred === undefined) break;
    if ('message' in inferred) {
      problems.push({ path: [...placeOf(model, index), ...inferred.at], message: inferred.message });
      break;
    }
    const [inputShape = model.input] = shapes;
    const parameters = inferred.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    layers.push({ layer, inputs: read, inputShape, parameters, ...inferred });
  }
  return {
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    problems,
  };
}

/** The names of the weights that no gradient moves: see `WeightShape.statistic`. */
export function statisticsOf(model: Model): readonly string[] {
  return inferShapes(model).layers.flatMap(({ layer, weights }) =>
    weights.flatMap(({ part, statistic }) => (statistic === true ? [`${layer.name}.${part}`] : [])),
  );
}

/** Returns the number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** What follows for one layer; undefined where an input is unknown: its fault is reported elsewhere. */
function inferLayer(
  { kinds }: Model,
  layer: Layer,
  shapes: readonly (Shape | undefined)[],
): InferredLayer | Misfit | undefined {
  const inputs = shapes.filter((shape) => shape !== undefined);
  const [first] = inputs;
  if (first === undefined || inputs.length < shapes.length) return undefined;
  const kind = kinds.of(layer.type);
  if (inputs.length > 1 && kind.joins !== true) {
    const message = `${nameOf(layer)} takes one input, found ${inputs.length}: join them with add or concat, and read that`;
    return { at: ['from'], message };
  }
  return kind.infer(layer, first, inputs);
}

function tooMany({ layers }: Model): ModelProblem[] {
  if (layers.length <= MOST_LAYERS) return [];
  return [{ path: ['layers'], message: `With its repeats, the model has more than ${MOST_LAYERS} layers` }];
}

/** A layer of a repeat is written once: what is wrong with it is told of the first round in which it is. */
function inFirstRound(model: Model, faults: readonly WiringFault[]): ModelProblem[] {
  const first = new Map<string, number>();
  return faults.flatMap(({ index, from, message, guess }): ModelProblem[] => {
    const path = [...placeOf(model, index), ...(from ? ['from'] : [])];
    const place = path.join('/');
    if ((first.get(place) ?? index) !== index) return [];
    first.set(place, index);
    return [{ path, message, ...(guess && { guess }) }];
  });
}

function duplicateNames(model: Model): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, { name }] of model.layers.entries()) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else {
      const message = `Layers ${first + 1} and ${index + 1} are both named '${name}': rename one of them`;
      problems.push({ path: placeOf(model, index), message });
    }
  }
  return problems;
}
