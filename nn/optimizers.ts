import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { Tensors } from './tensors.ts';

// Own optimizers: tfjs's cannot be resumed with the same bits (BACKEND: Adam recomputes its powers) and keep their state
// in hidden variables. Here an update is a pure function of tensors, and the few numbers that change from update to update
// (`rates`) are computed in float64 on the JavaScript side and come in as scalars.

export interface SgdSettings {
  readonly learningRate: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Per update, not per epoch: the rate of update t is learningRate / (1 + decay·t). */
  readonly decay?: number;
  /** L2: adds weightDecay·kernel to the gradient of each kernel; biases are left alone, and so is the reported loss. */
  readonly weightDecay?: number;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** As written in an experiment file: an object with one key. */
export type OptimizerSpec = { readonly sgd: SgdSettings } | { readonly adam: AdamSettings };

export interface UpdateInputs {
  readonly weights: Tensors;
  /** Under the names of the weights. */
  readonly gradients: Tensors;
  /** As `initialSlots` or the update before gave them: `velocity/conv1.kernel`. */
  readonly slots: Tensors;
  /** Scalars with the values of `rates(update)`. */
  readonly rates: Tensors;
}

/**
 * The operation of TensorFlow's that does what `Optimizer.update` does to one weight and its slots: in place, and with the
 * same bits, as `update` takes its steps in the order of the kernel.
 */
export interface UpdateKernel {
  readonly op: string;
  readonly attributes: Readonly<Record<string, boolean>>;
  /** What follows the weight and its slots: the gradient, rates by name, and numbers. */
  readonly inputs: readonly ({ readonly gradient: true } | { readonly rate: string } | { readonly number: number })[];
}

export interface Optimizer {
  /** What it remembers for each weight, all zeros at the start: prefixes of the names of the slots. */
  readonly slots: readonly string[];
  /** The numbers of one update; `update` counts from 0. Always has `learningRate`. */
  rates(update: number): Readonly<Record<string, number>> & { readonly learningRate: number };
  /** The gradients with what the optimizer adds to them before anything else: weight decay. Called within a tidy. */
  regularise(backend: Backend, inputs: Pick<UpdateInputs, 'weights' | 'gradients'>): Tensors;
  /** The weights and slots after one update by regularised gradients: new tensors under the same names. */
  update(backend: Backend, inputs: UpdateInputs): { readonly weights: Tensors; readonly slots: Tensors };
  readonly kernel: UpdateKernel;
}

/** The optimizer with every default filled in (SGD: no momentum, no decay; Adam: 0.9, 0.999, 1e-8). */
export function createOptimizer(spec: OptimizerSpec): Optimizer {
  return 'sgd' in spec ? sgd(spec.sgd) : adam(spec.adam);
}

/** The slots before the first update: zeros in the shape of each weight. */
export function initialSlots({ tf }: Backend, optimizer: Optimizer, weights: Tensors): Tensors {
  const slots: Record<string, Tensor> = {};
  for (const slot of optimizer.slots) {
    for (const [name, weight] of Object.entries(weights)) slots[`${slot}/${name}`] = tf.zeros(weight.shape);
  }
  return slots;
}

/**
 * Stochastic gradient descent as in Keras 2 (SCIENCE O1): v ← m·v - r·g; then p ← p + m·v - r·g with Nesterov, else p ← p + v,
 * where r = learningRate / (1 + decay·t) for the t-th update, counting from 0.
 */
function sgd({ learningRate, momentum = 0, nesterov = false, decay = 0, weightDecay = 0 }: SgdSettings): Optimizer {
  return {
    slots: momentum === 0 ? [] : ['velocity'],
    rates: (update) => ({ learningRate: learningRate / (1 + decay * update) }),
    regularise({ tf }, { weights, gradients }) {
      if (weightDecay === 0) return gradients;
      const regularised: Record<string, Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const decays = name.endsWith('.kernel');
        regularised[name] = decays ? tf.add(gradient, tf.mul(tensorOf(weights, name), weightDecay)) : gradient;
      }
      return regularised;
    },
    update({ tf }, inputs) {
      const rate = tensorOf(inputs.rates, 'learningRate');
      const weights: Record<string, Tensor> = {};
      const slots: Record<string, Tensor> = {};
      for (const [name, weight] of Object.entries(inputs.weights)) {
        const descent = tf.mul(tensorOf(inputs.gradients, name), rate);
        if (momentum === 0) {
          weights[name] = tf.sub(weight, descent);
          continue;
        }
        const slot = `velocity/${name}`;
        const velocity = tf.sub(tf.mul(tensorOf(inputs.slots, slot), momentum), descent);
        const move = nesterov ? tf.sub(tf.mul(velocity, momentum), descent) : velocity;
        weights[name] = tf.add(weight, move);
        slots[slot] = velocity;
      }
      return { weights, slots };
    },
    kernel:
      momentum === 0
        ? {
            op: 'ResourceApplyGradientDescent',
            attributes: { use_locking: false },
            inputs: [{ rate: 'learningRate' }, { gradient: true }],
          }
        : {
            op: 'ResourceApplyKerasMomentum',
            attributes: { use_locking: false, use_nesterov: nesterov },
            inputs: [{ rate: 'learningRate' }, { gradient: true }, { number: momentum }],
          },
  };
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1 with the rearrangement of section 2): m ← m + (1 - β₁)·(g - m);
 * v ← v + (1 - β₂)·(g² - v); p ← p - αₜ·m / (√v + ε·√(1 - β₂ᵗ)) with αₜ = r·√(1 - β₂ᵗ) / (1 - β₁ᵗ), where t counts from 1.
 * That is p - r·m̂ / (√v̂ + ε): the ε of the paper's algorithm, which TensorFlow and Keras replace by another.
 */
