import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../engine/runs/run-record.ts';
import { thisProcess } from '../../../engine/store/local/alive.ts';
import { diedAt } from '../../helpers/dead-run.ts';
import { recordPath, toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
outputs: { deep/all.csv: all }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  await toy.line.assay('run', toy.file, ...toy.store);
});

function show(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay('show', ...args, ...toy.store);
}

/** Rewrites what a run recorded. */
function change(run: number, edit: (record: RunRecord) => object): void {
  const record = JSON.parse(readFileSync(recordPath(toy.folder, run), 'utf8')) as RunRecord;
  writeFileSync(recordPath(toy.folder, run), JSON.stringify(edit(record)));
}

describe('assay show of a file', () => {
  test('takes the name that the file gives, whatever the file is called', async () => {
    const copy = join(toy.folder, 'mycopy.yaml');
    copyFileSync(toy.file, copy);
    expect((await show(copy)).out).toMatch(/^toy run 1: done/);
    writeFileSync(copy, 'experiment: "to\\x79" # a name that only a YAML parser reads\nsteps: {}\n');
    expect((await show(copy)).out).toMatch(/^toy run 1: done/);
  });

  test('takes the base name of a file that is gone or cannot be read', async () => {
    rmSync(toy.file);
    expect((await show(toy.file)).out).toMatch(/^toy run 1: done/);
    for (const text of ['experiment: [', 'experiment: [toy2]\n', 'experiment: { a: 1 }\n', 'steps: {}\n', '']) {
      writeFileSync(toy.file, text);
      expect((await show(toy.file)).out).toMatch(/^toy run 1: done/);
    }
  });
});

