// What the pools have in common.
import { pickChannels } from '../volume.js';
import { describeWindows, pair, sides, slide, windows } from './windows.js';
/**
 * A pool as a layer, but for how a batch goes through it.
 *
 * @param of.combine gives the one value for the values of a window
 */
export function pool(type, of) {
    return {
        type,
        prefix: 'pool',
        schema: {
            description: of.description,
            type: 'object',
            additionalProperties: false,
            properties: {
                name: { $ref: '#/$defs/name' },
                size: { $ref: '#/$defs/size', description: 'Height and width of the window', default: 2 },
                strides: {
                    $ref: '#/$defs/size',
                    description: 'Step from one window to the next; left out, the size of the window',
                },
                padding: { $ref: '#/$defs/padding', default: 'valid' },
            },
        },
        resolve({ size = 2, strides = size, padding = 'valid' }, name) {
            return { type, name, size: pair(size), strides: pair(strides), padding };
        },
        infer(layer, input) {
            const slid = slide(layer, input, { window: layer.size, what: 'window', at: [] });
            return 'message' in slid ? slid : { shape: [...slid.output, slid.channels], macs: 0, weights: [] };
        },
        apply: of.apply,
        *respond(layer, input, { channels }) {
            return pickChannels(yield* combineWindows(layer, input, of.combine), channels);
        },
        describe: (layer) => [`${of.verb} of ${sides(layer.size)}`, ...describeWindows(layer, layer.size)],
    };
}
/** Pauses after each row. */
function* combineWindows(layer, input, combine) {
    const { size, strides, padding } = layer;
    const rows = windows(input.height, { window: size[0], stride: strides[0], padding });
    const columns = windows(input.width, { window: size[1], stride: strides[1], padding });
    const data = new Float64Array(rows.count * columns.count * input.channels);
    for (let row = 0; row < rows.count; row++) {
        const top = row * strides[0] - rows.before;
        for (let column = 0; column < columns.count; column++) {
            const left = column * strides[1] - columns.before;
            const found = combineWindow(input, { top, left, size }, combine);
            data.set(found, (row * columns.count + column) * input.channels);
        }
        yield;
    }
    return { height: rows.count, width: columns.count, channels: input.channels, data };
}
/** Of each channel. Places outside the image do not count: neither for the largest value nor for the mean, as in TensorFlow. */
function combineWindow(input, { top, left, size }, combine) {
    const found = new Float64Array(input.channels);
    for (let channel = 0; channel < input.channels; channel++) {
        const values = [];
        for (let y = Math.max(top, 0); y < Math.min(top + size[0], input.height); y++) {
            for (let x = Math.max(left, 0); x < Math.min(left + size[1], input.width); x++) {
                values.push(input.data[(y * input.width + x) * input.channels + channel] ?? 0);
            }
        }
        found[channel] = combine(values);
    }
    return found;
}
