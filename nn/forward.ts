import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { activate } from './activations.ts';
import type { Backend, Precision } from './backends/backend.ts';
import type { Layer } from './layers/index.ts';
import { activationOf, type Model } from './model.ts';
import type { Tensors } from './tensors.ts';
import type { Slices, Volume } from './volume.ts';

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

/**
 * The model's output for a batch, `[images, ...]`. A softmax at the very end is left out: losses work from logits, and the
 * largest logit is the largest probability.
 */
export function forward(backend: Backend, model: Model, inputs: ForwardInputs): Tensor {
  return backend.tf.tidy(() => {
    let output = inputs.x;
    for (const [, value] of layerOutputs(backend, model, inputs, { inPairs: true })) output = value;
    return output;
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
  inputs: ForwardInputs,
  { inPairs }: { readonly inPairs: boolean },
): Generator<readonly [string, Tensor]> {
  const { weights, dropoutKey, precision = 'float32' } = inputs;
  const last = model.layers.length - 1;
  let x = inputs.x;
  let computed = -1;
  for (const [index, layer] of model.layers.entries()) {
    if (index <= computed) continue;
    const weight = (part: string): Tensor => {
      const tensor = weights[`${layer.name}.${part}`];
      if (tensor === undefined) throw new Error(`Internal error: no weight '${layer.name}.${part}' was given`);
      return tensor;
    };
    const kind = model.kinds.of(layer.type);
    const context = { backend, weight, dropoutKey, precision, index };
    const next = inPairs ? model.layers[index + 1] : undefined;
    const both = next && kind.applyWithNext?.(layer, next, x, context);
    if (next !== undefined && both !== undefined) {
      computed = index + 1;
      x = both;
      yield [next.name, x];
      continue;
    }
    const output = kind.apply(layer, x, context);
    const activation = activationOf(model, layer);
    const done = kind.activates?.(layer) === true || (index === last && activation === 'softmax');
    x = done ? output : activate(backend, output, activation);
    yield [layer.name, x];
  }
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
  let volume = options.image;
  for (const layer of model.layers) {
    const last = layer.name === options.layer;
    const response = model.kinds.of(layer.type).respond(layer, volume, {
      weight: (part, shape) => options.weight(layer, part, shape),
      channels: last ? options.channels : undefined,
    });
    volume = 'data' in response ? response : yield* response;
    if (last) return volume;
  }
  return undefined;
}
