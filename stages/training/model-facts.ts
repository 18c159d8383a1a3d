// What planning knows of a model before it is trained, and how it checks that model and dataset fit.

import { isObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';
import type { Problem } from '../../engine/core/stage.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { dataOf, filtersOf, type Model, type ModelData } from '../../nn/model.ts';
import { inferShapes } from '../../nn/shapes.ts';
import type { LayerSummary } from '../../nn/shapes.ts';

/** What is known of the dataset before the step runs; a dataset of files may reveal less. */
export interface KnownDataset {
  readonly shape?: readonly number[];
  readonly classes?: number;
  /** Images. */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
}

/** What is known of the dataset at a port. */
export function knownDataset(inputs: Readonly<Record<string, readonly Json[]>>, port = 'data'): KnownDataset {
  const [data] = inputs[port] ?? [];
  return isObject(data) ? data : {};
}

/** The model at a port, if the step that makes it tells its architecture. */
export function knownModel(
  inputs: Readonly<Record<string, readonly Json[]>>,
  { port, kinds }: { readonly port: string; readonly kinds: LayerKinds },
): Model | undefined {
  const [known] = inputs[port] ?? [];
  const architecture = isObject(known) ? known['architecture'] : undefined;
  return isObject(architecture) ? { ...(architecture as unknown as ModelData), kinds } : undefined;
}

/**
 * The inference of a `model`: `{ input, layers: [{ name, type, shape, parameters, macs, kernel?, filters?, inputs? }], parameters,
 * macs, architecture }`, where `shape` is the layer's output for one image, `filters` their number in a layer that has some, `kernel`, where they
 * are windows, `[height, width]`, and `inputs`, for a layer that says `from`, the places of what it reads (-1: the image); and
 * `architecture` is the model as its artifact has it, with every default.
 */
export function describeModel(model: Model): JsonObject {
  const { layers, parameters, macs } = inferShapes(model);
  return {
    input: model.input,
    layers: layers.map((layer) => describeLayer(model, layer)),
    parameters,
    macs,
    architecture: dataOf(model) as unknown as JsonObject,
  };
}

function describeLayer(model: Model, { layer, inputs, shape, parameters, macs }: LayerSummary): JsonObject {
  const { name, type, from } = layer;
  const { count, kernel } = filtersOf(model, layer) ?? {};
  return {
    name,
    type,
    shape,
    parameters,
    macs,
    ...(kernel !== undefined && { kernel }),
    ...(count !== undefined && { filters: count }),
    ...(from !== undefined && { inputs }),
  };
}

/** The images have the shape that the model takes. */
export function checkImages({ input }: Model, { shape }: KnownDataset, path: Problem['path']): Problem[] {
  if (shape === undefined || shape.join() === input.join()) return [];
  const message = `The model takes images of ${input.join('x')}, but the dataset has ${shape.join('x')} (height x width x channels)`;
  return [{ path, message }];
}

/** A model that exists has one output for each class. */
export function checkClasses(model: Model, { classes }: KnownDataset, path: Problem['path']): Problem[] {
  const outputs = inferShapes(model).layers.at(-1)?.shape[0];
  if (classes === undefined || outputs === classes) return [];
  return [{ path, message: `The model has ${outputs} outputs, but the dataset has ${classes} classes` }];
}

/** No batch is larger than the training set. */
export function checkBatch(batchSize: number, { train }: KnownDataset): Problem[] {
  if (train === undefined || batchSize <= train) return [];
  const message = `A batch of ${batchSize} images is larger than the training set of ${train}`;
  return [{ path: ['batchSize'], message }];
}
