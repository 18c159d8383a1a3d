import { StageFailure } from '../../engine/core/failure.js';
import { isObject } from '../../engine/core/json.js';
import { metadataAt } from './safetensors.js';
/**
 * How a `dataset` artifact wants its pixels scaled; undefined when it does not say: 0 to 1.
 *
 * @throws StageFailure if what it says is no scale
 */
export function pixelScaleOf(dataset) {
    const about = metadataAt(dataset, 'dataset');
    const scale = isObject(about) ? about['scale'] : undefined;
    if (scale === undefined)
        return undefined;
    const { mean, std } = isObject(scale) ? scale : {};
    if (isNumbers(mean) && isNumbers(std) && mean.length === std.length)
        return { mean, std };
    throw new StageFailure(`Expected mean and deviation of each channel in the dataset, found ${JSON.stringify(scale)}`);
}
function isNumbers(value) {
    return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number');
}
