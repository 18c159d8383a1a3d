import type { Finding } from '../../engine/core/stage.ts';

/** The numbers that instances of a step report under one name. */
export function numbersIn(findings: readonly Finding[], metric: string): readonly number[] {
  return findings.map(({ metrics }) => metrics[metric]).filter((value) => typeof value === 'number');
}

/** Returns `93.0 %`, or `93.0 to 93.5 %`, for shares of 1; undefined for none. */
export function percentSpan(shares: readonly number[]): string | undefined {
  const found = span(shares, (share) => (share * 100).toFixed(1));
  // A space that no line breaks at.
  return found === undefined ? undefined : `${found}\u00a0%`;
}

/** Returns `0.225`, or `0.225 to 0.247`: the least and the greatest number with three digits; undefined for none. */
export function numberSpan(numbers: readonly number[]): string | undefined {
  return span(numbers, (value) => String(Number(value.toPrecision(3))));
}

function span(numbers: readonly number[], show: (value: number) => string): string | undefined {
  if (numbers.length === 0) return undefined;
  const [least, greatest] = [show(Math.min(...numbers)), show(Math.max(...numbers))];
  return least === greatest ? least : `${least} to ${greatest}`;
}
