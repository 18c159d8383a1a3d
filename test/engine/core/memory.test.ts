import { describe, expect, test } from 'vitest';
import { parseMemory, showMemory } from '../../../engine/core/memory.ts';

describe('parseMemory()', () => {
  test.each([
    ['512 MB', 512_000_000],
    ['16GB', 16_000_000_000],
    ['1.5 GB', 1_500_000_000],
    ['0.1 TB', 100_000_000_000],
    ['7 KB', 7000],
    ['9 B', 9],
  ])('takes %s', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  test.each(['16', 'GB', '16 gb', '-1 GB', '1e3 MB', '16  GB', '16 GiB'])('takes no %s', (text) => {
    expect(parseMemory(text)).toBeUndefined();
  });
});

describe('showMemory()', () => {
  test.each([
    [999, '999 B'],
    [16_400_000_000, '16.4 GB'],
    [2e15, '2000 TB'],
  ])('shows %d bytes', (bytes, text) => {
    expect(showMemory(bytes)).toBe(text);
  });
});
