import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import { LAYERS, type LayerKinds } from '../../nn/layers/index.ts';
import type { Model, ModelData } from '../../nn/model.ts';
import { metadataAt, type TensorFile } from './safetensors.ts';

/**
 * The model that a `model` artifact describes: its input and its layers with their settings.
 *
 * @throws StageFailure if it is no model, or has a layer of a type that is not among `kinds`
 */
export function modelOf(file: TensorFile, kinds: LayerKinds = LAYERS): Model {
  const model = metadataAt(file, 'model');
  if (!isObject(model) || !Array.isArray(model['layers']) || !Array.isArray(model['input'])) {
    throw new StageFailure('Cannot read the model: its metadata has no "input" and "layers"');
  }
  const { input, layers } = model as unknown as ModelData;
  const unknown = layers.find(({ type }) => !kinds.types.includes(type));
  if (unknown === undefined) return { input, layers, kinds };
  throw new StageFailure(
    `Cannot read the model: its layer "${unknown.name}" is of the unknown type "${unknown.type}"`,
    {
      hint: 'Use the pack with which it was trained.',
    },
  );
}
