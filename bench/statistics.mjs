/** The least and the median of some values. */
export function summary(values) {
  return { min: rounded(Math.min(...values)), median: rounded(median(values)) };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

export function rounded(value) {
  return Number(value.toPrecision(4));
}
