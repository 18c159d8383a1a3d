import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Activation } from '../activations.ts';
import type { Backend, Precision } from '../backends/backend.ts';
import type { Slices, Volume } from '../volume.ts';
import type { Fan, Initializer } from '../initializers/rules.ts';
import type { SharedSettings } from './shared.ts';

/** The size of one image's value between two layers: `[height, width, channels]`, or `[values]` once flat. */
export type Shape = readonly number[];

/** What every layer has once all defaults are filled in. */
export interface NamedLayer extends SharedSettings {
  readonly type: string;
  readonly name: string;
}

/** One weight of a layer: `part` is `kernel`, `bias` and the like. */
export interface WeightShape {
  readonly part: string;
  readonly shape: Shape;
  /**
   * How many inputs and outputs a number of it connects. What has it is a kernel: the layer's `initializer`, `l1` and `l2` are
   * about it.
   */
  readonly fan?: Fan;
  /** How it starts unless the layer has an `initializer` for it. Left out: by Glorot's rule where there is a fan, else zeros. */
  readonly initial?: Initializer;
  /** Whether it is learnt by looking at the values on the way forward (see `remember`), and not by gradients. */
  readonly statistic?: boolean;
}

/** What a layer and the shape of its input determine, for one image. */
export interface InferredLayer {
  readonly shape: Shape;
  /** Multiply-accumulate operations of the forward pass; only convolutions and dense layers count. */
  readonly macs: number;
  readonly weights: readonly WeightShape[];
}

/** Why a layer cannot take its input. */
export interface Misfit {
  /** Path to the setting at fault, below the layer's own. */
  readonly at: readonly string[];
  readonly message: string;
}

/**
 * How a layer with filters looks at its input: each filter is multiplied with windows of it. The layer's output is, before the
 * activation, `kernel` times window plus `bias`, and nothing else.
 */
export type Filters =
  /** Windows that move over an image. The weight `kernel` is `[height, width, channelsIn, count]`. */
  | {
      readonly count: number;
      readonly kernel: readonly [height: number, width: number];
      readonly strides: readonly [vertical: number, horizontal: number];
      readonly padding: 'valid' | 'same';
    }
  /** One window, all values of the input. The weight `kernel` is `[inputs, count]`. */
  | { readonly count: number; readonly kernel?: undefined };

/** What `apply` gets beside the layer and its input. */
export interface LayerContext {
  readonly backend: Backend;
  /** The layer's weight of this part. */
  readonly weight: (part: string) => Tensor;
  /** int32 `[2]`, different in every step; undefined in evaluation. */
  readonly dropoutKey: Tensor1D | undefined;
  readonly precision: Precision;
  /** The layer's place in the model. */
  readonly index: number;
  /**
   * Takes what a statistic of the layer is after this step. Undefined in evaluation, and in training for a frozen layer: such a
   * layer works as in evaluation.
   */
  readonly remember: ((part: string, value: Tensor) => void) | undefined;
  /** All inputs, in the order of `from`: more than the first one only for a layer that `joins`. */
  readonly inputs: readonly Tensor[];
}

/** What `respond` gets besides the layer and its input. */
export interface RespondContext {
  /** The layer's weight of this part, checked against the shape. */
  readonly weight: (part: string, shape: Shape) => Float32Array;
  /** Which channels to compute, in this order; undefined: all. */
  readonly channels: readonly number[] | undefined;
  /** All inputs, in the order of `from`. */
  readonly inputs: readonly Volume[];
}

/**
 * All that Assay knows of one type of layer. `S` are its settings as written in an experiment file, `L` the layer with
 * nothing left out. A new type is a file here and a line in all.ts, or a module of a pack.
 */
export interface LayerKind<S extends object, L extends NamedLayer> {
  /** The layer's key in the file. */
  readonly type: L['type'];
  /** The prefix of automatic names: the second convolution is `conv2`, whatever the names of the others. */
  readonly prefix: string;
  /** JSON Schema of the settings; `$ref`s lead into the `$defs` of schema/sections/model.json. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Fills in every default. */
  resolve(settings: S, name: string): L;
  /** Whether it has kernels, so that it takes `initializer`, `l1` and `l2`. */
  readonly kernels?: true;
  /** Whether it takes several inputs; left out: exactly one. */
  readonly joins?: true;
  /** @param inputs the shapes of all inputs, `input` being the first */
  infer(layer: L, input: Shape, inputs: readonly Shape[]): InferredLayer | Misfit;
  /** The output for a batch, `[images, ...]`, before the activation: see `activates`. A pure function of tensors: see forward.ts. */
  apply(layer: L, x: Tensor, context: LayerContext): Tensor;
  /**
   * The output of this layer and the next one in training, both with their activations, where a backend computes the two faster
   * together; else undefined.
   */
  applyWithNext?(layer: L, next: NamedLayer, x: Tensor, context: LayerContext): Tensor | undefined;
  /** The output for one image in evaluation mode, after the activation, in float64. Pauses between slices of long work. */
  respond(layer: L, input: Volume, context: RespondContext): Volume | Slices<Volume>;
  /** The activation applied to the output; undefined: none. */
  activation?(layer: L): Activation;
  /** Whether `apply` computes this layer's activation, too, because a backend does both at once. */
  activates?(layer: L): boolean;
  /** The filters that can be extracted and compared; left out: the layer has none. */
  filters?(layer: L): Filters;
  /** What the layer does, in a few words each, for drawings: `conv 3 × 3`. The activation is added by whoever draws. */
  describe(layer: L): readonly string[];
}

/** Checks the types of a record's parts against each other, and keeps the exact type of the record. */
export function defineLayer<S extends object, const L extends NamedLayer>(kind: LayerKind<S, L>): LayerKind<S, L> {
  return kind;
}

/** `conv2d 'conv1'`, for messages. */
export function nameOf({ type, name }: NamedLayer): string {
  return `${type} '${name}'`;
}
