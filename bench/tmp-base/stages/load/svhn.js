import { StageFailure } from '../../engine/core/failure.js';
import { readMat } from './mat.js';
import { interleave } from './part.js';
const SHAPE = [32, 32, 3];
/**
 * Images from a MAT-file of SVHN, format 2: `X` uint8 `[32, 32, 3, images]` and `y` `[images, 1]`, both column-major; label
 * 10 is the digit 0. (http://ufldl.stanford.edu/housenumbers, "Format 2".)
 *
 * @throws StageFailure if the file is damaged, its arrays have other shapes, or a label is not 1 to 10
 */
export async function readSvhn(content, reading) {
    const { file } = content;
    const arrays = await readMat(content, reading);
    const [images, labels] = [arrays.get('X'), arrays.get('y')];
    const count = images?.shape[3] ?? (images?.shape.length === 3 ? 1 : 0); // MATLAB drops a last axis of 1
    if (!(images?.data instanceof Uint8Array) || count === 0 || images.shape.slice(0, 3).join() !== SHAPE.join()) {
        const isWide = images !== undefined && !(images.data instanceof Uint8Array);
        throw new StageFailure(`Not a file of SVHN: "${file}": expected X, uint8 [32, 32, 3, images], found ${describe(images)}`, { ...(isWide && { hint: 'Save the pixels as whole numbers from 0 to 255, in MATLAB: X = uint8(X).' }) });
    }
    if (labels === undefined || labels.data.length !== count) {
        throw new StageFailure(`Not a file of SVHN: "${file}": expected y, labels [${count}, 1], found ${describe(labels)}`);
    }
    const digits = Uint8Array.from(labels.data, (label, image) => {
        if (Number.isInteger(label) && label >= 1 && label <= 10)
            return label % 10;
        throw new StageFailure(`Label out of range in "${file}": image ${image} has label ${label}, expected 1 to 10, where 10 is the digit 0`);
    });
    const pixels = await interleave(images.data, { shape: SHAPE, columnMajor: true }, reading);
    return { shape: SHAPE, images: pixels, labels: digits };
}
/** MATLAB's names of the types that numbers are stored in. */
const TYPE_NAMES = { Float64Array: 'double', Float32Array: 'single' };
/** `double [32, 32, 3, 12]` */
function describe(array) {
    if (array === undefined)
        return 'no such array';
    const { name } = array.data.constructor;
    return `${TYPE_NAMES[name] ?? name.replace('Array', '').toLowerCase()} [${array.shape.join(', ')}]`;
}
