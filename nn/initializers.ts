import { draw } from './initializers/rules.ts';
import type { Model } from './model.ts';
import { randomOf } from './random.ts';
import { inferShapes } from './shapes.ts';

/** A float32 array on the JavaScript side, row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Weights by name, in the order of the layers: `conv1.kernel` `[height, width, channelsIn, filters]`, `dense1.kernel`
 * `[inputs, units]`, and `<layer>.bias` `[filters]` or `[units]`.
 */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/**
 * The weights before training: as each layer says, else Glorot uniform kernels and zero biases, the defaults of Keras. Made in JavaScript, so that
 * they are the same bits on every backend; each kernel has a stream of its own, so that one layer's size does not move the
 * numbers of another.
 *
 * @throws Error if the model cannot be built: `inferShapes` must have been asked before.
 */
export function initialWeights(model: Model, seed: number): HostTensors {
  const { layers, problems } = inferShapes(model);
  if (problems[0] !== undefined) throw new Error(`Internal error: this model cannot be built: ${problems[0].message}`);
  const tensors: Record<string, HostTensor> = {};
  for (const { layer, weights } of layers) {
    for (const { part, shape, fan, initial = fan && 'glorotUniform' } of weights) {
      const stream = `${layer.name}.${part}`;
      const initializer = (fan && layer.initializer) ?? initial ?? { constant: 0 };
      tensors[stream] = { shape, data: draw(initializer, { shape, fan, random: randomOf(seed, stream) }) };
    }
  }
  return tensors;
}
