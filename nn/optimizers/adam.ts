import type { Tensor } from '@tensorflow/tfjs-core';
import { tensorOf, type OptimizerKind } from './kind.ts';

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1 with the rearrangement of section 2): m ← m + (1 - β₁)·(g - m);
 * v ← v + (1 - β₂)·(g² - v); p ← p - αₜ·m / (√v + ε·√(1 - β₂ᵗ)) with αₜ = r·√(1 - β₂ᵗ) / (1 - β₁ᵗ), where t counts from 1.
 * That is p - r·m̂ / (√v̂ + ε), with the ε of the paper's algorithm; TensorFlow and Keras use another.
 */
export const adam: OptimizerKind<AdamSettings> = {
  name: 'adam',
  schema: {
    description: 'Adam (Kingma and Ba 2015)',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: {
        description: 'Roughly the largest change of a weight in one update',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.001,
      },
      beta1: {
        description: 'Decay of the running mean of the gradients',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.9,
      },
      beta2: {
        description: 'Decay of the running mean of the squared gradients',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.999,
      },
      epsilon: {
        description: 'Added to the divisor, so that a small mean square does no harm',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-8,
      },
    },
  },
  create({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) {
    // In float32, as the kernel computes them.
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
        // The powers of β are passed as 0, because the rate is already corrected, in float64.
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
  },
};
