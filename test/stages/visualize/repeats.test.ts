import { describe, expect, it } from 'vitest';
import { repeatsOf, spreadOf } from '../../../stages/visualize/repeats.ts';

describe('repeatsOf()', () => {
  it('counts the points that differ in the repeat only', () => {
    const twice = [
      { f: 4, repeat: 0 },
      { f: 4, repeat: 1 },
    ];
    expect(repeatsOf(twice)).toBe(2);
    expect(repeatsOf([...twice, { f: 8, repeat: 0 }])).toBe(2);
    expect(repeatsOf([{ f: 4 }, { f: 8 }])).toBe(1);
    expect(repeatsOf([])).toBe(1);
  });
});

describe('spreadOf()', () => {
  it('gives mean and sample standard deviation', () => {
    const { mean, deviation } = spreadOf([1, 2, 4]);
    expect(mean).toBeCloseTo(7 / 3, 14);
    expect(deviation).toBeCloseTo(Math.sqrt(((4 / 3) ** 2 + (1 / 3) ** 2 + (5 / 3) ** 2) / 2), 14);
    expect(spreadOf([3])).toEqual({ mean: 3, deviation: null });
  });
});
