import { randomOf } from '../../nn/random.js';
import { centerRows, cosinesOfGram, gram } from './cosines.js';
import { gaussianOf, spectralProducts } from './random-filters.js';
import { eigenvalues } from './spectrum.js';
/** Multiplications spent on all draws of one null: a fraction of a second. */
const WORK = 8e7;
/** What one random number costs, in multiplications. */
const RANDOM_WORK = 20;
/** Draws of a layer so large that this many go beyond `WORK`: they are made of fewer filters instead. */
const LEAST_DRAWS = 20;
/**
 * Filters made of the layer's own weights in random order: what pairs the distribution of single weights gives, whatever
 * their places (SCIENCE 2.3). Each draw shuffles all weights of all filters.
 */
export function* drawPermuted(drawing) {
    const { shape, center, seed } = drawing;
    const { dimension } = shape;
    // Weights are float32 in the file; half the memory is fewer misses of the cache in the shuffle, which is most of the work.
    const weights = new Float32Array(drawing.rows);
    const random = randomOf(seed, 'permutation');
    return yield* draw(drawing, dimension, function* (count) {
        // The first places of a shuffle (Fisher-Yates); what it starts from does not matter, so draws follow one another.
        for (let place = 0; place < count * dimension; place++) {
            const other = place + random.below(weights.length - place);
            const moved = weights[place];
            weights[place] = weights[other];
            weights[other] = moved;
        }
        const rows = new Float64Array(weights.subarray(0, count * dimension));
        centerRows(rows, { count, dimension }, center);
        return yield* gram(rows, { count, dimension });
    });
}
/**
 * Gaussian filters with the layer's own second moments: what pairs the directions give that filters of the layer prefer, and
 * so whether there are more than their shared subspace explains (SCIENCE 2.3).
 *
 * The moments are of the filters as compared, after centering, about 0, from where cosines are measured. Estimated from n
 * filters they look more uneven than they are (with n below the dimension they even have rank n), so they are drawn towards
 * equal ones as far as their own noise says: the estimator of Ledoit and Wolf (2004), with the mean known to be 0.
 */
export function* drawAnisotropic(drawing) {
    const { shape, center, seed } = drawing;
    const rows = drawing.rows.slice();
    centerRows(rows, shape, center);
    const { spectrum, shrinkage } = yield* shrunkSpectrum(rows, {
        ...shape,
        freedom: shape.dimension - (center === 'filter' ? 1 : 0),
        ...(drawing.products && { products: drawing.products }),
    });
    const gaussian = gaussianOf(seed, 'anisotropic');
    const depth = spectrum.values.length + (spectrum.restDimension > 0 ? shape.count : 0);
    const drawn = yield* draw(drawing, depth, (count) => spectralProducts(count, spectrum, gaussian));
    return { ...drawn, shrinkage };
}
/** Whether inner products of the rows help `drawAnisotropic`: it takes the smaller of two matrices. */
export function needsProducts({ count, dimension }) {
    return dimension >= count;
}
/**
 * The eigenvalues of the second moments S = WᵀW / n, drawn towards their mean μ: (1 - α) λ + α μ with
 * α = (Σ |w|⁴ / n² - ‖S‖² / n) / (‖S‖² - d μ²), at most 1.
 *
 * @param rows `[count, dimension]`
 * @param shape.freedom dimensions of the space that the filters lie in
 * @param shape.products inner products of the rows, where they are known
 */
export function* shrunkSpectrum(rows, { count, dimension, freedom, products }) {
    // S and W Wᵀ / n have the same eigenvalues but for zeros: take the smaller matrix.
    const small = !needsProducts({ count, dimension });
    const size = small ? dimension : count;
    const found = small
        ? yield* gram(transposed(rows, { count, dimension }), { count: dimension, dimension: count })
        : (products ?? (yield* gram(rows, { count, dimension })));
    // What is known already belongs to others.
    const moments = found === products ? found.slice() : found;
    for (let at = 0; at < moments.length; at++)
        moments[at] = moments[at] / count;
    const eigen = (yield* eigenvalues(moments, size)).slice(0, freedom);
    const values = Array.from(eigen, (value) => Math.max(value, 0)); // rounding may leave -1e-17
    const total = values.reduce((sum, value) => sum + value, 0);
    const squares = values.reduce((sum, value) => sum + value * value, 0);
    let fourths = 0;
    for (let filter = 0; filter < count; filter++) {
        let square = 0;
        for (let k = 0; k < dimension; k++)
            square += rows[filter * dimension + k] ** 2;
        fourths += square * square;
    }
    const mean = total / freedom;
    const unevenness = squares - freedom * mean * mean;
    const noise = Math.max(fourths / count ** 2 - squares / count, 0);
    const shrinkage = unevenness > noise ? noise / unevenness : 1;
    const drawnIn = (value) => (1 - shrinkage) * value + shrinkage * mean;
    const restDimension = Math.max(freedom - values.length, 0);
    return { spectrum: { values: values.map(drawnIn), rest: drawnIn(0), restDimension }, shrinkage };
}
function transposed(rows, { count, dimension }) {
    const columns = new Float64Array(rows.length);
    for (let i = 0; i < count; i++) {
        for (let k = 0; k < dimension; k++)
            columns[k * count + i] = rows[i * dimension + k];
    }
    return columns;
}
/** `products` gives the inner products of so many filters, each a sum over `depth` terms. */
function* draw({ shape, thresholds, draws }, depth, products) {
    const workOf = (count) => count * Math.max(depth, 1) * ((count - 1) / 2 + RANDOM_WORK);
    const times = Math.max(Math.min(draws, Math.floor(WORK / Math.max(workOf(shape.count), 1))), Math.min(LEAST_DRAWS, draws));
    let filters = shape.count;
    while (filters > 2 && workOf(filters) * times > WORK)
        filters--;
    const possible = (filters * (filters - 1)) / 2;
    const ratios = thresholds.map(() => []);
    for (let time = 0; time < times; time++) {
        const { matrix } = yield* cosinesOfGram(yield* products(filters), filters);
        for (const [index, threshold] of thresholds.entries()) {
            let pairs = 0;
            for (let i = 0; i < filters; i++) {
                for (let j = i + 1; j < filters; j++)
                    if (matrix[i * filters + j] > threshold)
                        pairs++;
            }
            ratios[index]?.push(pairs / possible);
        }
    }
    return { filters, ratios };
}
