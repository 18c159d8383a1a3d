import { describe, expect, it } from 'vitest';
import { showDuration } from '../../engine/duration.ts';

describe('showDuration()', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1000, '1 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [119_800, '2 min 0 s'],
    [3_599_600, '1 h 0 min'],
    [7_500_000, '2 h 5 min'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text);
  });
});
