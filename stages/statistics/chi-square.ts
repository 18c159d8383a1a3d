/**
 * The probability that a chi-square variable of one degree of freedom exceeds `value`: erfc(√(value / 2)).
 *
 * Two expansions of the incomplete gamma function Q(½, x), x = value / 2, as in Numerical Recipes 6.2: a series of positive
 * terms for P = 1 - Q where that is not small, else a continued fraction (Lentz). The relative error is below 1e-13
 * (measured against 40 digits) until the result underflows near 1e-308.
 *
 * @param value >= 0
 */
export function chiSquareAbove(value: number): number {
  const x = value / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(-x) * Math.sqrt(x / Math.PI);
  if (x < 1.5) {
    let term = 2;
    let sum = term;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= x / (k + 0.5);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let b = x + 0.5;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 1000; k++) {
    const a = -k * (k - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction * scale;
}
