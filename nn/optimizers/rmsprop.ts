import type { Tensor } from '@tensorflow/tfjs-core';
import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { perWeight, towards } from './per-weight.ts';
import { DECAY, EPSILON, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface RmspropSettings {
  readonly learningRate: number;
  readonly rho?: number;
  readonly momentum?: number;
  readonly centered?: boolean;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/**
 * RMSprop (Hinton 2012) in the form of Keras: v ← v + (1 - ρ)·(g² - v); s = r·g / √(v + ε), and with `centered` v - m² in the place
 * of v, where m is the running mean of g; with momentum, b ← momentum·b + s and p ← p - b, else p ← p - s. PyTorch adds its ε to the root.
 */
export const rmsprop: OptimizerKind<RmspropSettings> = {
  name: 'rmsprop',
  schema: {
    description: 'RMSprop (Hinton 2012), as in Keras',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, default: 0.001 },
      rho: { ...DECAY, description: 'Decay of the running mean of the squared gradients', default: 0.9 },
      momentum: { ...DECAY, description: 'Share of the last step that is added to the next', default: 0 },
      centered: {
        description: 'Whether to divide by the deviation of the gradients, not by the root of their mean square',
        type: 'boolean',
        default: false,
      },
      epsilon: { ...EPSILON, default: 1e-7 },
      weightDecay: WEIGHT_DECAY,
    },
  },
  create({ learningRate, rho = 0.9, momentum = 0, centered = false, epsilon = 1e-7, weightDecay = 0 }) {
    // TensorFlow makes a product with `rsqrt` of a division by `sqrt` in a graph, but not outside: their bits differ.
    const update = perWeight((backend, { gradient, slot, rate }) => {
      const { tf } = backend;
      const slots: Record<string, Tensor> = { square: towards(backend, slot('square'), tf.square(gradient), rho) };
      let spread = tf.add(slots['square'] as Tensor, epsilon);
      if (centered) {
        const mean = (slots['mean'] = towards(backend, slot('mean'), gradient, rho));
        spread = tf.sub(spread, tf.square(mean));
      }
      const step = tf.mul(tf.mul(gradient, rate('learningRate')), tf.rsqrt(spread));
      if (momentum === 0) return { step, slots };
      const velocity = tf.add(tf.mul(slot('velocity'), momentum), step);
      return { step: velocity, slots: { ...slots, velocity } };
    });
    return decoupled(
      {
        slots: ['square', ...(centered ? ['mean'] : []), ...(momentum === 0 ? [] : ['velocity'])],
        rates: () => ({ learningRate }),
        update,
      },
      weightDecay,
    );
  },
};
