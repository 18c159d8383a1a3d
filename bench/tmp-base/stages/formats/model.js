import { StageFailure } from '../../engine/core/failure.js';
import { isObject } from '../../engine/core/json.js';
import { metadataAt } from './safetensors.js';
/**
 * The model that a `model` artifact describes: its input and its layers with their settings.
 *
 * @throws StageFailure if it is no model
 */
export function modelOf(file) {
    const model = metadataAt(file, 'model');
    if (!isObject(model) || !Array.isArray(model['layers']) || !Array.isArray(model['input'])) {
        throw new StageFailure('Cannot read the model: its metadata has no "input" and "layers"');
    }
    return model;
}
