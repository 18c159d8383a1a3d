import type { Tensor } from '@tensorflow/tfjs-core';
import { activate } from '../activations.ts';
import { logistic, recurrent } from './recurrent.ts';

/**
 * Gated recurrent unit (Cho et al. 2014), as in Keras with reset_after, and as in cuDNN and PyTorch: with x·W + b and h·U + d in three blocks
 * each, z = σ(x₁ + h₁), r = σ(x₂ + h₂), g = tanh(x₃ + r·h₃) and h ← z·h + (1 - z)·g. The bias is `[2, 3 * units]`: b, then d. The
 * recurrent kernel starts orthogonal.
 */
export const gru = recurrent('gru', {
  description: 'Gated recurrent unit: like lstm, with one state and three gates. Needs a sequence, [steps, features]',
  cell: {
    gates: 3,
    states: 1,
    bias: (units) => ({ part: 'bias', shape: [2, 3 * units] }),
    start({ backend, weight, precision }, units) {
      const { tf, layers } = backend;
      const sigmoid = (z: Tensor): Tensor => activate(backend, z, 'sigmoid');
      const [own, recurrentBias] = tf.split(weight('bias'), 2, 0).map((half) => tf.reshape(half, [3 * units])) as [
        Tensor,
        Tensor,
      ];
      return {
        bias: own,
        step(product, state) {
          // No state exceeds 1, so this changes nothing; but three gradients come to a state (from the output, the update and the
          // product), and without something in between, TensorFlow adds them up in another order in a graph.
          const h = tf.minimum(state[0] as Tensor, 2);
          const back = layers.addBias(layers.matMul(h, weight('recurrent'), { precision }), recurrentBias);
          const [x1, x2, x3] = tf.split(product, 3, 1) as [Tensor, Tensor, Tensor];
          const [h1, h2, h3] = tf.split(back, 3, 1) as [Tensor, Tensor, Tensor];
          const update = sigmoid(tf.add(x1, h1));
          const reset = sigmoid(tf.add(x2, h2));
          const fresh = activate(backend, tf.add(x3, tf.mul(reset, h3)), 'tanh');
          return [tf.add(tf.mul(update, h), tf.mul(tf.sub(1, update), fresh))];
        },
      };
    },
    respond({ product, state, units, recurrent: through, bias }) {
      const [h = new Float64Array(units)] = state;
      const own = product.map((value, at) => value + (bias[at] ?? 0));
      const back = through(h).map((value, at) => value + (bias[3 * units + at] ?? 0));
      const next = h.map((value, unit) => {
        const [x, y] = [own, back].map((of) => [0, 1, 2].map((block) => of[block * units + unit] ?? 0));
        const [x1 = 0, x2 = 0, x3 = 0] = x ?? [];
        const [h1 = 0, h2 = 0, h3 = 0] = y ?? [];
        const update = logistic(x1 + h1);
        return update * value + (1 - update) * Math.tanh(x3 + logistic(x2 + h2) * h3);
      });
      return [next];
    },
  },
});
