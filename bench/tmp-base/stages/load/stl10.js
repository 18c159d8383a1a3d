import { StageFailure } from '../../engine/core/failure.js';
import { interleave, toClasses } from './part.js';
import { foundInstead } from './sniff.js';
const SHAPE = [96, 96, 3];
const PIXELS = 96 * 96 * 3;
/**
 * Images in the binary format of STL-10: one file of red, green and blue planes, each column by column, and one of labels 1
 * to 10. (https://cs.stanford.edu/~acoates/stl10, "Binary files".)
 *
 * @throws StageFailure if the files do not hold whole images, or not as many labels, or a label is outside the classes
 */
export async function readStl10(images, labels, reading) {
    const count = Math.floor(images.bytes.length / PIXELS);
    if (count === 0 || images.bytes.length % PIXELS !== 0) {
        const found = `found ${images.bytes.length - count * PIXELS} bytes after ${count} of them`;
        foundInstead(images, 'a file of STL-10');
        throw new StageFailure(`Damaged STL-10 file "${images.file}", byte ${count * PIXELS}: expected images of ${PIXELS} bytes, ${found}`);
    }
    if (labels.bytes.length !== count) {
        throw new StageFailure(`Images and labels do not belong together: ${count} images in "${images.file}", ${labels.bytes.length} labels in "${labels.file}"`);
    }
    return {
        shape: SHAPE,
        images: await interleave(images.bytes, { shape: SHAPE, columnMajor: true }, reading),
        labels: toClasses(labels.bytes, { first: 1, classes: 10 }, labels.file),
    };
}
