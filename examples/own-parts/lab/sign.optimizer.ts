// An optimizer without memory: each weight moves by the same step, against the sign of its gradient.

import { defineOptimizer, tensorOf } from 'assay/networks';

/** Sign SGD (Bernstein et al. 2018, algorithm 1): p <- p - r * sign(g). */
export default defineOptimizer<{ readonly learningRate: number }>({
  name: 'sign',
  schema: {
    description: 'Steps of one length, against the sign of the gradient',
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: { description: 'Length of a step', type: 'number', exclusiveMinimum: 0, default: 0.001 },
    },
  },
  create: ({ learningRate }) => ({
    // What it remembers for each weight, such as a velocity: nothing.
    slots: [],
    // Numbers that may change from update to update come in as scalars.
    rates: () => ({ learningRate }),
    regularise: (_, { gradients }) => gradients,
    update({ tf }, { weights, gradients, rates }) {
      const moved = Object.entries(weights).map(([name, weight]) => {
        const step = tf.mul(tf.sign(tensorOf(gradients, name)), tensorOf(rates, 'learningRate'));
        return [name, tf.sub(weight, step)] as const;
      });
      return { weights: Object.fromEntries(moved), slots: {} };
    },
  }),
});
