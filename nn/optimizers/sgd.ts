import type { Tensor } from '@tensorflow/tfjs-core';
import { tensorOf, type OptimizerKind } from './kind.ts';

export interface SgdSettings {
  readonly learningRate: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Per update, not per epoch: the rate of update t is learningRate / (1 + decay·t). */
  readonly decay?: number;
  /** L2: adds weightDecay·kernel to the gradient of each kernel; biases are left alone, and so is the reported loss. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent as in Keras 2 (SCIENCE O1): v ← m·v - r·g; then p ← p + m·v - r·g with Nesterov, else p ← p + v,
 * where r = learningRate / (1 + decay·t) for the t-th update, counting from 0.
 */
export const sgd: OptimizerKind<SgdSettings> = {
  name: 'sgd',
  schema: {
    description: 'Stochastic gradient descent, as in Keras 2',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: {
        description: 'Length of a step; with momentum, effectively learningRate / (1 - momentum)',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.01,
      },
      momentum: {
        description: 'Share of the last step that is added to the next; 0 is plain gradient descent',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      },
      nesterov: {
        description: "Nesterov's form of momentum",
        type: 'boolean',
        default: false,
      },
      decay: {
        description: 'Per update, not per epoch: update t uses learningRate / (1 + decay * t)',
        type: 'number',
        minimum: 0,
        default: 0,
      },
      weightDecay: {
        description:
          "L2 penalty: adds weightDecay * kernel to each kernel's gradient; not to biases, not to the reported loss",
        type: 'number',
        minimum: 0,
        default: 0,
      },
    },
  },
  create({ learningRate, momentum = 0, nesterov = false, decay = 0, weightDecay = 0 }) {
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
  },
};
