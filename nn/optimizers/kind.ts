import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import type { Tensors } from '../tensors.ts';

// Why not tfjs's optimizers: they cannot be resumed with the same bits (BACKEND: Adam recomputes its powers), and they hide
// their state in variables. Here an update is a pure function of tensors. The few numbers that change from update to update
// (`rates`) are computed in float64 in JavaScript and passed in as scalars.

export interface UpdateInputs {
  readonly weights: Tensors;
  /** By the names of the weights. */
  readonly gradients: Tensors;
  /** As returned by `initialSlots` or the previous update: `velocity/conv1.kernel`. */
  readonly slots: Tensors;
  /** Scalars with the values of `rates(update)`. */
  readonly rates: Tensors;
}

/**
 * The TensorFlow operation that does what `Optimizer.update` does to one weight and its slots, in place and with the same bits,
 * because `update` follows the order of the kernel's steps.
 */
export interface UpdateKernel {
  readonly op: string;
  readonly attributes: Readonly<Record<string, boolean>>;
  /** The inputs after the weight and its slots: the gradient, rates by name, and numbers. */
  readonly inputs: readonly ({ readonly gradient: true } | { readonly rate: string } | { readonly number: number })[];
}

export interface Optimizer {
  /** Prefixes of the names of the slots: what it remembers for each weight, all zeros at the start. */
  readonly slots: readonly string[];
  /** The numbers of one update; `update` counts from 0. Always has `learningRate`. */
  rates(update: number): Readonly<Record<string, number>> & { readonly learningRate: number };
  /** The gradients with weight decay, which the optimizer adds before anything else. Called within a tidy. */
  regularise(backend: Backend, inputs: Pick<UpdateInputs, 'weights' | 'gradients'>): Tensors;
  /** The weights and slots after one update by regularised gradients: new tensors with the same names. */
  update(backend: Backend, inputs: UpdateInputs): { readonly weights: Tensors; readonly slots: Tensors };
  /** Left out: there is none, and `update` is recorded with the rest of the step. */
  readonly kernel?: UpdateKernel;
  /** The slot that is evaluated and given out in the place of the weights, from the first update on. */
  readonly average?: string;
}

/**
 * All that Assay knows of one optimizer. `S` are its settings as written. A new one is a file here and
 * a line in all.ts, or a module of a pack.
 */
export interface OptimizerKind<S extends object> {
  /** The optimizer's key in the file. */
  readonly name: string;
  /** JSON Schema of the settings: a closed object. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The optimizer with every default filled in. */
  create(settings: S): Optimizer;
}

/** Gives an optimizer's functions the type of its settings. */
export function defineOptimizer<S extends object>(kind: OptimizerKind<S>): OptimizerKind<S> {
  return kind;
}

/** The slots before the first update: zeros in the shape of each weight. */
export function initialSlots({ tf }: Backend, optimizer: Optimizer, weights: Tensors): Tensors {
  const slots: Record<string, Tensor> = {};
  for (const slot of optimizer.slots) {
    for (const [name, weight] of Object.entries(weights)) slots[`${slot}/${name}`] = tf.zeros(weight.shape);
  }
  return slots;
}

/** The tensor with this name. */
export function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`Internal error: the optimizer was given no '${name}'`);
  return tensor;
}
