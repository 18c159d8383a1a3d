import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printedTable } from '../../../engine/cli/printed-table.ts';
import { withFolder } from '../../helpers/alone.ts';

/** What is printed of a file with this text, without the spaces at the end of lines. */
const printed = (text: string, words?: Record<string, string>, width?: number): Promise<string | undefined> =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, 'x.csv'), text);
    return printedTable(join(folder, 'x.csv'), words, width)?.replaceAll(/ +$/gm, '');
  });

test('printedTable() keeps commas, quotes and line breaks inside their cells', async () => {
  expect(await printed('layer,note\nconv1,"a ""b"", c"\nconv2,"two\r\nlines"\n')).toBe(
    ['layer  note', '-----  ---------', 'conv1  a "b", c', 'conv2  two lines'].join('\n'),
  );
});

test('printedTable() keeps empty cells in their columns', async () => {
  expect(await printed('a,b,c\n,,3\n1,,\n')).toBe(['a  b  c', '-  -  -', '      3', '1'].join('\n'));
});

test('printedTable() shows 60 rows and counts the others', async () => {
  const rows = Array.from({ length: 62 }, (_, row) => `${row}\n`);
  const lines: readonly string[] = (await printed(`n\n${rows.join('')}`))?.split('\n') ?? [];
  expect(lines.slice(-2)).toEqual(['59', '... and 2 more rows']);
  expect(lines).toHaveLength(2 + 60 + 1);
});

test('printedTable() prints nothing of an empty file, and of one that is no CSV', async () => {
  expect(await printed('')).toBeUndefined();
  expect(await printed('a,b\n"open,1\n')).toBeUndefined();
});

test('printedTable() says below the table what its columns mean, in their order, wrapped to the terminal', async () => {
  const words = { ratio: 'similar pairs divided by possible ones', other: 'of another table', n: 'how many' };
  expect((await printed('n,ratio,x\n1,2,3\n', words))?.split('\n').slice(3)).toEqual([
    '',
    'n      how many',
    'ratio  similar pairs divided by possible ones',
  ]);
  expect((await printed('n,ratio\n1,2\n', words, 30))?.split('\n').slice(4)).toEqual([
    'n      how many',
    'ratio  similar pairs divided',
    '       by possible ones',
  ]);
});
