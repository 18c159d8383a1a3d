import type { Model } from './model.ts';
import { randomOf } from './random.ts';
import { inferShapes, sizeOf } from './shapes.ts';

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
 * The weights before training: Glorot uniform kernels and zero biases, the defaults of Keras. Made in JavaScript, so that
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
    for (const { part, shape, fan } of weights) {
      const stream = `${layer.name}.${part}`;
      const count = sizeOf(shape);
      const data = fan === undefined ? new Float32Array(count) : glorotUniform(count, { fan, seed, stream });
      tensors[stream] = { shape, data };
    }
  }
  return tensors;
}

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16). */
function glorotUniform(
  count: number,
  { fan, seed, stream }: { fan: { readonly in: number; readonly out: number }; seed: number; stream: string },
): Float32Array {
  const limit = Math.sqrt(6 / (fan.in + fan.out));
  const random = randomOf(seed, stream);
  const data = new Float32Array(count);
  for (let index = 0; index < count; index += 1) data[index] = (2 * random.uniform() - 1) * limit;
  return data;
}
