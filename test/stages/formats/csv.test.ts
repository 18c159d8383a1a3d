import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { numbersAt, readTable, writeTable } from '../../../stages/formats/csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-table-'));
const path = join(folder, 'table.csv');
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeTable()', () => {
  it('writes a header, the columns in order, \\n, and quotes only where needed', async () => {
    await writeTable(
      path,
      ['layer', 'p', 'note'],
      [
        { note: 'a "b", c', p: 289 / 4096, layer: 'conv1' },
        { layer: 'conv2', p: 3.4e-52, note: null },
      ],
    );
    expect(readFileSync(path, 'utf8')).toBe('layer,p,note\nconv1,0.070556640625,"a ""b"", c"\nconv2,3.4e-52,\n');
  });

  it('prints any double so that Python reads the same double', async () => {
    const values = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 200, seed: 1 });
    await writeTable(
      path,
      ['x'],
      values.map((x) => ({ x })),
    );
    const script =
      'import csv, struct, sys\nfor row in csv.DictReader(open(sys.argv[1])): print(struct.pack("<d", float(row["x"]) + 0.0).hex())';
    const seen = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }).trim().split('\n');
    // Zero has one text, "0": + 0 drops the sign of -0 on both sides.
    expect(seen).toEqual(values.map((x) => Buffer.from(Float64Array.of(x + 0).buffer).toString('hex')));
  });

  it('refuses numbers that are not finite', async () => {
    await expect(writeTable(path, ['z'], [{ z: NaN }])).rejects.toThrow(
      'Internal error: column "z" of a table holds NaN',
    );
  });
});

describe('writeTable() + formulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-the last-', "'-the last-"],
    ['@here', "'@here"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['-', "'-"],
    ['-0.5', '-0.5'],
    ['+3', '+3'],
    ['a=b', 'a=b'],
    ["'=1", "'=1"],
  ])('writes the text %j as %j', async (text, expected) => {
    await writeTable(path, ['name', 'value'], [{ name: text, value: -1.5 }]);
    expect((await readTable(path)).rows).toEqual([{ name: expected, value: '-1.5' }]);
  });
});

describe('readTable()', () => {
  it('inverts writeTable for any texts', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a') }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text)), async (pairs) => {
        await writeTable(
          path,
          ['a', 'b c'],
          pairs.map(([a, b]) => ({ a, 'b c': b })),
        );
        const table = await readTable(path);
        expect(table.columns).toEqual(['a', 'b c']);
        // But for the apostrophe before what begins like a formula.
        const plain = (cell = ''): string => cell.replace(/^'(?=[=+\-@\t\r])/, '');
        const written = pairs.map(([a, b]) => [plain(a), plain(b)]);
        expect(table.rows.map((row) => [plain(row['a']), plain(row['b c'])])).toEqual(written);
      }),
    );
  });

  it('reads what spreadsheets write', async () => {
    writeFileSync(path, 'a,b\r\n"x\r\ny",\r\n,"2"');
    expect((await readTable(path)).rows).toEqual([
      { a: 'x\r\ny', b: '' },
      { a: '', b: '2' },
    ]);
  });

  it('leaves out the mark that Excel puts before the first column', async () => {
    writeFileSync(path, '\uFEFFa,b\r\n1,2\r\n');
    expect((await readTable(path)).columns).toEqual(['a', 'b']);
  });

  it.each([
    ['', 'Table table.csv is empty: expected a row of column names'],
    ['a,b,a\n', 'Table table.csv has two columns named "a"'],
    ['a,b\n1,2\n3\n', 'Table table.csv, row 2: expected 2 cells, found 1'],
    ['a\n"open\n', 'Table table.csv, row 1: a quoted cell does not end properly'],
    ['a\nx"y\n', 'Table table.csv, row 1: a quoted cell does not end properly'],
  ])('refuses %j', async (text, message) => {
    writeFileSync(path, text);
    await expect(readTable(path)).rejects.toThrow(new StageFailure(message));
  });

  it('names the file it cannot read', async () => {
    await expect(readTable(join(folder, 'absent.csv'))).rejects.toThrow(/^Cannot read ".*absent.csv"$/);
  });
});

describe('numbersAt()', () => {
  it('reads numbers, and empty cells as null', async () => {
    await writeTable(path, ['x'], [{ x: -1.5e-7 }, { x: null }, { x: 0 }]);
    expect(numbersAt(await readTable(path), 'x')).toEqual([-1.5e-7, null, 0]);
  });

  it('refuses an unknown column and a cell that is no number', async () => {
    writeFileSync(path, 'x,y\n1,one\n');
    const table = await readTable(path);
    expect(() => numbersAt(table, 'z')).toThrow('Cannot find column "z" in table.csv: it has "x", "y"');
    expect(() => numbersAt(table, 'y')).toThrow('Table table.csv, row 1, column "y": expected a number, found "one"');
  });
});
