import { describe, expect, it } from 'vitest';
import { parseDuration, showDuration } from '../../../engine/core/duration.ts';

describe('showDuration()', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1000, '1 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min'],
    [119_800, '2 min'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text);
  });
});

describe('parseDuration()', () => {
  it.each([
    ['300ms', 300],
    ['90s', 90_000],
    ['30min', 1_800_000],
    ['30 min', 1_800_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 'min', '30 minuts', '-1s', '1h 30min', '1e3s', ' 1s', '1  s', '1s\n', '.5s', '٣s'])(
    'reads %j as nothing',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
