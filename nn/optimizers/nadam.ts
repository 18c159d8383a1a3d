import { decoupled } from './decoupled.ts';
import type { OptimizerKind } from './kind.ts';
import { perWeight, towards } from './per-weight.ts';
import { BETA1, BETA2, EPSILON, LEARNING_RATE, WEIGHT_DECAY } from './settings.ts';

export interface NadamSettings {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly momentumDecay?: number;
  readonly weightDecay?: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016): m and v as in Adam; with μₜ = β₁·(1 - 0.96^(t·d) / 2) and Πₜ = μ₁·...·μₜ,
 * p ← p - r·(μₜ₊₁·m / (1 - Πₜ₊₁) + (1 - μₜ)·g / (1 - Πₜ)) / (√(v / (1 - β₂ᵗ)) + ε), where t counts from 1. As PyTorch's NAdam;
 * Keras's has d = 1.
 */
export const nadam: OptimizerKind<NadamSettings> = {
  name: 'nadam',
  schema: {
    description: "Adam with Nesterov's momentum (Dozat 2016)",
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { ...LEARNING_RATE, default: 0.002 },
      beta1: BETA1,
      beta2: BETA2,
      epsilon: EPSILON,
      momentumDecay: {
        description: 'How fast the momentum rises from half of beta1 to all of it; PyTorch has 0.004, Keras 1',
        type: 'number',
        minimum: 0,
        default: 0.004,
      },
      weightDecay: WEIGHT_DECAY,
    },
  },
  create({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004, weightDecay = 0 }) {
    const momentum = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const productUpTo = products(momentum);
    const update = perWeight((backend, { gradient, slot, rate }) => {
      const { tf } = backend;
      const mean = towards(backend, slot('mean'), gradient, beta1);
      const variance = towards(backend, slot('variance'), tf.square(gradient), beta2);
      const ahead = tf.add(tf.mul(mean, rate('meanRate')), tf.mul(gradient, rate('gradientRate')));
      const divisor = tf.add(tf.sqrt(tf.mul(variance, rate('correction'))), epsilon);
      return { step: tf.div(ahead, divisor), slots: { mean, variance } };
    });
    const rates = (number: number) => {
      const t = number + 1;
      return {
        learningRate,
        meanRate: (learningRate * momentum(t + 1)) / (1 - productUpTo(t + 1)),
        gradientRate: (learningRate * (1 - momentum(t))) / (1 - productUpTo(t)),
        correction: 1 / (1 - beta2 ** t),
      };
    };
    return decoupled({ slots: ['mean', 'variance'], rates, update }, weightDecay);
  },
};

/** f(1)·...·f(t) for any t, always multiplied in this order. Remembers the products, because every update asks for two. */
function products(f: (t: number) => number): (t: number) => number {
  const known = [1];
  return (t) => {
    for (let next = known.length; next <= t; next += 1) known.push((known[next - 1] ?? 1) * f(next));
    return known[t] ?? Number.NaN;
  };
}
