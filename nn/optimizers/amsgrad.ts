import { adam, type AdamSettings } from './adam.ts';
import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { perWeight, towards } from './per-weight.ts';
import { BETA1, BETA2, EPSILON, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface AmsgradSettings extends AdamSettings {
  readonly weightDecay?: number;
}

/**
 * Adam whose divisor never falls (Reddi, Kale and Kumar 2018): like Adam, but with the largest v so far in the place of v. As
 * PyTorch's `amsgrad`; Keras puts another ε.
 */
export const amsgrad: OptimizerKind<AmsgradSettings> = {
  name: 'amsgrad',
  schema: {
    description: 'Adam whose divisor never falls (Reddi, Kale and Kumar 2018)',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, default: 0.001 },
      beta1: BETA1,
      beta2: BETA2,
      epsilon: EPSILON,
      weightDecay: WEIGHT_DECAY,
    },
  },
  create({ weightDecay = 0, ...settings }) {
    const { beta1 = 0.9, beta2 = 0.999 } = settings;
    const ofAdam = adam.create(settings);
    const update = perWeight((backend, { gradient, slot, rate }) => {
      const { tf } = backend;
      const mean = towards(backend, slot('mean'), gradient, beta1);
      const variance = towards(backend, slot('variance'), tf.square(gradient), beta2);
      const largest = tf.maximum(slot('largest'), variance);
      const step = tf.div(tf.mul(mean, rate('stepSize')), tf.add(tf.sqrt(largest), rate('epsilon')));
      return { step, slots: { mean, variance, largest } };
    });
    return decoupled(
      { slots: ['mean', 'variance', 'largest'], rates: (number) => ofAdam.rates(number), update },
      weightDecay,
    );
  },
};
