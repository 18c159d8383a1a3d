import type { Tensor } from '@tensorflow/tfjs-core';
import { tensorOf, type Optimizer } from './kind.ts';

const SLOT = 'average';

/**
 * The optimizer with an exponential moving average of the weights, which is what a training then evaluates and gives out:
 * a ← d·a + (1 - d)·p after each update, and a ← p after the first, as with Keras's `use_ema`.
 *
 * @param decay d, 0 <= d < 1
 */
export function averaged(optimizer: Optimizer, decay: number): Optimizer {
  return {
    slots: [...optimizer.slots, SLOT],
    average: SLOT,
    rates(number) {
      const kept = number === 0 ? 0 : decay;
      return { ...optimizer.rates(number), averageKept: kept, averageAdded: 1 - kept };
    },
    regularise: (backend, inputs) => optimizer.regularise(backend, inputs),
    update(backend, inputs) {
      const { tf } = backend;
      const next = optimizer.update(backend, inputs);
      const averages: Record<string, Tensor> = {};
      for (const [name, weight] of Object.entries(next.weights)) {
        const slot = `${SLOT}/${name}`;
        averages[slot] = tf.add(
          tf.mul(tensorOf(inputs.slots, slot), tensorOf(inputs.rates, 'averageKept')),
          tf.mul(weight, tensorOf(inputs.rates, 'averageAdded')),
        );
      }
      return { weights: next.weights, slots: { ...next.slots, ...averages } };
    },
  };
}
