/**
 * The error function, 2/√π times the integral of exp(-t²) from 0 to x, to about 1e-15. By the series
 * 2/√π·exp(-x²)·Σ 2ⁿ·x²ⁿ⁺¹ / (1·3·...·(2n + 1)), whose terms all have one sign (Abramowitz and Stegun 7.1.6).
 */
export function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Number.isNaN(x) ? x : Math.sign(x); // the rest is below 1e-16
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
