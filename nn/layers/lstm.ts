import type { Tensor } from '@tensorflow/tfjs-core';
import { activate } from '../activations.ts';
import { logistic, recurrent } from './recurrent.ts';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as in Keras: with z = x·W + h·U + b in
 * four blocks, the gates i = σ(z₁), f = σ(z₂), o = σ(z₄) and g = tanh(z₃), c ← f·c + i·g and h ← o·tanh(c). The bias `[4 * units]` starts
 * with 1 for the forget gate and 0 elsewhere, the recurrent kernel orthogonal.
 */
export const lstm = recurrent('lstm', {
  description:
    'Long short-term memory: goes through a sequence with a state that it can keep and forget. Needs a sequence, [steps, features]',
  cell: {
    gates: 4,
    states: 2,
    bias: (units) => ({ part: 'bias', shape: [4 * units], initial: { blocks: [0, 1, 0, 0] } }),
    start({ backend, weight, precision }) {
      const { tf, layers } = backend;
      const sigmoid = (z: Tensor): Tensor => activate(backend, z, 'sigmoid');
      const tanh = (z: Tensor): Tensor => activate(backend, z, 'tanh');
      return {
        bias: weight('bias'),
        step(product, state) {
          const [h, c] = state as [Tensor, Tensor];
          const z = tf.add(product, layers.matMul(h, weight('recurrent'), { precision }));
          const [i, f, g, o] = tf.split(z, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
          const next = tf.add(tf.mul(sigmoid(f), c), tf.mul(sigmoid(i), tanh(g)));
          return [tf.mul(sigmoid(o), tanh(next)), next];
        },
      };
    },
    respond({ product, state, units, recurrent: through, bias }) {
      const [h = new Float64Array(units), c = new Float64Array(units)] = state;
      const back = through(h);
      const z = product.map((value, at) => value + (back[at] ?? 0) + (bias[at] ?? 0));
      const gate = (block: number, unit: number): number => z[block * units + unit] ?? 0;
      const next = c.map(
        (value, unit) => logistic(gate(1, unit)) * value + logistic(gate(0, unit)) * Math.tanh(gate(2, unit)),
      );
      return [next.map((value, unit) => logistic(gate(3, unit)) * Math.tanh(value)), next];
    },
  },
});
