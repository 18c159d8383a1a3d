import { StageFailure } from '../../engine/core/failure.js';
import { tensorAt } from '../formats/safetensors.js';
import { readTensors } from '../formats/tensor-stream.js';
/**
 * Reads one matrix of a `matrix` artifact.
 *
 * @throws StageFailure if the layer is not there, or is left out and there are several
 */
export async function readMatrix(path, which) {
    const ending = `/${which.snapshot}`;
    let layer = '';
    const file = await readTensors(path, (names) => {
        const layers = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
        layer = oneLayer(layers, which.layer);
        return [layer + ending];
    });
    const { shape, data } = tensorAt(file, layer + ending, 'F64');
    const [count = 0, columns = 0] = shape;
    if (shape.length !== 2 || count !== columns || count === 0) {
        throw new StageFailure(`Expected a square matrix for layer "${layer}", found [${shape.join(', ')}]`);
    }
    return { layer, count, cosines: data };
}
/** Whether a `matrix` artifact has the matrix of a layer. */
export async function hasMatrix(path, which) {
    let has = false;
    await readTensors(path, (names) => {
        has = names.includes(`${which.layer}/${which.snapshot}`);
        return [];
    });
    return has;
}
/**
 * The layer asked for, or the only one there is.
 *
 * @throws StageFailure if there is none of that name, or none is asked for and there are several
 */
export function oneLayer(layers, wanted) {
    const names = layers.map((name) => `"${name}"`).join(', ') || 'none';
    if (wanted !== undefined) {
        if (layers.includes(wanted))
            return wanted;
        throw new StageFailure(`Cannot find layer "${wanted}": the artifact has ${names}`, {
            hint: 'Choose one of these as "layer", or add the layer to the step that extracts filters.',
        });
    }
    const [only, ...others] = layers;
    if (only !== undefined && others.length === 0)
        return only;
    throw new StageFailure(`Cannot choose a layer: the artifact has ${names}`, { hint: 'Set "layer" to one of them.' });
}
/** The cosines of the pairs i < j that have one. */
export function pairCosines({ count, cosines }) {
    const pairs = new Float64Array((count * (count - 1)) / 2);
    let found = 0;
    for (let row = 0; row < count; row++) {
        for (let column = row + 1; column < count; column++) {
            const cosine = cosines[row * count + column];
            if (!Number.isNaN(cosine))
                pairs[found++] = cosine;
        }
    }
    return pairs.subarray(0, found);
}
/** The largest cosine of a pair, of either sign; 0 without pairs. */
export function largestCosine(pairs) {
    return pairs.reduce((most, cosine) => Math.max(most, Math.abs(cosine)), 0);
}
/** The smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that is not below `cosine`. */
export function roundLimit(cosine) {
    return [0.05, 0.1, 0.2, 0.3, 0.5].find((limit) => cosine <= limit) ?? 1;
}
