import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backend/backend.ts';
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

export interface Optimizer {
  /** What it remembers for each weight, all zeros at the start: prefixes of the names of the slots. */
  readonly slots: readonly string[];
  /** The numbers of one update; `update` counts from 0. Always has `learningRate`. */
  rates(update: number): Readonly<Record<string, number>> & { readonly learningRate: number };
  /** The weights and slots after one update: new tensors under the same names. */
  update(backend: Backend, inputs: UpdateInputs): { readonly weights: Tensors; readonly slots: Tensors };
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
    update({ tf }, inputs) {
      const rate = tensorOf(inputs.rates, 'learningRate');
      const weights: Record<string, Tensor> = {};
      const slots: Record<string, Tensor> = {};
      for (const [name, weight] of Object.entries(inputs.weights)) {
        let gradient = tensorOf(inputs.gradients, name);
        if (weightDecay !== 0 && name.endsWith('.kernel')) gradient = tf.add(gradient, tf.mul(weight, weightDecay));
        const descent = tf.mul(gradient, rate);
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
  };
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁·m + (1 - β₁)·g; v ← β₂·v + (1 - β₂)·g²;
 * p ← p - r·(m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), where t counts from 1.
 */
function adam({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings): Optimizer {
  return {
    slots: ['mean', 'variance'],
    rates: (update) => ({
      learningRate,
      stepSize: learningRate / (1 - beta1 ** (update + 1)),
      varianceCorrection: 1 / (1 - beta2 ** (update + 1)),
    }),
    update({ tf }, inputs) {
      const stepSize = tensorOf(inputs.rates, 'stepSize');
      const varianceCorrection = tensorOf(inputs.rates, 'varianceCorrection');
      const weights: Record<string, Tensor> = {};
      const slots: Record<string, Tensor> = {};
      for (const [name, weight] of Object.entries(inputs.weights)) {
        const gradient = tensorOf(inputs.gradients, name);
        const mean = tf.add(tf.mul(tensorOf(inputs.slots, `mean/${name}`), beta1), tf.mul(gradient, 1 - beta1));
        const variance = tf.add(
          tf.mul(tensorOf(inputs.slots, `variance/${name}`), beta2),
          tf.mul(tf.square(gradient), 1 - beta2),
        );
        const scale = tf.add(tf.sqrt(tf.mul(variance, varianceCorrection)), epsilon);
        weights[name] = tf.sub(weight, tf.div(tf.mul(mean, stepSize), scale));
        slots[`mean/${name}`] = mean;
        slots[`variance/${name}`] = variance;
      }
      return { weights, slots };
    },
  };
}

function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`Internal error: the optimizer was given no '${name}'`);
  return tensor;
}