function adam({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings): Optimizer {
  // As the kernel computes them, in float32.
  const meanRate = Math.fround(1 - Math.fround(beta1));
  const varianceRate = Math.fround(1 - Math.fround(beta2));
  return {
    slots: ['mean', 'variance'],
    rates(update) {
      const correction = Math.sqrt(1 - beta2 ** (update + 1));
      return {
        learningRate,
        stepSize: (learningRate * correction) / (1 - beta1 ** (update + 1)),
        epsilon: epsilon * correction,
      };
    },
    regularise: (_, { gradients }) => gradients,
    update({ tf }, inputs) {
      const stepSize = tensorOf(inputs.rates, 'stepSize');
      const smallest = tensorOf(inputs.rates, 'epsilon');
      const weights: Record<string, Tensor> = {};
      const slots: Record<string, Tensor> = {};
      for (const [name, weight] of Object.entries(inputs.weights)) {
        const gradient = tensorOf(inputs.gradients, name);
        const towards = (slot: string, goal: Tensor, rate: number): Tensor => {
          const old = tensorOf(inputs.slots, `${slot}/${name}`);
          return (slots[`${slot}/${name}`] = tf.add(old, tf.mul(tf.sub(goal, old), rate)));
        };
        const mean = towards('mean', gradient, meanRate);
        const variance = towards('variance', tf.square(gradient), varianceRate);
        weights[name] = tf.sub(weight, tf.div(tf.mul(mean, stepSize), tf.add(smallest, tf.sqrt(variance))));
      }
      return { weights, slots };
    },
    kernel: {
      op: 'ResourceApplyAdam',
      attributes: { use_locking: false, use_nesterov: false },
      // The powers of β are 0: the rate that the kernel would correct by them is corrected already, in float64.
      inputs: [
        { number: 0 },
        { number: 0 },
        { rate: 'stepSize' },
        { number: beta1 },
        { number: beta2 },
        { rate: 'epsilon' },
        { gradient: true },
      ],
    },
  };
}

function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`Internal error: the optimizer was given no '${name}'`);
  return tensor;
}
