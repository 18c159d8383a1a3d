/** What a classifier takes for a pixel from 0 to 255: without a scale, 0 to 1. */
export function inputOf(pixel, channel, scale) {
    if (scale === undefined)
        return pixel / 255;
    return (pixel / 255 - (scale.mean[channel] ?? Number.NaN)) / (scale.std[channel] ?? Number.NaN);
}
/**
 * What a classifier takes for images.
 *
 * @param images uint8 `[images, height, width, channels]`
 * @param scale of so many channels
 * @returns float32, the same shape
 */
export function toInputs(images, scale) {
    const channels = scale?.mean.length ?? 1; // without a scale all channels are alike
    const values = Float32Array.from({ length: 256 * channels }, (_, index) => inputOf(index & 255, index >> 8, scale));
    const inputs = new Float32Array(images.length);
    for (let index = 0; index < images.length; index += 1) {
        inputs[index] = values[((index % channels) << 8) + images[index]];
    }
    return inputs;
}
