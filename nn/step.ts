import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { Optimizer } from './optimizers/kind.ts';
import type { Tensors } from './tensors.ts';

/** The weights and the optimizer's memory. */
export type TrainingState = { readonly weights: Tensors; readonly slots: Tensors };

/** Everything a step depends on; all of it is tensors. */
export type StepInputs = TrainingState & {
  /** The data of one batch: for a classifier `x` and `y`. */
  readonly batch: Tensors;
  /** int32 `[2]`: the key of this step's random numbers. */
  readonly key: Tensor1D;
  /** Scalars: what `Optimizer.rates` says of this update. */
  readonly rates: Tensors;
};

export type StepResult = TrainingState & {
  readonly loss: Scalar;
  /** Further scalars the objective reports, for example `correct`. */
  readonly measures: Tensors;
};

/** The objective of a training. Pure: makes tensors from tensors and reads nothing back. */
export type Objective = (inputs: { weights: Tensors; batch: Tensors; key: Tensor1D }) => {
  readonly loss: Scalar;
  readonly measures?: Tensors;
};

/** The gradients: the first half of a step. Under the names of the weights; all tensors are new. */
export type Gradients = { readonly gradients: Tensors; readonly loss: Scalar; readonly measures: Tensors };

/** One update of the weights. The caller owns the new tensors it returns; those passed in stay. */
export interface Step {
  (inputs: StepInputs): StepResult;
  /** The first half: what `optimizer.update` then applies. */
  gradients(inputs: Pick<StepInputs, 'weights' | 'batch' | 'key'>): Gradients;
}

/**
 * A training step as a pure function of tensors: forward, backward, update. Nothing in it is read back to JavaScript and
 * nothing that changes from step to step is a JavaScript number, so that it can be recorded once and replayed as a graph.
 */
export function createStep(
  backend: Backend,
  { objective, optimizer }: { objective: Objective; optimizer: Optimizer },
): Step {
  const { tf } = backend;
  const gradientsOf: Step['gradients'] = ({ weights, batch, key }) =>
    tf.tidy(() => {
      const names = Object.keys(weights);
      let measures: Tensors = {};
      const differentiate = tf.valueAndGrads((...values: Tensor[]) => {
        const result = objective({ weights: named(names, values), batch, key });
        // valueAndGrads disposes of all but the loss: what is kept here is disposed of below.
        measures = mapTensors(result.measures ?? {}, (measure) => tf.keep(measure));
        return result.loss;
      });
      const { value, grads } = differentiate(Object.values(weights));
      const owned = mapTensors(measures, (measure) => {
        const copy = tf.clone(measure); // Belongs to this tidy, unlike the kept one.
        measure.dispose();
        return copy;
      });
      const gradients = optimizer.regularise(backend, { weights, gradients: named(names, grads) });
      return { loss: value, measures: owned, gradients };
    });
  const step = ({ weights, slots, batch, key, rates }: StepInputs): StepResult =>
    tf.tidy(() => {
      const { loss, measures, gradients } = gradientsOf({ weights, batch, key });
      return { loss, measures, ...optimizer.update(backend, { weights, gradients, slots, rates }) };
    });
  return Object.assign(step, { gradients: gradientsOf });
}

function named(names: readonly string[], values: readonly Tensor[]): Tensors {
  const tensors: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value === undefined) throw new Error(`Internal error: no tensor for '${name}'`);
    tensors[name] = value;
  }
  return tensors;
}

function mapTensors(tensors: Tensors, change: (tensor: Tensor) => Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
