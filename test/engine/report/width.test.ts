import { describe, expect, it } from 'vitest';
import { widthOf, wrap } from '../../../engine/report/width.ts';

describe('wrap()', () => {
  it.each([-1, 0, 1, 2])('ends in a terminal that says it has %i columns', (columns) => {
    const lines = wrap('some words, 中文 too', columns);
    expect(lines.join('').replaceAll(' ', '')).toBe('somewords,中文too');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(2);
  });
});
