import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// stages/statistics/choose-images.js
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
function chooseImages(labels, count, { stratified, seed }) {
  const random = xoroshiro128plus(seed);
  const groups = stratified ? groupByLabel(labels) : [Array.from(labels, (_, image) => image)];
  const shares = largestRemainder(groups.map((group) => group.length), count);
  const chosen = Array.from(labels, () => false);
  for (const [index, group] of groups.entries()) {
    const share = shares[index] ?? 0;
    for (let place = 0; place < share; place++) {
      const other = uniformInt(random, place, group.length - 1);
      const image = group[other];
      group[other] = group[place];
      chosen[image] = true;
    }
  }
  return chosen;
}
function largestRemainder(sizes, count) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0)
    return sizes.map(() => 0);
  const shares = sizes.map((size) => Math.floor(size * count / total));
  const missing = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = sizes.map((size, index) => ({ index, remainder: size * count % total })).sort((a, b) => b.remainder - a.remainder || a.index - b.index);
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

export {
  chooseImages
};
