import { nameOf } from './kind.js';
export function pair(size) {
    return typeof size === 'number' ? [size, size] : size;
}
/** Where windows lie along one axis: `count` of them, the first one `before` places before the image's edge. */
export function windows(size, options) {
    const { window, stride, padding } = options;
    if (padding === 'valid')
        return { count: Math.floor((size - window) / stride) + 1, before: 0 };
    // TensorFlow's rule: of an odd number of padded places the one more comes at the end.
    const count = Math.ceil(size / stride);
    return { count, before: Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2) };
}
/**
 * `[height, width]` of the output and the channels of the input, or why the windows do not fit.
 *
 * @param of the window, what messages call it, and the setting to blame
 */
export function slide(layer, input, of) {
    const [height, width, channels] = input;
    const who = nameOf(layer);
    if (height === undefined || width === undefined || channels === undefined)
        return { at: [], message: `${who} needs an image, found ${input.join('x')} flat values: put it before 'flatten'` };
    const { strides, padding } = layer;
    const { window, what, at } = of;
    const output = [
        windows(height, { window: window[0], stride: strides[0], padding }).count,
        windows(width, { window: window[1], stride: strides[1], padding }).count,
    ];
    if (output[0] >= 1 && output[1] >= 1)
        return { output, channels };
    const reduced = output.map((size) => Math.max(size, 0)).join('x');
    const fault = `its ${window.join('x')} ${what} does not fit`;
    return { at, message: `${who} reduces ${height}x${width} to ${reduced}: ${fault}` };
}
/** `3 × 3`. */
export function sides([height, width]) {
    return `${height} × ${width}`;
}
/** What drawings say of strides and padding that are not the usual ones. */
export function describeWindows({ strides, padding }, usual) {
    const words = [];
    if (String(strides) !== String(usual)) {
        words.push(`stride ${strides[0] === strides[1] ? strides[0] : sides(strides)}`);
    }
    if (padding === 'same')
        words.push('padded');
    return words;
}
