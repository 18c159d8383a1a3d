import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Chooses `count` of the images with these labels. If stratified, each class gives its share of `count`, rounded by the method
 * of largest remainders; else every image is equally likely.
 *
 * @param labels uint8 `[images]`
 * @param count 0 to the number of images
 * @returns for each image whether it is chosen: exactly `count` are, always the same ones for the same arguments
 */
export function chooseImages(
  labels: Uint8Array,
  count: number,
  { stratified, seed }: { readonly stratified: boolean; readonly seed: number },
): readonly boolean[] {
  const random = xoroshiro128plus(seed);
  const groups = stratified ? groupByLabel(labels) : [Array.from(labels, (_, image) => image)];
  const shares = largestRemainder(
    groups.map((group) => group.length),
    count,
  );
  const chosen = Array.from(labels, () => false);
  for (const [index, group] of groups.entries()) {
    const share = shares[index] ?? 0;
    // Fisher-Yates, stopped once the first `share` places are drawn.
    for (let place = 0; place < share; place++) {
      const other = uniformInt(random, place, group.length - 1);
      const image = group[other] as number;
      group[other] = group[place] as number;
      chosen[image] = true;
    }
  }
  return chosen;
}

/**
 * Whole numbers in proportion to `sizes` whose sum is `count` (Hamilton's method of largest remainders). Of equal remainders,
 * the earlier one gets the extra unit. If `count` does not exceed the sum of the sizes, no number exceeds its size.
 */
export function largestRemainder(sizes: readonly number[], count: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0) return sizes.map(() => 0);
  const shares = sizes.map((size) => Math.floor((size * count) / total));
  const missing = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = sizes
    .map((size, index) => ({ index, remainder: (size * count) % total })) // whole numbers: exact below 2^53
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] as number) + 1;
  return shares;
}

function groupByLabel(labels: Uint8Array): number[][] {
  const groups = Array.from({ length: 256 }, (): number[] => []);
  for (const [image, label] of labels.entries()) groups[label]?.push(image);
  return groups;
}
