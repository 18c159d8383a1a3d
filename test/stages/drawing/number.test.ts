import { describe, expect, it } from 'vitest';
import {
  compact,
  correlation,
  decimal,
  fixed,
  grouped,
  percent,
  rounded,
  signed,
} from '../../../stages/drawing/number.ts';

describe('percent()', () => {
  it.each([
    [0, '0 %'],
    [3.4e-52, '< 0.01 %'],
    [0.0001, '0.01 %'],
    [0.070557, '7.06 %'],
    [0.09475, '9.47 %'],
    [0.0999, '10.0 %'],
    [0.1245, '12.4 %'],
    [1, '100.0 %'],
  ])('%f', (ratio, text) => expect(percent(ratio)).toBe(text));
});

describe('signed()', () => {
  it.each([
    [2.08, '+2.1'],
    [-0.35, '−0.3'],
    [9.96, '+10'],
    [38.2, '+38'],
    [-2e-25, '0'],
    [0, '0'],
  ])('%f', (value, text) => expect(signed(value)).toBe(text));
});

describe('compact()', () => {
  it.each([
    [123.4, '123'],
    [3, '3.0'],
    [0.998, '1.0'],
    [0.7412, '0.74'],
    [0.00243, '0.0024'],
    [0, '0.00'],
    [-1.82, '−1.8'],
  ])('%f', (value, text) => expect(compact(value)).toBe(text));
});

describe('grouped()', () => {
  it.each([
    [0, '0'],
    [8128, '8128'],
    [32640, '32,640'],
    [1234567, '1,234,567'],
  ])('%i', (count, text) => expect(grouped(count)).toBe(text));
});

describe('decimal(), fixed(), rounded()', () => {
  it('write a real minus sign, and no minus before zero', () => {
    expect([decimal(-0.5, 3), fixed(-0.004, 2), fixed(-0.996, 2)]).toEqual(['−0.5', '0.00', '−1.00']);
  });

  it('keep the digits of whole numbers', () => {
    expect([rounded(32640.4, 3), rounded(0.070557, 3), rounded(-1.2345, 2)]).toEqual([32640, 0.0706, -1.2]);
  });
});

describe('correlation()', () => {
  it('is 1 for a list and a multiple of it, -1 for its mirror, null without variation', () => {
    const list = [1, 4, 2, 8, 5];
    expect(
      correlation(
        list,
        list.map((value) => 3 * value - 2),
      ),
    ).toBeCloseTo(1, 12);
    expect(
      correlation(
        list,
        list.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 12);
    expect(correlation(list, [2, 2, 2, 2, 2])).toBeNull();
  });

  it('agrees with the form by raw sums', () => {
    const [a, b] = [
      [2, 7, 1, 8, 2, 8],
      [3, 1, 4, 1, 5, 9],
    ] as const;
    const sum = (values: readonly number[]): number => values.reduce((x, y) => x + y, 0);
    const n = a.length;
    const products = sum(a.map((value, at) => value * (b[at] ?? 0)));
    const spread = (values: readonly number[]): number => n * sum(values.map((value) => value ** 2)) - sum(values) ** 2;
    const expected = (n * products - sum(a) * sum(b)) / Math.sqrt(spread(a) * spread(b));
    expect(correlation(a, b)).toBeCloseTo(expected, 12);
  });
});
