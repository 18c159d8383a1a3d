import { StageFailure } from '../../engine/core/failure.js';
import { inputOf } from '../../nn/pixels.js';
import { randomOf } from '../../nn/random.js';
import { layerOutput } from '../statistics/responses.js';
import { windows } from '../../nn/layers/windows.js';
import { pixelScaleOf } from '../formats/pixel-scale.js';
import { tensorAt } from '../formats/safetensors.js';
/**
 * The first images of a split, as the network takes them.
 *
 * @throws StageFailure if the split has none, or they are not of the size that the model takes
 */
export function probeImages(dataset, model, probe) {
    const { shape, data } = tensorAt(dataset, `${probe.split}.images`, 'U8');
    const [count = 0, height = 0, width = 0, channels = 0] = shape;
    if (count === 0) {
        throw new StageFailure(`Cannot probe filters: split "${probe.split}" of the dataset has no images`, {
            hint: 'Set "split" in "probe" to another one.',
        });
    }
    if ([height, width, channels].join() !== model.input.join()) {
        const [expected, found] = [model.input.join(' x '), [height, width, channels].join(' x ')];
        throw new StageFailure(`The model takes images of ${expected}, the dataset has ${found}`);
    }
    const scale = pixelScaleOf(dataset);
    const size = height * width * channels;
    return Array.from({ length: Math.min(count, probe.images) }, (_, image) => {
        const pixels = data.subarray(image * size, (image + 1) * size);
        return {
            height,
            width,
            channels,
            data: Float64Array.from(pixels, (pixel, at) => inputOf(pixel, at % channels, scale)),
        };
    });
}
/** What a layer takes for one image: the output of the layer before it, in evaluation mode. */
export function* layerInput(model, options) {
    const before = model.layers[model.layers.findIndex(({ name }) => name === options.layer.name) - 1];
    if (before === undefined)
        return options.image;
    const { weights, snapshot, image } = options;
    return yield* layerOutput(model, { weights, snapshot, image, layer: before.name, channels: undefined });
}
/**
 * Windows of a layer's inputs: all of them, or as many as `limit` of them, at random places, as many from each image.
 *
 * @param inputs one for each image, all of the same size
 */
export function takePatches(layer, inputs, { limit, seed }) {
    const [first] = inputs;
    if (first === undefined)
        throw new Error('Internal error: no probe images');
    const flat = layer.type === 'dense';
    const [height, width] = flat ? [1, 1] : layer.kernel;
    const strides = flat ? [1, 1] : layer.strides;
    const padding = flat ? 'valid' : layer.padding;
    const shaped = inputs.map((input) => flat ? { height: 1, width: 1, channels: input.data.length, data: input.data } : input);
    const { channels } = shaped[0] ?? first;
    const rows = windows(flat ? 1 : first.height, { window: height, stride: strides[0], padding });
    const columns = windows(flat ? 1 : first.width, { window: width, stride: strides[1], padding });
    const places = rows.count * columns.count;
    const each = Math.min(places, Math.max(1, Math.floor(limit / inputs.length)));
    const used = shaped.slice(0, Math.max(1, Math.min(shaped.length, limit)));
    const dimension = height * width * channels;
    const values = new Float64Array(used.length * each * dimension);
    const random = randomOf(seed, 'patches', layer.name);
    const order = Int32Array.from({ length: places }, (_, place) => place);
    for (const [image, input] of used.entries()) {
        for (let index = 0; index < each; index++) {
            if (each < places) {
                const other = index + random.below(places - index);
                [order[index], order[other]] = [order[other], order[index]];
            }
            const place = order[index];
            copyWindow(input, values, {
                start: (image * each + index) * dimension,
                top: Math.floor(place / columns.count) * strides[0] - rows.before,
                left: (place % columns.count) * strides[1] - columns.before,
                height,
                width,
            });
        }
    }
    return { values, count: used.length * each, dimension };
}
/** What lies outside the image stays 0. */
function copyWindow(input, values, at) {
    const { channels } = input;
    for (let y = Math.max(-at.top, 0); y < Math.min(at.height, input.height - at.top); y++) {
        for (let x = Math.max(-at.left, 0); x < Math.min(at.width, input.width - at.left); x++) {
            const from = ((at.top + y) * input.width + at.left + x) * channels;
            values.set(input.data.subarray(from, from + channels), at.start + (y * at.width + x) * channels);
        }
    }
}
