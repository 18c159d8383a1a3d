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
 * The weights before training: Glorot uniform kernels and zero biases, the defaults of Keras. Made in JavaScript, so that
 * they are the same bits on every backend; each kernel has a stream of its own, so that one layer's size does not move the
 * numbers of another.
 *
 * @throws Error if the model cannot be built: `inferShapes` must have been asked before.
 */
export function initialWeights(model: Model, seed: number): HostTensors {
  const weights: Record<string, HostTensor> = {};
  for (const { name, shape, fanIn, fanOut } of weightShapes(model)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = fanIn === 0 ? new Float32Array(count) : glorotUniform(count, { fanIn, fanOut, seed, stream: name });
    weights[name] = { shape, data };
  }
  return weights;
}

/** The name and shape of every weight; `fanIn` 0 marks a bias. */
interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
}

function weightShapes(model: Model): WeightShape[] {
  const { layers, problems } = inferShapes(model);
  if (problems[0] !== undefined) throw new Error(`Internal error: this model cannot be built: ${problems[0].message}`);
  const shapes: WeightShape[] = [];
  for (const { layer, inputShape } of layers) {
    if (layer.type !== 'conv2d' && layer.type !== 'dense') continue;
    const inputs = inputShape.at(-1) ?? 0;
    const outputs = layer.type === 'conv2d' ? layer.filters : layer.units;
    const window = layer.type === 'conv2d' ? layer.kernel : [];
    const taps = window.reduce((product, size) => product * size, 1);
    shapes.push({
      name: `${layer.name}.kernel`,
      shape: [...window, inputs, outputs],
      fanIn: taps * inputs,
      fanOut: taps * outputs,
    });
    if (layer.useBias) shapes.push({ name: `${layer.name}.bias`, shape: [outputs], fanIn: 0, fanOut: 0 });
  }
  return shapes;
}

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16). */
function glorotUniform(
  count: number,
  { fanIn, fanOut, seed, stream }: { fanIn: number; fanOut: number; seed: number; stream: string },
): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const random = randomOf(seed, stream);
  const data = new Float32Array(count);
  for (let index = 0; index < count; index += 1) data[index] = (2 * random.uniform() - 1) * limit;
  return data;
}
