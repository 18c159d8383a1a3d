import { joinClusters } from '../statistics/clustering.js';
import { cosinesOfGram } from '../statistics/cosines.js';
import { gaussianOf, isotropicProducts } from '../statistics/random-filters.js';
/** Clusters in random filters vary little: 88 ± 2 in 256 filters of 9 weights at 0.5. */
const DRAWS = 10;
/**
 * In how many clusters of mutually similar filters a layer falls: complete linkage, joined as long as all cosines within a
 * cluster are greater than the threshold (SCIENCE 6-A4). A filter unlike all others is a cluster of its own.
 *
 * @param matrix cosines `[count, count]`, without NaN; overwritten
 * @returns for each threshold
 */
export function* countClusters(matrix, count, thresholds) {
    const joined = yield* joinClusters(matrix, count);
    return thresholds.map((threshold) => count - joined.filter(({ similarity }) => similarity > threshold).length);
}
/**
 * How many clusters as many isotropic random filters of the same dimension fall in, the mean of a few draws: pure noise is
 * "redundant" too.
 */
export function* expectedClusters(shape, thresholds, seed) {
    const gaussian = gaussianOf(seed, 'clusters');
    const sums = thresholds.map(() => 0);
    for (let time = 0; time < DRAWS; time++) {
        const { matrix } = yield* cosinesOfGram(yield* isotropicProducts(shape, gaussian), shape.count);
        for (const [index, clusters] of (yield* countClusters(matrix, shape.count, thresholds)).entries()) {
            sums[index] = (sums[index] ?? 0) + clusters;
        }
    }
    return sums.map((sum) => sum / DRAWS);
}
