import { StageFailure } from '../../engine/core/failure.js';
/**
 * The cosine of every pair of filters (SCIENCE 2.2), in float64. `center: filter` subtracts from each filter the mean of its
 * weights, `layer` from all filters their mean.
 *
 * A cosine is w·v / √(w·w · v·v) rather than the product of two normalised vectors: copies of a filter come out at exactly
 * 1, and simple ratios at exactly 0.5, so that a strict comparison with a threshold means what it says.
 *
 * @param options.products whether the inner products are wanted too, which take as much memory as the cosines
 * @throws StageFailure if a weight is not finite
 */
export function* cosinesOf(filters, center, options = {}) {
    const { count } = filters;
    const rows = new Float64Array(filters.weights); // Float64Array.from() would take twenty times as long
    const bad = rows.findIndex((weight) => !Number.isFinite(weight));
    if (bad >= 0) {
        const filter = Math.floor(bad / filters.dimension);
        throw new StageFailure(`Cannot compare filters: filter ${filter} has a weight that is ${rows[bad]}`);
    }
    const norms = Float64Array.from({ length: count }, (_, filter) => Math.sqrt(squaredNorm(rows, filter, filters)));
    centerRows(rows, filters, center);
    const gramian = yield* gram(rows, filters);
    const products = options.products === true ? gramian.slice() : undefined;
    const { matrix, zeros } = yield* cosinesOfGram(gramian, count);
    return { count, matrix, products, norms, zeros };
}
/**
 * Turns inner products into cosines, in place.
 *
 * @param products `[count, count]`
 * @returns `zeros`: how many squares on the diagonal are 0
 */
export function* cosinesOfGram(products, count) {
    const squares = Float64Array.from({ length: count }, (_, filter) => products[filter * count + filter]);
    for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
            // A filter without direction gives 0 / 0 = NaN. Rounding may leave the cosine of parallel filters outside -1 .. 1.
            const cosine = products[i * count + j] / Math.sqrt(squares[i] * squares[j]);
            products[i * count + j] = Math.min(1, Math.max(-1, cosine));
        }
        yield;
    }
    return { matrix: products, zeros: squares.filter((square) => square === 0).length };
}
/**
 * The filters that have a direction, and the cosines between them.
 *
 * @returns `kept`: their numbers in the layer; `matrix`: `[kept, kept]`, without NaN
 */
export function directedOnly({ count, matrix }) {
    const kept = Array.from({ length: count }, (_, filter) => filter).filter((filter) => !Number.isNaN(matrix[filter * count + filter]));
    if (kept.length === count)
        return { kept, matrix };
    const directed = new Float64Array(kept.length * kept.length);
    for (let row = 0; row < kept.length; row++) {
        const start = kept[row] * count;
        for (let column = 0; column < kept.length; column++) {
            directed[row * kept.length + column] = matrix[start + kept[column]];
        }
    }
    return { kept, matrix: directed };
}
/**
 * The inner products of all pairs of rows, float64 `[count, count]`. Each is one sum in the order of the weights. Two rows
 * meet four rows at a time, so that eight sums are under way, over stretches of columns that stay in the nearest cache.
 */
export function* gram(rows, shape) {
    const { count, dimension } = shape;
    const products = new Float64Array(count * count);
    for (let start = 0; start < dimension; start += STRETCH) {
        const end = Math.min(start + STRETCH, dimension);
        for (let i = 0; i < count; i += 2) {
            addProducts(products, rows, shape, { i, start, end });
            yield;
        }
    }
    for (let i = 0; i < count; i++) {
        for (let j = 0; j < i; j++)
            products[i * count + j] = products[j * count + i];
        if (i % 64 === 0)
            yield;
    }
    return products;
}
/** Columns of a stretch: two rows and four more of them stay in the nearest cache. */
const STRETCH = 512;
/** Adds the products of rows i and i + 1 with all rows from i on, over the columns from `start` to `end`. */
function addProducts(products, rows, { count, dimension }, { i, start, end }) {
    const last = count - 1;
    const at = (row, column) => products[row * count + column];
    // At the end the last row meets the others several times; all but one of the equal sums are lost.
    const i2 = Math.min(i + 1, last);
    for (let j = i; j < count; j += 4) {
        const [j2, j3, j4] = [Math.min(j + 1, last), Math.min(j + 2, last), Math.min(j + 3, last)];
        let [a1, a2, a3, a4] = [at(i, j), at(i, j2), at(i, j3), at(i, j4)];
        let [b1, b2, b3, b4] = [at(i2, j), at(i2, j2), at(i2, j3), at(i2, j4)];
        for (let k = start; k < end; k++) {
            const a = rows[i * dimension + k];
            const b = rows[i2 * dimension + k];
            const c1 = rows[j * dimension + k];
            const c2 = rows[j2 * dimension + k];
            const c3 = rows[j3 * dimension + k];
            const c4 = rows[j4 * dimension + k];
            a1 += a * c1;
            a2 += a * c2;
            a3 += a * c3;
            a4 += a * c4;
            b1 += b * c1;
            b2 += b * c2;
            b3 += b * c3;
            b4 += b * c4;
        }
        products.set([a1, a2, a3, a4].slice(0, last - j + 1), i * count + j);
        products.set([b1, b2, b3, b4].slice(0, last - j + 1), i2 * count + j);
    }
}
/** What `center` says, in place. */
export function centerRows(rows, shape, center) {
    if (center === 'filter')
        subtractFilterMeans(rows, shape);
    if (center === 'layer')
        subtractMeanFilter(rows, shape);
}
function squaredNorm(rows, filter, { dimension }) {
    let sum = 0;
    for (let k = 0; k < dimension; k++)
        sum += rows[filter * dimension + k] ** 2;
    return sum;
}
function subtractFilterMeans(rows, { count, dimension }) {
    for (let filter = 0; filter < count; filter++) {
        const row = rows.subarray(filter * dimension, (filter + 1) * dimension);
        const mean = row.reduce((sum, weight) => sum + weight, 0) / dimension;
        for (const [k, weight] of row.entries())
            row[k] = weight - mean;
    }
}
function subtractMeanFilter(rows, { count, dimension }) {
    for (let k = 0; k < dimension; k++) {
        let sum = 0;
        for (let filter = 0; filter < count; filter++)
            sum += rows[filter * dimension + k];
        const mean = sum / count;
        for (let filter = 0; filter < count; filter++) {
            rows[filter * dimension + k] = rows[filter * dimension + k] - mean;
        }
    }
}
