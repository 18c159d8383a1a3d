import { adam, type AdamSettings } from './adam.ts';
import { amsgrad } from './amsgrad.ts';
import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { BETA1, BETA2, EPSILON, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface AdamwSettings extends AdamSettings {
  readonly weightDecay?: number;
  readonly amsgrad?: boolean;
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
export const adamw: OptimizerKind<AdamwSettings> = {
  name: 'adamw',
  schema: {
    description: 'Adam with decoupled weight decay (Loshchilov and Hutter 2019)',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, default: 0.001 },
      beta1: BETA1,
      beta2: BETA2,
      epsilon: EPSILON,
      weightDecay: { ...WEIGHT_DECAY, default: 0.01 },
      amsgrad: { description: 'Whether the divisor never falls, as in amsgrad', type: 'boolean', default: false },
    },
  },
  create: ({ weightDecay = 0.01, amsgrad: neverFalls = false, ...settings }) =>
    decoupled((neverFalls ? amsgrad : adam).create(settings), weightDecay),
};
