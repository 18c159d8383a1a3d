import { tensorOf, type Optimizer } from './kind.ts';

/**
 * An optimizer with weight decay beside its update (Loshchilov and Hutter 2019, algorithm 2): p ← p·(1 - r·λ) for each kernel,
 * with the rate r of the update, then the update by the gradients alone. As in Keras and PyTorch, which do so for biases, too.
 *
 * @param weightDecay λ; 0: none
 */
export function decoupled(optimizer: Omit<Optimizer, 'regularise'>, weightDecay: number): Optimizer {
  const regularise: Optimizer['regularise'] = (_, { gradients }) => gradients;
  if (weightDecay === 0) return { ...optimizer, regularise };
  return {
    slots: optimizer.slots,
    rates(number) {
      const all = optimizer.rates(number);
      return { ...all, kept: 1 - all.learningRate * weightDecay };
    },
    regularise,
    update(backend, inputs) {
      const kept = tensorOf(inputs.rates, 'kept');
      const weights = Object.fromEntries(
        Object.entries(inputs.weights).map(([name, weight]) => [
          name,
          name.endsWith('.kernel') ? backend.tf.mul(weight, kept) : weight,
        ]),
      );
      return optimizer.update(backend, { ...inputs, weights });
    },
  };
}
