import { describe, expect, it } from 'vitest';
import { showBytes, showCell, showDuration, showTime } from '../../web/format.ts';
import { spreadOverRepeats } from '../../web/repeats.ts';
import { sortRows } from '../../web/sort-rows.ts';
import { highlighted } from '../../web/yaml.ts';

describe('sortRows()', () => {
  const rows = [[10], [9], [null], [-1]];
  it('compares numbers as numbers, a missing value last in either direction', () => {
    expect(sortRows(rows, { column: 0, descending: false })).toEqual([[-1], [9], [10], [null]]);
    expect(sortRows(rows, { column: 0, descending: true })).toEqual([[10], [9], [-1], [null]]);
  });

  it('keeps the order of equal rows, and of all without a column', () => {
    const texts = [
      ['b', 1],
      ['a', 2],
      ['b', 3],
    ] as const;
    expect(sortRows(texts, { column: 0, descending: false })).toEqual([
      ['a', 2],
      ['b', 1],
      ['b', 3],
    ]);
    expect(sortRows(texts, undefined)).toBe(texts);
  });
});

describe('spreadOverRepeats()', () => {
  it('gives the mean and the standard deviation of the sample at each point of the other axes', () => {
    const columns = [{ name: 'size', axis: true as const }, { name: 'repeat', axis: true as const }, { name: 'loss' }];
    const rows = [
      [1, 0, 2],
      [1, 1, 4],
      [1, 2, 6],
      [2, 0, 5],
    ];
    const { columns: names, rows: spread } = spreadOverRepeats({ title: 't', columns, rows });
    expect(names.map(({ name }) => name)).toEqual(['size', 'loss']);
    expect(spread).toEqual([
      [1, '4 ± 2'],
      [2, 5],
    ]);
  });
});

describe('highlighted()', () => {
  it('loses no letter, and knows keys, numbers and references', () => {
    const text = 'a: 1\nb:\n  - c: $d\n    "e f": [x, 2]\n  # note\n  - 2.5\n\nlong text\n';
    const lines = highlighted(text);
    expect(`${lines.map((line) => line.map((piece) => piece.text).join('')).join('\n')}\n`).toBe(text);
    const kinds = lines.map((line) => line.map(({ kind }) => kind).join(' '));
    expect(kinds).toEqual(['p k p num', 'p k p', 'p k p ref', 'p k p v', 'c', 'num', '', 'v']);
  });
});

describe('format', () => {
  it.each([
    [showCell(1234567), '1 234 567'],
    [showCell(-0.123456), '−0.1235'],
    [showCell(null), '–'],
    [showCell(false), 'false'],
    [showBytes(999), '999 B'],
    [showBytes(20_893), '21 kB'],
    [showDuration(999.7), '1.0 s'],
    [showDuration(61_000), '1 min 1 s'],
    [showTime('2026-11-27T03:27:00.000Z'), '27 November 2026, 03:27 UTC'],
    [showTime('nonsense'), 'nonsense'],
  ])('%s', (shown, expected) => {
    expect(shown.replaceAll(/\s/g, ' ')).toBe(expected);
  });
});
