import { describe, expect, it } from 'vitest';
import { showBytes, showCell, showDuration, showTime } from '../../web/format.ts';
import { axesOf, within } from '../../web/axis.ts';
import { overRepeats, spreadOf, spreadOverRepeats } from '../../web/repeats.ts';
import { sortRows } from '../../web/sort-rows.ts';
import { highlighted } from '../../web/yaml.ts';

describe('sortRows()', () => {
  const rows = [[10], [9], [null], [-1]];
  it('compares numbers as numbers, a missing value last in either direction', () => {
    expect(sortRows(rows, { column: 0, descending: false })).toEqual([[-1], [9], [10], [null]]);
    expect(sortRows(rows, { column: 0, descending: true })).toEqual([[10], [9], [-1], [null]]);
  });

  it('takes a mean with its spread for its mean', () => {
    const rows = [['10 ± 1'], ['−2 ± 0.5'], [9], ['1 234 567 ± 1']];
    expect(sortRows(rows, { column: 0, descending: false })).toEqual([rows[1], rows[2], rows[0], rows[3]]);
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

describe('overRepeats()', () => {
  it('joins rows that differ in the repeat alone, labelled by the other axes', () => {
    const columns = [{ name: 'repeat', axis: true as const }, { name: 'size', axis: true as const }, { name: 'x' }];
    const rows = [
      [0, 1, 5],
      [0, 2, 6],
      [1, 1, 7],
    ];
    expect(overRepeats({ title: 't', columns, rows })).toEqual([
      { label: 'size = 1', rows: [rows[0], rows[2]] },
      { label: 'size = 2', rows: [rows[1]] },
    ]);
  });
});

describe('spreadOf()', () => {
  it('is nothing for no numbers, a mean for one, and the deviation of the sample from two on', () => {
    expect(spreadOf([])).toEqual({});
    expect(spreadOf([3])).toEqual({ mean: 3 });
    expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
  });
});

describe('within()', () => {
  const columns = [{ name: 'a' }, { name: 'b' }];
  const rows = [
    [1, 10],
    [2, null],
    [3, 30],
    ['x', 20],
  ];
  it('keeps rows inside of all ranges, ends included, and no missing value or text', () => {
    const table = { title: 't', columns, rows };
    expect(within(table, new Map())).toEqual(rows);
    expect(within(table, new Map([['b', [10, 20]]]))).toEqual([rows[0], rows[3]]);
    expect(
      within(
        table,
        new Map([
          ['a', [1, 2]],
          ['b', [10, 20]],
        ]),
      ),
    ).toEqual([rows[0]]);
    expect(
      within(
        table,
        new Map([
          ['a', [2, 3]],
          ['gone', [0, 0]],
        ]),
      ),
    ).toEqual([rows[1], rows[2]]);
  });
});

describe('axesOf()', () => {
  it('leads from a height back to the value there, and puts the lowest at the bottom', () => {
    const table = {
      title: 't',
      columns: [{ name: 'a' }, { name: 'same' }, { name: 'word' }],
      rows: [
        [1, 5, 'x'],
        [3, 5, 'y'],
      ],
    };
    const [a, word] = axesOf(table);
    expect([a?.name, word?.name]).toEqual(['a', 'word']);
    expect(a?.range).toEqual([1, 3]);
    expect(word?.range).toBeUndefined();
    const heights = table.rows.map((row) => a?.y(row) ?? Number.NaN);
    expect(heights[0]).toBeGreaterThan(heights[1] ?? Infinity);
    expect(heights.map((y) => a?.valueAt(y))).toEqual([1, 3]);
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
