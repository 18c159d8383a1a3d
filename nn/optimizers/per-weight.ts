import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import { tensorOf, type Optimizer, type UpdateInputs } from './kind.ts';

/** What one weight and its slots become. */
export interface Changed {
  /** What is taken away from the weight. */
  readonly step: Tensor;
  /** By the names of the slots. */
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** One weight in an update, all tensors of its shape. */
export interface OneWeight {
  readonly gradient: Tensor;
  /** The old value of a slot. */
  readonly slot: (name: string) => Tensor;
  /** A scalar of `Optimizer.rates`. */
  readonly rate: (name: string) => Tensor;
}

/** The `update` of an optimizer that treats each weight by itself. */
export function perWeight(change: (backend: Backend, one: OneWeight) => Changed): Optimizer['update'] {
  return (backend, inputs: UpdateInputs) => {
    const weights: Record<string, Tensor> = {};
    const slots: Record<string, Tensor> = {};
    for (const [name, weight] of Object.entries(inputs.weights)) {
      const changed = change(backend, {
        gradient: tensorOf(inputs.gradients, name),
        slot: (slot) => tensorOf(inputs.slots, `${slot}/${name}`),
        rate: (rate) => tensorOf(inputs.rates, rate),
      });
      weights[name] = backend.tf.sub(weight, changed.step);
      for (const [slot, value] of Object.entries(changed.slots)) slots[`${slot}/${name}`] = value;
    }
    return { weights, slots };
  };
}

/** A running mean, one update later: old + (1 - decay) · (value - old). */
export function towards({ tf }: Backend, old: Tensor, value: Tensor, decay: number): Tensor {
  return tf.add(old, tf.mul(tf.sub(value, old), 1 - decay));
}