describe('assay show of a run that is damaged or does not exist', () => {
  test('says that the record is damaged, and what mends the store', async () => {
    await toy.line.assay('run', toy.file, ...toy.store);
    writeFileSync(recordPath(toy.folder, 2), '{"format": 1');
    const { code, err } = await show('toy', '2');
    expect(code).toBe(2);
    expect(err).toBe('Error: The record of run 2 of toy is damaged\nHint: "assay fsck" moves it to quarantine.');
    expect(await toy.line.assay('diff', 'toy', '1', '2', ...toy.store)).toMatchObject({ code: 2, err });
    // The newest that can be read is shown, and not as if it were the newest.
    expect(await show('toy')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^toy run 1: done/) as string,
      err: 'The record of run 2 of toy is damaged: "assay fsck" moves it to quarantine. This is run 1.',
    });
    writeFileSync(recordPath(toy.folder, 1), '');
    expect((await show('toy')).err).toContain('The record of run 2 of toy is damaged');
  });

  test.each([
    [['toy', 'abc'], 'Expected the number of a run or "latest", found "abc"\nHint: Its runs are 1.'],
    [['toy', '0'], 'Expected the number of a run or "latest", found "0"\nHint: Its runs are 1.'],
    [['toy', '1.0'], 'Expected the number of a run or "latest", found "1.0"\nHint: Its runs are 1.'],
    [['toy', '2'], 'Experiment "toy" has no run 2 in this store\nHint: Its runs are 1.'],
    [
      ['tyo'],
      'Experiment "tyo" has no run in this store, did you mean "toy"?\nHint: The experiments with runs are toy.',
    ],
    [['tyo', 'x'], 'Experiment "tyo" has no run in this store, did you mean "toy"?'],
  ])('%j is a usage error that helps', async (args, message) => {
    const { code, out, err } = await show(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

describe('assay show of a run', () => {
  test('names the published files as run does', async () => {
    const path = join(toy.folder, 'store', 'runs', 'toy', '1', 'deep', 'all.csv');
    const run = await toy.line.assay('run', toy.file, ...toy.store);
    expect(run.out).toContain(path.replace('/1/', '/2/'));
    const rows = (await show('toy', '1')).out.split('\n');
    expect(rows.find((row) => row.includes('all.csv'))).toMatch(new RegExp(`^${path} +all\\.out `));
  });

  test('that was killed tells what its journal has of each step, and how to go on', async () => {
    change(1, diedAt);
    const { code, out } = await show('toy', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/^toy run 1: interrupted, started /);
    expect(out).toContain(
      'It was killed. This is what its journal tells; finished steps are kept. Run the same command to continue.' +
        `\n  assay run ${toy.file}`,
    );
    expect(out).toMatch(/^one\[n=1\] +finished +\d+ ms +drift 0$/m);
    expect((await show('toy', '1', '--step', 'one')).out).toContain('because  never run');
    expect((await show('toy', '1', '--sweep', 'one')).out).toContain('drift');
  });

  test('that was killed, and has no journal, says that its results are kept all the same', async () => {
    change(1, diedAt);
    rmSync(join(toy.folder, 'store', 'runs', 'toy', '1', 'events.jsonl'));
    expect((await show('toy', '1')).out).toContain(
      'It was killed before it could record its steps. Finished steps are kept. Run the same command to continue.' +
        `\n  assay run ${toy.file}`,
    );
    expect((await show('toy', '1', '--step', 'one')).err).toContain('was killed before it could record its steps');
    expect((await show('toy', '1', '--sweep', 'one')).err).toContain('was killed before it could record its steps');
  });

  test('that goes on shows what has ended, and how to follow it', async () => {
    change(1, (record) => ({ ...(diedAt(record) as RunRecord), process: thisProcess() }));
    const { out } = await show('toy', '1');
    expect(out).toMatch(/^toy run 1: running, started /);
    expect(out).toContain('It is still going. Follow it with: assay attach toy@1');
    expect(out).toMatch(/^one\[n=1\] +finished/m);
  });

  test('that was stopped with Ctrl-C has written down what it did', async () => {
    change(1, (record) => ({ ...record, status: 'interrupted' }));
    expect((await show('toy', '1')).out).not.toContain('killed');
  });

  test('lists metrics in one order, reused or not, and does not seem to break off', async () => {
    const metrics = { zeta: 1, 'conv1 planned > 0.5': 'at', alpha: 0.123456789, beta: 2, gamma: 3 };
    const reversed = Object.fromEntries(Object.entries(metrics).toReversed());
    change(1, (record) => ({
      ...record,
      steps: record.steps.map((step, index) => ({ ...step, metrics: index === 0 ? metrics : reversed })),
    }));
    const { out } = await show('toy');
    expect(out.match(/alpha 0\.12346, beta 2, conv1 planned > 0\.5: at, gamma 3, …$/gm)).toHaveLength(3);
    const names = [...(await show('toy', '1', '--step', 'one')).out.matchAll(/^ {2}metric +(.+) = /gm)].map(
      ([, name]) => name,
    );
    const sorted = ['alpha', 'beta', 'conv1 planned > 0.5', 'gamma', 'zeta'];
    expect(names).toEqual([...sorted, ...sorted]);
    const { out: table } = await show('toy', '1', '--sweep', 'one', '--csv');
    expect(table.split('\n')[0]).toBe(['n', 'action', 'seconds', ...sorted].join(','));
  });
});

describe('assay show of a run with warnings', () => {
  test('repeats them for steps that were run and for those that are reused', async () => {
    toy.line.toys.warnings.push('Class "l" has no training images');
    const forced = await toy.line.assay('run', toy.file, ...toy.store, '--force', 'one');
    expect(forced.err.split('\n').filter((line) => line.startsWith('warning'))).toEqual([
      'warning: one[n=1]: Class "l" has no training images',
    ]);
    toy.line.toys.warnings.length = 0;
    const reused = await toy.line.assay('run', toy.file, ...toy.store);
    expect(reused.err).toContain('3 reused');
    expect(reused.err.split('\n').filter((line) => line.startsWith('warning'))).toEqual([
      'warning: one[n=1]: Class "l" has no training images',
    ]);
    for (const run of ['2', '3']) {
      const { out } = await show('toy', run);
      for (const n of [1, 2]) expect(out).toContain(`\nwarning: one[n=${n}]: Class "l" has no training images\n`);
      expect((await show('toy', run, '--step', 'one[n=1]')).out).toContain(
        '\n  warning  Class "l" has no training images\n',
      );
    }
    expect((await show('toy', '1')).out).not.toContain('warning');
  });

  test('takes a record that somebody has spoiled for what it is', async () => {
    change(1, (record) => ({ ...record, steps: record.steps.map((step) => ({ ...step, warnings: 5 })) }));
    expect(await show('toy', '1')).toMatchObject({ code: 0 });
  });
});

describe('assay show --sweep', () => {
  test('has columns for the key and the parameters, blanks between the names or not', async () => {
    const { code, out } = await show('toy', '--sweep', 'one', '--columns', ' n, params.value ,key', '--csv');
    const { steps } = JSON.parse((await show('toy', '--json')).out) as RunRecord;
    expect(code).toBe(0);
    expect(out).toBe(`n,params.value,key\n1,1,${steps[0]?.key}\n2,2,${steps[1]?.key}`);
    const json = await show('toy', '--sweep', 'one', '--columns', 'params.value', '--sort', '-n', '--json');
    expect(JSON.parse(json.out)).toEqual([{ 'params.value': 2 }, { 'params.value': 1 }]);
  });

  test.each([
    [['--csv'], '--csv'],
    [['--columns', 'n'], '--columns'],
    [['--sort', 'n', '--step', 'one'], '--sort'],
    [['--csv', '--sort', 'n'], '--csv and --sort'],
  ])('is needed by %j', async (args, named) => {
    const { code, out, err } = await show('toy', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`Error: ${named} need`);
    expect(err).toContain('Hint: They apply to the table of a step: assay show toy --sweep ');
  });
});
