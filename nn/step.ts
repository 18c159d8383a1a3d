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
  /** The values after this step of the weights that are statistics: see `Step.statistics`. */
  readonly statistics?: Tensors;
};

/** The gradients and the new statistics: the first half of a step. Under the names of the weights; all tensors are new. */
export type Gradients = {
  readonly gradients: Tensors;
  readonly statistics: Tensors;
  readonly loss: Scalar;
  readonly measures: Tensors;
};

/** One update of the weights. The caller owns the new tensors it returns; those passed in stay. */
export interface Step {
  (inputs: StepInputs): StepResult;
  /** Names of the weights that no gradient moves: the objective says what they are after a step. */
  readonly statistics: readonly string[];
  /** The first half: what `optimizer.update` then applies to the weights that learn by gradients. */
  gradients(inputs: Pick<StepInputs, 'weights' | 'batch' | 'key'>): Gradients;
}

/**
 * A training step as a pure function of tensors: forward, backward, update. Nothing in it is read back to JavaScript and
 * nothing that changes from step to step is a JavaScript number, so that it can be recorded once and replayed as a graph.
 */
export function createStep(
  backend: Backend,
  {
    objective,
    optimizer,
    statistics = [],
  }: { objective: Objective; optimizer: Optimizer; statistics?: readonly string[] },
): Step {
  const { tf } = backend;
  const gradientsOf: Step['gradients'] = ({ weights, batch, key }) =>
    tf.tidy(() => {
      const learning = learningOf(weights, { statistics });
      const names = Object.keys(learning);
      let kept: { measures: Tensors; statistics: Tensors } = { measures: {}, statistics: {} };
      const differentiate = tf.valueAndGrads((...values: Tensor[]) => {
        const result = objective({ weights: { ...weights, ...named(names, values) }, batch, key });
        // valueAndGrads disposes of all but the loss: what is kept here is disposed of below.
        const keep = (tensors: Tensors = {}): Tensors => mapTensors(tensors, (tensor) => tf.keep(tensor));
        kept = { measures: keep(result.measures), statistics: keep(result.statistics) };
        return result.loss;
      });
      const { value, grads } = differentiate(Object.values(learning));
      const own = (tensors: Tensors): Tensors =>
        mapTensors(tensors, (tensor) => {
          const copy = tf.clone(tensor); // Belongs to this tidy, unlike the kept one.
          tensor.dispose();
          return copy;
        });
      const gradients = optimizer.regularise(backend, { weights: learning, gradients: named(names, grads) });
      return { loss: value, measures: own(kept.measures), statistics: own(kept.statistics), gradients };
    });
  const step = ({ weights, slots, batch, key, rates }: StepInputs): StepResult =>
    tf.tidy(() => {
      const { loss, measures, statistics: found, gradients } = gradientsOf({ weights, batch, key });
      const learning = learningOf(weights, { statistics });
      const next = optimizer.update(backend, { weights: learning, gradients, slots, rates });
      return { loss, measures, slots: next.slots, weights: { ...weights, ...next.weights, ...found } };
    });
  return Object.assign(step, { gradients: gradientsOf, statistics });
}

/** The weights that learn by gradients, in their order: all but the statistics. */
export function learningOf(weights: Tensors, { statistics }: Pick<Step, 'statistics'>): Tensors {
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !statistics.includes(name)));
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
