import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable, writeTable } from '../../../../stages/formats/csv.ts';
import { grid } from '../../../../stages/visualize/charts/grid.ts';
import type { GridParams } from '../../../../stages/visualize/charts/grid.ts';
import { gridOf } from '../../../../stages/visualize/charts/grid/cells.ts';
import type { GridQuestion, Value } from '../../../../stages/visualize/charts/grid/cells.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import type { Ports } from '../artifacts.ts';

const QUESTION: GridQuestion = { rows: 'rate', columns: 'decay', best: 'largest', prefer: [] };

/** Accuracies of three folds by rate and decay. */
const ACCURACIES: readonly (readonly [rate: number, decay: number, values: readonly number[]])[] = [
  [0.01, 0, [0.8, 0.82, 0.84]],
  [0.01, 0.1, [0.93, 0.94, 0.95]],
  [0.1, 0, [0.92, 0.95, 0.98]], // the best: mean 0.95, standard error 0.03 / √3 = 0.0173
  [0.1, 0.1, [0.9, 0.92, 0.94]],
];
const VALUES: readonly Value[] = ACCURACIES.flatMap(([rate, decay, values]) =>
  values.map((value, fold) => ({ point: { rate, decay, fold }, value })),
);

describe('gridOf()', () => {
  it('gives the mean over all other axes, with standard deviation and error', () => {
    const { cells, rows, columns } = gridOf(VALUES, QUESTION);
    expect([rows, columns]).toEqual([
      [0.01, 0.1],
      [0, 0.1],
    ]);
    expect(
      cells.map(({ row, column, mean, deviation, error, values }) => [row, column, mean, deviation, error, values]),
    ).toEqual(
      ACCURACIES.map(([, , values], at) => {
        const mean = (values[0] ?? 0) / 3 + (values[1] ?? 0) / 3 + (values[2] ?? 0) / 3;
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
        const close = (value: number): number => expect.closeTo(value, 12) as number;
        return [Math.floor(at / 2), at % 2, close(mean), close(deviation), close(deviation / Math.sqrt(3)), values];
      }),
    );
  });

  it('finds the best point and those within one standard error of it', () => {
    const { best, within, chosen } = gridOf(VALUES, QUESTION);
    expect(best.point).toEqual({ rate: 0.1, decay: 0 });
    expect(within.map(({ point }) => point)).toEqual([
      { rate: 0.01, decay: 0.1 },
      { rate: 0.1, decay: 0 },
    ]);
    expect(chosen).toBe(best);
  });

  it('chooses among these by the first preference, then by the next', () => {
    const chosen = (...prefer: GridQuestion['prefer']): unknown => gridOf(VALUES, { ...QUESTION, prefer }).chosen.point;
    expect(chosen({ axis: 'decay', value: 'greatest' })).toEqual({ rate: 0.01, decay: 0.1 });
    expect(chosen({ axis: 'rate', value: 'greatest' })).toEqual({ rate: 0.1, decay: 0 });
    expect(chosen({ axis: 'rate', value: 'smallest' }, { axis: 'decay', value: 'smallest' })).toEqual({
      rate: 0.01,
      decay: 0.1,
    });
    const same = VALUES.map(({ point }) => ({ point, value: 1 }));
    const prefer = [
      { axis: 'decay', value: 'greatest' },
      { axis: 'rate', value: 'smallest' },
    ] as const;
    expect(gridOf(same, { ...QUESTION, prefer }).chosen.point).toEqual({ rate: 0.01, decay: 0.1 });
  });

  it('turns round where the smallest is best', () => {
    const losses = VALUES.map(({ point, value }) => ({ point, value: 1 - value }));
    const { best, within } = gridOf(losses, { ...QUESTION, best: 'smallest' });
    expect(best.point).toEqual({ rate: 0.1, decay: 0 });
    expect(within).toHaveLength(2);
  });

  it('leaves points out that the sweep has not, and takes one value without spread', () => {
    const { cells, within } = gridOf(VALUES.filter(({ point }) => point['fold'] === 0).slice(1), QUESTION);
    expect(cells.map(({ deviation, error }) => [deviation, error])).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
    expect(within).toHaveLength(1);
  });

  it('says what it cannot do', () => {
    expect(() => gridOf(VALUES, { ...QUESTION, rows: 'width' })).toThrow(
      'No value along "width": the inputs are at rate = 0.01, decay = 0, fold = 0',
    );
    const words = VALUES.map(({ value, point }) => ({
      value,
      point: { ...point, decay: `d${JSON.stringify(point['decay'])}` },
    }));
    expect(() => gridOf(words, { ...QUESTION, prefer: [{ axis: 'decay', value: 'smallest' }] })).toThrow(
      'Cannot prefer values of "decay" by size: "d0" is no number',
    );
  });
});

