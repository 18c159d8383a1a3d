import { describe, expect, it } from 'vitest';
import { meanInterval, studentAbove } from '../../../stages/statistics/student.ts';

describe('studentAbove()', () => {
  it.each([
    // Closed forms: 1 degree of freedom, ½ - atan(t) / π; 2 degrees, ½ - t / (2 √(2 + t²))
    [1, 1, 0.25],
    [12.706204736432095, 1, 0.025],
    [2, 2, 0.5 - 2 / (2 * Math.sqrt(6))],
    [0, 5, 0.5],
    // Published tables: 97.5 % quantiles
    [4.302652729911275, 2, 0.025],
    [2.7764451051977987, 4, 0.025],
    [2.2621571628540993, 9, 0.025],
  ])('t = %d, %i degrees of freedom', (t, freedom, probability) => {
    expect(studentAbove(t, freedom)).toBeCloseTo(probability, 10);
  });
});

describe('meanInterval()', () => {
  it('is the t interval of the mean, worked out by hand', () => {
    // Mean 2, standard deviation 1, error 1/√3, quantile 4.302653.
    const found = meanInterval([1, 2, 3]);
    expect(found?.mean).toBe(2);
    expect(found?.low).toBeCloseTo(2 - 4.302652729911275 / Math.sqrt(3), 9);
    expect(found?.high).toBeCloseTo(2 + 4.302652729911275 / Math.sqrt(3), 9);
    // t = 2 √3: 2 (½ - t / (2 √(2 + t²)))
    expect(found?.p).toBeCloseTo(1 - (2 * Math.sqrt(3)) / Math.sqrt(14), 9);
  });
  it('has no interval for one value, and none around equal ones', () => {
    expect(meanInterval([3])).toBe(null);
    expect(meanInterval([3, 3])).toEqual({ mean: 3, low: 3, high: 3, p: 0 });
  });
});
