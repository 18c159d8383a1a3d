import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
/**
 * Chooses `count` of the images with these labels. Stratified, each class gives its share of `count`, rounded by largest
 * remainder; otherwise all images are drawn alike.
 *
 * @param labels uint8 `[images]`
 * @param count 0 to the number of images
 * @returns for each image whether it is chosen; exactly `count` are, and the same arguments choose the same ones
 */
export function chooseImages(labels, count, { stratified, seed }) {
    const random = xoroshiro128plus(seed);
    const groups = stratified ? groupByLabel(labels) : [Array.from(labels, (_, image) => image)];
    const shares = largestRemainder(groups.map((group) => group.length), count);
    const chosen = Array.from(labels, () => false);
    for (const [index, group] of groups.entries()) {
        const share = shares[index] ?? 0;
        // Fisher-Yates, stopped as soon as the first `share` places are drawn.
        for (let place = 0; place < share; place++) {
            const other = uniformInt(random, place, group.length - 1);
            const image = group[other];
            group[other] = group[place];
            chosen[image] = true;
        }
    }
    return chosen;
}
/**
 * Whole numbers in proportion to `sizes` with the sum `count` (the method of largest remainders, Hamilton's). Of equal
 * remainders the earlier gets the extra one. No number exceeds its size when `count` does not exceed their sum.
 */
export function largestRemainder(sizes, count) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total === 0)
        return sizes.map(() => 0);
    const shares = sizes.map((size) => Math.floor((size * count) / total));
    const missing = count - shares.reduce((sum, share) => sum + share, 0);
    const byRemainder = sizes
        .map((size, index) => ({ index, remainder: (size * count) % total })) // whole numbers: exact below 2^53
        .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
    for (const { index } of byRemainder.slice(0, missing))
        shares[index] = shares[index] + 1;
    return shares;
}
function groupByLabel(labels) {
    const groups = Array.from({ length: 256 }, () => []);
    for (const [image, label] of labels.entries())
        groups[label]?.push(image);
    return groups;
}