const PARAMS: GridParams = { kind: 'grid', metric: 'score', where: [], ...QUESTION };

/** A table for each value, with another row that does not count. */
async function writeTables(folder: string, port: 'history' | 'table', before: boolean): Promise<Ports> {
  const inputs = VALUES.map(async ({ point, value }, at) => {
    const path = join(folder, `in-${at}.csv`);
    const rows = [
      { layer: 'other', score: 0 as number | null },
      { layer: 'this', score: value },
    ];
    await writeTable(path, ['layer', 'score'], before ? rows : rows.slice(1));
    return { path, point };
  });
  return { [port]: await Promise.all(inputs) };
}

describe('draw() of grid', () => {
  it.each([
    ['the last row of a history', 'history', true, []],
    ['the only row of a table', 'table', false, []],
    ['the row of a table that is asked for', 'table', true, [{ column: 'layer', value: 'this' }]],
  ] as const)('takes %s', (_, port, before, where) =>
    withFolder(async (folder) => {
      const ports = await writeTables(folder, port, before);
      const prefer = [{ axis: 'decay', value: 'greatest' }] as const;
      const metrics = await grid.draw(contextWith(folder, { ...PARAMS, where, prefer }, ports));
      expect(metrics).toMatchObject({ best: 'rate = 0.1, decay = 0', chosen: 'rate = 0.01, decay = 0.1' });
      const { rows } = await readTable(join(folder, 'table'));
      expect(
        rows.map(({ rate, decay, values, best, withinOne, chosen }) => [rate, decay, values, best, withinOne, chosen]),
      ).toEqual([
        ['0.01', '0', '3', '0', '0', '0'],
        ['0.01', '0.1', '3', '0', '1', '1'],
        ['0.1', '0', '3', '1', '1', '0'],
        ['0.1', '0.1', '3', '0', '0', '0'],
      ]);
      expect(rows[2]).toMatchObject({ mean: '0.95', deviation: '0.03', all: '0.92 0.95 0.98' });
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      expect(svg).toContain('mean of 3 values ± standard deviation');
      expect(svg).toContain('Within one standard error of it: 1 other point (dashed frame)');
      expect(svg).toContain('Of all these, greatest decay (double frame): rate = 0.01, decay = 0.1: 0.94');
    }),
  );

  it('says which row or cell it misses', () =>
    withFolder(async (folder) => {
      const ports = await writeTables(folder, 'table', true);
      const draw = (more: Partial<GridParams>): unknown =>
        grid.draw(contextWith(folder, { ...PARAMS, ...more }, ports));
      await expect(draw({})).rejects.toMatchObject({
        message: 'Expected one row at rate = 0.01, decay = 0, fold = 0, found 2',
        hint: 'Say with "where" which row of the table counts.',
      });
      await expect(draw({ metric: 'loss' })).rejects.toThrow('Cannot find column "loss"');
      await expect(draw({ where: [{ column: 'size', value: 1 }] })).rejects.toThrow('Cannot find column "size"');
      writeFileSync(join(folder, 'in-0.csv'), 'layer,score\nthis,\n');
      await expect(draw({ where: [{ column: 'layer', value: 'this' }] })).rejects.toThrow(
        'No "score" at rate = 0.01, decay = 0, fold = 0: the cell is empty',
      );
    }));
});

describe('check() of grid', () => {
  const problems = (params: Partial<GridParams>, ports: readonly string[]): unknown =>
    grid.check?.({ ...PARAMS, ...params }, Object.fromEntries(ports.map((port) => [port, [{}]])));

  it('wants either histories or tables', () => {
    expect(problems({}, ['table'])).toEqual([]);
    expect(problems({}, [])).toEqual([
      { path: ['kind'], message: 'Expected either "history" or "table", found neither' },
    ]);
    expect(problems({}, ['table', 'history'])).toEqual([
      { path: ['kind'], message: 'Expected either "history" or "table", found both' },
    ]);
  });

  it('wants two axes, and preferences of these', () => {
    expect(problems({ columns: 'rate', prefer: [{ axis: 'fold', value: 'smallest' }] }, ['table'])).toEqual([
      { path: ['columns'], message: 'Rows and columns are both "rate": name two axes of the sweep' },
      {
        path: ['prefer', 0, 'axis'],
        message: 'Cannot prefer values of "fold": the grid has the axes "rate" and "rate"',
      },
    ]);
  });
});
