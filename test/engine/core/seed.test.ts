import { createHash } from 'node:crypto';
import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSeed } from '../../../engine/core/seed.ts';

describe('deriveSeed()', () => {
  it('is frozen: another value would change every seeded result', () => {
    expect([deriveSeed(7, 'weights'), deriveSeed(7, 'order'), deriveSeed(8, 'weights'), deriveSeed(7)]).toEqual([
      694920789, 300501326, 481898781, 170574659,
    ]);
  });

  it('follows its definition', () => {
    const digest = createHash('sha256').update('seed\n[7,"weights"]').digest();
    expect(deriveSeed(7, 'weights')).toBe(Number((digest.readBigUInt64BE(0) % (2n ** 31n - 1n)) + 1n));
  });

  it('is in 1 .. 2^31 - 1, and differs for names that only join to the same text', () => {
    assert(
      property(integer(), string({ unit: 'grapheme' }), (root, name) => {
        const seed = deriveSeed(root, name);
        return Number.isInteger(seed) && seed >= 1 && seed <= 2 ** 31 - 1;
      }),
    );
    expect(deriveSeed(1, 'ab', 'c')).not.toBe(deriveSeed(1, 'a', 'bc'));
    expect(deriveSeed(1, '2', 'a')).not.toBe(deriveSeed(12, 'a'));
  });
});
