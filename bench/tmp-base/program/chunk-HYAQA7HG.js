import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// stages/drawing/number.js
function percent(ratio) {
  if (ratio === 0)
    return "0 %";
  if (ratio < 1e-4)
    return "< 0.01 %";
  return `${(ratio * 100).toFixed(ratio < 0.0995 ? 2 : 1)} %`;
}
function signed(value) {
  const digits = Math.abs(value).toFixed(Math.abs(value) < 9.95 ? 1 : 0);
  if (Number(digits) === 0)
    return "0";
  return `${value < 0 ? "\u2212" : "+"}${digits}`;
}
function compact(value) {
  const size = Math.abs(value);
  if (size >= 9.95)
    return fixed(value, 0);
  if (size >= 0.995)
    return fixed(value, 1);
  return size >= 0.0995 || size === 0 ? fixed(value, 2) : minus(value.toPrecision(2));
}
function grouped(count) {
  return count < 1e4 ? String(count) : String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
function decimal(value, figures) {
  return minus(String(rounded(value, figures)));
}
function fixed(value, places) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : minus(text);
}
function minus(text) {
  return text.replace("-", "\u2212");
}
function rounded(value, figures) {
  return Math.abs(value) >= 10 ** figures ? Math.round(value) : Number(value.toPrecision(figures));
}
function correlation(a, b) {
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
function mean(values) {
  let sum = 0;
  for (let index = 0; index < values.length; index++)
    sum += values[index] ?? 0;
  return sum / values.length;
}

export {
  percent,
  signed,
  compact,
  grouped,
  decimal,
  fixed,
  rounded,
  correlation
};
