/**
 * The exact p of McNemar's test of two classifiers on the same images: how probable so uneven a split of the images on which
 * only one of them is right would be if each of the two were as likely to be that one. Two-sided binomial; 1 when they never
 * differ.
 *
 * @param onlyFirst images that only the first classifies correctly
 * @param onlySecond images that only the second does
 */
export function exactMcNemar(onlyFirst: number, onlySecond: number): number {
  return binomialTails(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
}

/** P(X <= fewest or X >= trials - fewest) for a fair coin, at most 1. In logarithms: 2^-trials alone would underflow. */
function binomialTails(fewest: number, trials: number): number {
  let logTerm = -trials * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= fewest; k++) {
    logTerm += Math.log((trials - k + 1) / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(2 * sum, 1);
}
