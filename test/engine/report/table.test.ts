import { describe, expect, test } from 'vitest';
import { renderTable } from '../../../engine/report/table.ts';
import { fit, paragraph, takeColumns, widthOf, wrap } from '../../../engine/report/width.ts';

const HEADINGS = ['step', 'action', 'why'];
const ROWS = [
  [
    'training[filters=6]',
    'run',
    'params.model.layers[2] added: dropout; params.optimizer.sgd.learningRate 0.02 -> 0.1',
  ],
  ['similar[filters=6]', 'wait', 'depends on training[filters=6]'],
];

describe('renderTable()', () => {
  test('keeps every line within the terminal, and every column at its place (D10)', () => {
    for (const columns of [60, 80, 100]) {
      const lines = renderTable(HEADINGS, ROWS, { columns }).split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      const rule = lines.find((line) => /^-+( +-+)+$/.test(line)) ?? '';
      const starts = [...rule.matchAll(/-+/g)].map((found) => found.index);
      for (const line of lines)
        for (const start of starts.slice(1)) expect(line.charAt(start - 1).trim(), line).toBe('');
    }
  });

  test('breaks between words, and loses none', () => {
    const text = renderTable(HEADINGS, ROWS, { columns: 60 });
    const cell = text
      .split('\n')
      .map((line) => line.slice(29))
      .join(' ');
    for (const word of ['params.model.layers[2]', 'added:', 'dropout;', '0.02', '->', '0.1', 'depends'])
      expect(cell.split(/\s+/)).toContain(word);
  });

  test('does not wrap for a pipe', () => {
    expect(renderTable(HEADINGS, ROWS).split('\n')).toHaveLength(4);
  });

  test('breaks a path that is wider than the terminal behind a sign', () => {
    const lines = renderTable(['file', 'size'], [[`artifacts/${'x'.repeat(20)}/${'y'.repeat(30)}.csv`, '1 kB']], {
      columns: 40,
    }).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines[2]).toMatch(/^artifacts\/x{20}\/ {2}/);
    expect(lines.map((line) => line.slice(0, 34).trim()).join('')).toContain(`${'y'.repeat(30)}.csv`.slice(0, 5));
  });

  test('aligns letters that take two columns', () => {
    const lines = renderTable(
      ['name', 'n'],
      [
        ['数字', '1'],
        ['digits', '2'],
      ],
    ).split('\n');
    expect(lines.slice(2)).toEqual(['数字    1', 'digits  2']);
  });
});

describe('widthOf(), fit(), takeColumns(), wrap() and paragraph()', () => {
  test.each([
    ['abc', 3],
    ['数字', 4],
    ['e\u0301', 1],
    ['한국', 4],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('cut with an ellipsis, and never through a letter of two columns', () => {
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(fit('abc', 3)).toBe('abc');
    expect(takeColumns('数字', 3)).toBe('数');
    expect(fit('数字数字', 4)).toBe('数…');
  });

  test('wrap between words, and a long word anywhere', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 4)).toEqual(['']);
    expect(wrap('  one two', 6)).toEqual(['  one', 'two']);
    expect(paragraph('one two three four', 9, '  ')).toBe('one two\n  three four');
    expect(paragraph('one two three', undefined)).toBe('one two three');
  });
});
