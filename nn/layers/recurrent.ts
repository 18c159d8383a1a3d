// What lstm and gru share: a state that goes from step to step of a sequence.

import type { Tensor } from '@tensorflow/tfjs-core';
import { pickChannels, type Slices, type Volume } from '../volume.ts';
import type { InferredLayer, LayerContext, LayerKind, Misfit, Shape, WeightShape } from './kind.ts';
import { nameOf } from './kind.ts';

export interface RecurrentSettings {
  readonly name?: string;
  readonly units: number;
  readonly sequences?: boolean;
}

export interface Recurrent<T extends string> {
  readonly type: T;
  readonly name: string;
  readonly units: number;
  /** Whether the output is that of every step, `[steps, units]`, or of the last one, `[units]`. */
  readonly sequences: boolean;
}

/** One step of a recurrent layer. The state is one or more lists of `units` numbers, the first of which is the output. */
interface Cell {
  /** Blocks of `units` columns that the kernels have. */
  readonly gates: number;
  /** Lists that go from step to step. */
  readonly states: number;
  /** The bias, or the biases. */
  readonly bias: (units: number) => WeightShape;
  /**
   * The bias that is added to the product of the kernel and the inputs of all steps, and the function of one step.
   * Called once for each batch; the function gets `[images, gates * units]`, the product for one step.
   */
  start(
    context: LayerContext,
    units: number,
  ): { readonly bias: Tensor; readonly step: (product: Tensor, state: Tensor[]) => Tensor[] };
  /** The same for one image in float64. `product`: `[gates * units]`, without the bias. */
  respond(of: {
    readonly product: Float64Array;
    readonly state: readonly Float64Array[];
    readonly units: number;
    readonly recurrent: (values: Float64Array) => Float64Array;
    readonly bias: Float32Array;
  }): readonly Float64Array[];
}

/** A recurrent layer but for its cell: weights `kernel` `[features, gates * units]`, `recurrent` `[units, gates * units]`, `bias`. */
export function recurrent<const T extends string>(
  type: T,
  { description, cell }: { readonly description: string; readonly cell: Cell },
): LayerKind<RecurrentSettings, Recurrent<T>> {
  return {
    type,
    prefix: type,
    kernels: true,
    schema: {
      description,
      type: 'object',
      additionalProperties: false,
      required: ['units'],
      properties: {
        name: { $ref: '#/$defs/name' },
        units: { description: 'Numbers that go from step to step', type: 'integer', minimum: 1, maximum: 65536 },
        sequences: {
          description:
            'Whether the output has one row for each step: [steps, units]. false: that of the last step, flat',
          type: 'boolean',
          default: false,
        },
      },
    },
    resolve: ({ units, sequences = false }, name) => ({ type, name, units, sequences }),
    infer: (layer, input) => infer(layer, input, cell),
    apply: ({ units, sequences }, x, context) => run(cell, x, { context, units, sequences }),
    *respond({ units, sequences }, input, { weight, channels }) {
      const width = cell.gates * units;
      const kernel = weight('kernel', [input.width * input.channels, width]);
      const recurrentKernel = weight('recurrent', [units, width]);
      const weights = { kernel, recurrent: recurrentKernel, bias: weight('bias', cell.bias(units).shape) };
      const steps = yield* runInFloat64(cell, input, { ...weights, units });
      const last = steps.subarray(steps.length - units);
      const whole: Volume = sequences
        ? { height: input.height, width: 1, channels: units, data: steps }
        : { height: 1, width: 1, channels: units, data: last };
      return pickChannels(whole, channels);
    },
    describe: () => [type],
  };
}

function infer(layer: Recurrent<string>, input: Shape, { gates, bias }: Cell): InferredLayer | Misfit {
  const { units, sequences } = layer;
  const [steps = 0, features] = input;
  if (features === undefined || input.length !== 2) {
    const message = `${nameOf(layer)} needs a sequence, [steps, features], found ${input.join('x')}: add 'reshape' before it, which makes the rows of an image the steps`;
    return { at: [], message };
  }
  const width = gates * units;
  return {
    shape: sequences ? [steps, units] : [units],
    macs: steps * (features + units) * width,
    weights: [
      { part: 'kernel', shape: [features, width], fan: { in: features, out: width } },
      { part: 'recurrent', shape: [units, width], initial: 'orthogonal' },
      bias(units),
    ],
  };
}

function run(
  cell: Cell,
  x: Tensor,
  {
    context,
    units,
    sequences,
  }: { readonly context: LayerContext; readonly units: number; readonly sequences: boolean },
): Tensor {
  const { backend, weight, precision } = context;
  const { tf, layers } = backend;
  const [images = 0, steps = 0, features = 0] = x.shape;
  const { bias, step } = cell.start(context, units);
  // The inputs of all steps at once: one large product instead of many small ones.
  const product = layers.matMul(tf.reshape(x, [images * steps, features]), weight('kernel'), { precision });
  const all = tf.reshape(layers.addBias(product, bias), [images, steps, cell.gates * units]);
  let state = Array.from({ length: cell.states }, (): Tensor => tf.zeros([images, units]));
  const outputs: Tensor[] = [];
  for (const one of tf.unstack(all, 1)) {
    state = step(one, state);
    outputs.push(state[0] as Tensor);
  }
  return sequences ? tf.stack(outputs, 1) : (outputs.at(-1) as Tensor);
}

/** The outputs of all steps, `[steps, units]`. Pauses after each step. */
function* runInFloat64(
  cell: Cell,
  input: Volume,
  weights: {
    readonly kernel: Float32Array;
    readonly recurrent: Float32Array;
    readonly bias: Float32Array;
    readonly units: number;
  },
): Slices<Float64Array> {
  const { kernel, bias, units } = weights;
  const features = input.width * input.channels;
  const found = new Float64Array(input.height * units);
  let state: readonly Float64Array[] = Array.from({ length: cell.states }, () => new Float64Array(units));
  for (let step = 0; step < input.height; step++) {
    const values = input.data.subarray(step * features, (step + 1) * features);
    const recurrent = (of: Float64Array): Float64Array => times(of, weights.recurrent);
    state = cell.respond({ product: times(values, kernel), state, units, recurrent, bias });
    found.set(state[0] ?? [], step * units);
    yield;
  }
  return found;
}

/** A row of values times a matrix `[values, columns]`. */
function times(values: Float64Array, matrix: Float32Array): Float64Array {
  const columns = matrix.length / values.length;
  const product = new Float64Array(columns);
  for (const [row, value] of values.entries())
    for (let column = 0; column < columns; column++)
      product[column] = (product[column] ?? 0) + value * (matrix[row * columns + column] ?? 0);
  return product;
}

/** The logistic function, for the cells. */
export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
