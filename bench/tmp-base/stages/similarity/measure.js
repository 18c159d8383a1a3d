/** Counts the pairs beyond one threshold; filters without direction are in none. */
export function countPairs({ matrix, count }, threshold) {
    let pairs = 0;
    let oppositePairs = 0;
    const paired = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++) {
            const cosine = matrix[i * count + j]; // NaN is neither above nor below anything
            if (cosine < -threshold)
                oppositePairs++;
            if (!(cosine > threshold))
                continue;
            pairs++;
            paired[i] = 1;
            paired[j] = 1;
        }
    }
    return { pairs, oppositePairs, filtersInPairs: paired.reduce((sum, one) => sum + one, 0) };
}
/** Places are sorted when so many have gathered. */
const BUFFER = 1024;
/**
 * The `limit` most similar pairs, the most similar first; equal ones in the order of their filters. Of the pairs looked at so
 * far it keeps no more than twice as many: a layer of 8192 filters has 33 million.
 */
export function* mostSimilarPairs({ matrix, norms, count }, limit) {
    let places = [];
    let floor = -Infinity;
    const keepBest = () => {
        places.sort((a, b) => matrix[b] - matrix[a] || a - b);
        if (places.length < limit)
            return;
        places = places.slice(0, limit);
        // A later pair that is only as similar comes after all of these.
        floor = matrix[places[limit - 1] ?? 0];
    };
    for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++) {
            // NaN is not above anything.
            if (!(matrix[i * count + j] > floor))
                continue;
            places.push(i * count + j);
            if (places.length >= Math.max(2 * limit, BUFFER))
                keepBest();
        }
        yield;
    }
    keepBest();
    return places.map((place) => {
        const [filter, other] = [Math.floor(place / count), place % count];
        const ratio = norms[other] / norms[filter];
        return { filter, other, cosine: matrix[place], normRatio: Number.isFinite(ratio) ? ratio : null };
    });
}
/** How many filters have a norm less than `share` of the median norm, those of norm 0 among them. */
export function countSmall({ norms }, share) {
    const sorted = norms.toSorted();
    const upper = sorted.length >> 1;
    const median = ((sorted[upper] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
    return norms.filter((norm) => norm < share * median || norm === 0).length;
}
