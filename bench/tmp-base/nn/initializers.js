import { randomOf } from './random.js';
import { inferShapes, sizeOf } from './shapes.js';
/**
 * The weights before training: Glorot uniform kernels and zero biases, the defaults of Keras. Made in JavaScript, so that
 * they are the same bits on every backend; each kernel has a stream of its own, so that one layer's size does not move the
 * numbers of another.
 *
 * @throws Error if the model cannot be built: `inferShapes` must have been asked before.
 */
export function initialWeights(model, seed) {
    const { layers, problems } = inferShapes(model);
    if (problems[0] !== undefined)
        throw new Error(`Internal error: this model cannot be built: ${problems[0].message}`);
    const tensors = {};
    for (const { layer, weights } of layers) {
        for (const { part, shape, fan } of weights) {
            const stream = `${layer.name}.${part}`;
            const count = sizeOf(shape);
            const data = fan === undefined ? new Float32Array(count) : glorotUniform(count, { fan, seed, stream });
            tensors[stream] = { shape, data };
        }
    }
    return tensors;
}
/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16). */
function glorotUniform(count, { fan, seed, stream }) {
    const limit = Math.sqrt(6 / (fan.in + fan.out));
    const random = randomOf(seed, stream);
    const data = new Float32Array(count);
    for (let index = 0; index < count; index += 1)
        data[index] = (2 * random.uniform() - 1) * limit;
    return data;
}
