// Numbers as people read them in pictures and tables.

/** A ratio as `7.06 %`; a smaller one that is not zero as `< 0.01 %`. */
export function percent(ratio: number): string {
  if (ratio === 0) return '0 %';
  if (ratio < 0.0001) return '< 0.01 %';
  return `${(ratio * 100).toFixed(ratio < 0.0995 ? 2 : 1)} %`;
}

/** A number with its sign: `+4.1`, `−0.4`, `+120`; `0` if it rounds to zero. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(Math.abs(value) < 9.95 ? 1 : 0);
  if (Number(digits) === 0) return '0';
  return `${value < 0 ? '−' : '+'}${digits}`;
}

/** About two significant figures, for captions: `123`, `1.8`, `0.74`, `0.0024`. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= 9.95) return fixed(value, 0);
  if (size >= 0.995) return fixed(value, 1);
  return size >= 0.0995 || size === 0 ? fixed(value, 2) : minus(value.toPrecision(2));
}

/** A whole number with commas between thousands from 10,000 on. */
export function grouped(count: number): string {
  return count < 10_000 ? String(count) : String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `value` with at most `figures` significant figures, without trailing zeros. */
export function decimal(value: number, figures: number): string {
  return minus(String(rounded(value, figures)));
}

/** `value` with a real minus sign and exactly `places` decimals. */
export function fixed(value: number, places: number): string {
  const text = value.toFixed(places);
  // A negative number that rounds to zero would be "-0.00".
  return Number(text) === 0 ? text.replace('-', '') : minus(text);
}

function minus(text: string): string {
  return text.replace('-', '−');
}

/** The nearest number with `figures` significant figures; whole numbers keep all their digits. */
export function rounded(value: number, figures: number): number {
  return Math.abs(value) >= 10 ** figures ? Math.round(value) : Number(value.toPrecision(figures));
}

/** Pearson's correlation of two lists of equal length; null if one of them is constant. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [(a[index] ?? 0) - meanA, (b[index] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? null : Math.min(Math.max(ab / Math.sqrt(aa * bb), -1), 1);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum / values.length;
}
