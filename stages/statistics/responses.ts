import { StageFailure } from '../../engine/core/failure.ts';
import { respondTo } from '../../nn/forward.ts';
import type { Model } from '../../nn/model.ts';
import type { Slices, Volume } from '../../nn/volume.ts';
import { tensorAt, type TensorFile } from '../formats/safetensors.ts';

/**
 * The output of the layer named `layer`, after its activation, for one image in evaluation mode. With `channels`, only these
 * channels of the layer are computed, in this order.
 *
 * @param options.weights a `model` artifact; `<snapshot>/<layer>.kernel` and `.bias` are read
 * @param options.image values scaled as the network was trained
 * @throws StageFailure if the layer does not exist, or the weights do not fit the model
 */
export function* layerOutput(
  model: Model,
  options: {
    readonly weights: TensorFile;
    readonly snapshot: 'initial' | 'final';
    readonly image: Volume;
    readonly layer: string;
    readonly channels: readonly number[] | undefined;
  },
): Slices<Volume> {
  const { weights, snapshot, layer } = options;
  const output = yield* respondTo(model, {
    ...options,
    weight: (of, part, shape) => weightAt(weights, `${snapshot}/${of.name}.${part}`, shape),
  });
  if (output !== undefined) return output;
  const names = model.layers.map(({ name }) => `"${name}"`).join(', ');
  throw new StageFailure(`Cannot find layer "${layer}" in the model: it has ${names}`);
}

function weightAt(weights: TensorFile, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensorAt(weights, name, 'F32');
  if (String(tensor.shape) === String(shape)) return tensor.data;
  const [expected, found] = [shape.join(', '), tensor.shape.join(', ')];
  throw new StageFailure(`Weights "${name}" do not fit the model: expected [${expected}], found [${found}]`);
}
