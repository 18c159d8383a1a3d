import { describe, expect, it } from 'vitest';
import { lookup3 } from '../../../../stages/formats/export/hdf5.ts';

describe('lookup3()', () => {
  it.each([
    // Computed by the author's own C code: http://burtleburtle.net/bob/c/lookup3.c, driver 5.
    ['', 0xdeadbeef],
    ['Four score and seven years ago', 0x17770551],
  ])('of %j is what its author gives', (text, expected) => {
    expect(lookup3(new TextEncoder().encode(text)) >>> 0).toBe(expected);
  });
});
