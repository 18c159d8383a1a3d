import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { perWeight } from './per-weight.ts';
import { EPSILON, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface AdagradSettings {
  readonly learningRate: number;
  readonly initial?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer 2011) in the form of Keras: s ← s + g²; p ← p - r·g / √(s + ε), where s starts at `initial`.
 * PyTorch adds its ε to the root and starts at 0.
 */
export const adagrad: OptimizerKind<AdagradSettings> = {
  name: 'adagrad',
  schema: {
    description: 'Adagrad (Duchi, Hazan and Singer 2011), as in Keras',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, default: 0.001 },
      initial: {
        description: 'What the sum of the squared gradients starts with',
        type: 'number',
        minimum: 0,
        default: 0.1,
      },
      epsilon: { ...EPSILON, default: 1e-7 },
      weightDecay: WEIGHT_DECAY,
    },
  },
  create({ learningRate, initial = 0.1, epsilon = 1e-7, weightDecay = 0 }) {
    const update = perWeight(({ tf }, { gradient, slot, rate }) => {
      // All slots start at zero, so this is the sum without `initial`.
      const sum = tf.add(slot('sum'), tf.square(gradient));
      // TensorFlow makes this product of a division by `sqrt` in a graph, but not outside: their bits differ.
      const step = tf.mul(tf.mul(gradient, rate('learningRate')), tf.rsqrt(tf.add(sum, initial + epsilon)));
      return { step, slots: { sum } };
    });
    return decoupled({ slots: ['sum'], rates: () => ({ learningRate }), update }, weightDecay);
  },
};
