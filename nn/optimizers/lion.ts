import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { perWeight } from './per-weight.ts';
import { DECAY, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface LionSettings {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly weightDecay?: number;
}

/** Lion (Chen and others 2023, algorithm 2): p ← p - r·sign(β₁·m + (1 - β₁)·g); m ← β₂·m + (1 - β₂)·g. */
export const lion: OptimizerKind<LionSettings> = {
  name: 'lion',
  schema: {
    description: 'Lion (Chen and others 2023): every weight moves by the rate, in the direction of a mean of gradients',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, description: 'The change of each weight in one update', default: 0.0001 },
      beta1: { ...DECAY, description: 'Weight of the running mean in the direction of a step', default: 0.9 },
      beta2: { ...DECAY, description: 'Decay of the running mean of the gradients', default: 0.99 },
      weightDecay: WEIGHT_DECAY,
    },
  },
  create({ learningRate, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 }) {
    const update = perWeight(({ tf }, { gradient, slot, rate }) => {
      const mixed = (beta: number) => tf.add(tf.mul(slot('mean'), beta), tf.mul(gradient, 1 - beta));
      return { step: tf.mul(tf.sign(mixed(beta1)), rate('learningRate')), slots: { mean: mixed(beta2) } };
    });
    return decoupled({ slots: ['mean'], rates: () => ({ learningRate }), update }, weightDecay);
  },
};
