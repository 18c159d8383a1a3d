import { expect, test } from 'vitest';
import { erf } from '../../nn/erf.ts';

// Abramowitz and Stegun, table 7.1, and the ends.
test.each([
  [0, 0],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
  [5, 1 - 1.5374597944280349e-12],
  [100, 1],
  [Infinity, 1],
])('erf(%d) is that of the tables, and erf is odd', (x, value) => {
  expect(erf(x)).toBeCloseTo(value, 10);
  expect(erf(-x)).toBeCloseTo(-value, 10);
});

test('erf() of no number is none', () => expect(erf(Number.NaN)).toBeNaN());
