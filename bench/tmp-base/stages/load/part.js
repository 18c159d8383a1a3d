import { StageFailure } from '../../engine/core/failure.js';
/** Bytes that are moved between two looks at whether to stop. */
export const BATCH_BYTES = 1 << 20;
/** The images that `wanted` tells, in their order. */
export async function pick({ shape, images, labels }, wanted, reading) {
    const size = shape[0] * shape[1] * shape[2];
    const indices = indicesOf(labels.length, wanted);
    if (indices.length === labels.length)
        return { shape, images, labels };
    const picked = new Uint8Array(indices.length * size);
    const most = Math.ceil(BATCH_BYTES / size);
    for (let place = 0; place < indices.length;) {
        // Images that lie behind each other are copied together.
        const first = indices[place];
        let count = 1;
        while (count < most && indices[place + count] === first + count)
            count += 1;
        picked.set(images.subarray(first * size, (first + count) * size), place * size);
        place += count;
        if (count > 1 || place % most === 0)
            await reading.pause();
    }
    return { shape, images: picked, labels: Uint8Array.from(indices, (image) => labels[image]) };
}
function indicesOf(images, wanted) {
    const indices = new Uint32Array(images);
    let count = 0;
    for (let image = 0; image < images; image++) {
        if (wanted(image))
            indices[count++] = image;
    }
    return indices.subarray(0, count);
}
/**
 * Labels as class numbers from 0.
 *
 * @param file only named in errors
 * @throws StageFailure that tells the image and its label, for the first one outside the range
 */
export function toClasses(labels, { first, classes }, file) {
    const last = first + classes - 1;
    const wrong = labels.findIndex((label) => label < first || label > last);
    if (wrong >= 0) {
        throw new StageFailure(`Label out of range in "${file}": image ${wrong} has label ${labels[wrong]}, expected ${first} to ${last} for ${classes} classes`);
    }
    return first === 0 ? labels : labels.map((label) => label - first);
}
/**
 * Images whose channels lie in planes, as images whose channels lie together.
 *
 * @param planes uint8 `[images, channels, height, width]`, or with `columnMajor` `[images, channels, width, height]`
 * @returns uint8 `[images, height, width, channels]`
 */
export async function interleave(planes, { shape, columnMajor }, reading) {
    const [height, width, channels] = shape;
    const [rowStep, columnStep] = columnMajor ? [1, height] : [width, 1];
    const size = height * width * channels;
    const images = new Uint8Array(planes.length);
    const batch = size * Math.ceil(BATCH_BYTES / size);
    let at = 0;
    for (let image = 0; image < planes.length; image += size) {
        if (image % batch === 0)
            await reading.pause();
        for (let row = 0; row < height; row++) {
            for (let column = 0; column < width; column++) {
                const place = image + row * rowStep + column * columnStep;
                for (let channel = 0; channel < channels; channel++) {
                    images[at++] = planes[place + channel * height * width];
                }
            }
        }
    }
    return images;
}
