import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { activate } from './activations.ts';
import type { Backend, Precision } from './backends/backend.ts';
import type { Layer } from './layers/index.ts';
import type { LayerContext } from './layers/kind.ts';
import { activationOf, type Model } from './model.ts';
import type { Tensors } from './tensors.ts';
import type { Slices, Volume } from './volume.ts';
import { IMAGE, neededFor, wire } from './wiring.ts';

// The forward pass is a pure function of tensors: nothing is read back, and what changes from step to step (weights, images,
// dropout key) comes in as a tensor. That is what lets one recorded step be replayed as a graph.

export interface ForwardInputs {
  /** Named as `initialWeights` names them. */
  readonly weights: Tensors;
  /** float32 `[images, height, width, channels]`. */
  readonly x: Tensor;
  /** int32 `[2]`, different in every step: draws the dropout masks. Left out for evaluation: dropout then does nothing. */
  readonly dropoutKey?: Tensor1D;
  /** Of convolutions and matrix products; float32 by default. */
  readonly precision?: Precision;
}

/** What comes of a step of training: the model's output, and the statistics of its layers after it, by the names of the weights. */
export interface ForwardTrained {
  readonly output: Tensor;
  readonly statistics: Tensors;
}

/**
 * The model's output for a batch, `[images, ...]`. A softmax at the very end is left out: losses work from logits, and the
 * largest logit is the largest probability.
 */
export function forward(backend: Backend, model: Model, inputs: ForwardInputs): Tensor {
  return backend.tf.tidy(() => {
    let output = inputs.x;
    for (const [, value] of layerOutputs(backend, model, inputs, { inPairs: true })) output = value; // the last layer's
    return output;
  });
}

/**
 * The same in training: with dropout, and with statistics that learn.
 *
 * @param inputs.still whether the weights of a layer stay: then it works as in evaluation, but for dropout
 */
export function forwardInTraining(
  backend: Backend,
  model: Model,
  { still, ...inputs }: ForwardInputs & { readonly still: (layer: string) => boolean },
): ForwardTrained {
  const learnt: Record<string, Tensor> = {};
  return backend.tf.tidy(() => {
    let output = inputs.x;
    const remember = (layer: string) =>
      still(layer)
        ? undefined
        : (part: string, value: Tensor): void => {
            learnt[`${layer}.${part}`] = value;
          };
    for (const [, value] of layerOutputs(backend, model, { ...inputs, remember }, { inPairs: true })) output = value;
    return { output, statistics: learnt };
  });
}

/**
 * The outputs of the named layers, after their activation, `[images, height, width, channels]` or `[images, units]`. For
 * the last layer these are logits where its activation is softmax. The layers after the last one named are not computed.
 *
 * @throws Error if the model has no layer of such a name.
 */
export function layerActivations(
  backend: Backend,
  model: Model,
  inputs: ForwardInputs & { layers: readonly string[] },
): Tensors {
  return backend.tf.tidy(() => {
    const wanted = new Set(inputs.layers);
    const found: Record<string, Tensor> = {};
    for (const [name, value] of layerOutputs(backend, model, inputs, { inPairs: false })) {
      if (wanted.delete(name)) found[name] = value;
      if (wanted.size === 0) break;
    }
    if (wanted.size > 0) throw new Error(`Internal error: the model has no layer named '${[...wanted].join("', '")}'`);
    return found;
  });
}

/** @param options.inPairs whether two layers may be computed at once: the output of the first one is then left out */
function* layerOutputs(
  backend: Backend,
  model: Model,
  inputs: ForwardInputs & { remember?(layer: string): LayerContext['remember'] },
  { inPairs }: { readonly inPairs: boolean },
): Generator<readonly [string, Tensor]> {
  const { weights, dropoutKey, precision = 'float32' } = inputs;
  const last = model.layers.length - 1;
  const wiring = wire(model.layers);
  const outputs = new Map<number, Tensor>([[IMAGE, inputs.x]]);
  for (const [index, layer] of model.layers.entries()) {
    if (outputs.has(index)) continue;
    const read = (wiring.inputs[index] ?? []).map((place) => outputs.get(place) as Tensor);
    const [x = inputs.x] = read;
    const weight = (part: string): Tensor => {
      const tensor = weights[`${layer.name}.${part}`];
      if (tensor === undefined) throw new Error(`Internal error: no weight '${layer.name}.${part}' was given`);
      return tensor;
    };
    const kind = model.kinds.of(layer.type);
    const remember = inputs.remember?.(layer.name);
    const context = { backend, weight, dropoutKey, precision, index, inputs: read, remember };
    const next = inPairs && followsAlone(index, wiring.inputs) ? model.layers[index + 1] : undefined;
    const both = next && kind.applyWithNext?.(layer, next, x, context);
    if (next !== undefined && both !== undefined) {
      outputs.set(index + 1, both);
      yield [next.name, both];
      continue;
    }
    const output = kind.apply(layer, x, context);
    const activation = activationOf(model, layer);
    const done = kind.activates?.(layer) === true || (index === last && activation === 'softmax');
    const value = done ? output : activate(backend, output, activation);
    outputs.set(index, value);
    yield [layer.name, value];
  }
}

/** Whether the layer after this one reads it and nothing else, and no other layer reads it. */
function followsAlone(index: number, inputs: readonly (readonly number[])[]): boolean {
  return inputs[index + 1]?.length === 1 && inputs.every((read, at) => (at === index + 1) === read.includes(index));
}

/**
 * The output of the layer named `layer`, after its activation, for one image in evaluation mode, in float64 on the
 * JavaScript side. Of that layer only the channels in `channels` are computed, in this order; left out, all.
 *
 * @param options.image values as the network was trained on
 * @returns undefined if the model has no such layer
 * @throws whatever `weight` throws
 */
export function* respondTo(
  model: Model,
  options: {
    readonly image: Volume;
    readonly layer: string;
    readonly channels: readonly number[] | undefined;
    weight(layer: Layer, part: string, shape: readonly number[]): Float32Array;
  },
): Slices<Volume | undefined> {
  const end = model.layers.findIndex(({ name }) => name === options.layer);
  if (end < 0) return undefined;
  const { inputs } = wire(model.layers);
  const needed = neededFor(end, inputs);
  const volumes = new Map([[IMAGE, options.image]]);
  for (const [index, layer] of model.layers.slice(0, end + 1).entries()) {
    if (!needed.has(index)) continue;
    const read = (inputs[index] ?? []).map((place) => volumes.get(place) ?? options.image);
    const response = model.kinds.of(layer.type).respond(layer, read[0] ?? options.image, {
      weight: (part, shape) => options.weight(layer, part, shape),
      channels: index === end ? options.channels : undefined,
      inputs: read,
    });
    volumes.set(index, 'data' in response ? response : yield* response);
  }
  return volumes.get(end);
}
