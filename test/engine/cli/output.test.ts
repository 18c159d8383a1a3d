import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderTable, shownPath } from '../../../engine/cli/output.ts';

describe('shownPath()', () => {
  test('is relative inside the working directory only', () => {
    const here = process.cwd();
    expect(shownPath(join(here, 'a', 'b.csv'))).toBe(join('a', 'b.csv'));
    // A folder whose name begins with two dots is inside.
    expect(shownPath(join(here, '..a', 'b'))).toBe(join('..a', 'b'));
    for (const outside of [here, resolve('..'), resolve('..', 'beside', 'b.csv'), resolve('/')])
      expect(shownPath(outside)).toBe(outside);
  });
});

describe('renderTable()', () => {
  test('counts what is printed of headings and cells', () => {
    const lines = renderTable(['a\u001b[1m', 'b'], [['\u0007', 'x']]).split('\n');
    expect(lines).toEqual(['a\uFFFD[1m  b', '-----  -', '\uFFFD      x']);
  });
});
