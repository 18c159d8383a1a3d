import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, leftovers, startAssay } from '../helpers/assay.ts';
import { commandProject, shell } from '../helpers/project.ts';

/** Runs one command and gives what is told of its failure. */
async function failing(run: string, more = ''): Promise<{ readonly err: string; readonly cwd: string }> {
  const cwd = commandProject(`  one: ${shell(run, more)}`);
  const { code, err } = await assay(['run', 'x.yaml'], { cwd });
  expect(code, err).toBe(1);
  expect(leftovers(cwd)).toEqual([]);
  return { err, cwd };
}

/** Whether a process runs: not one that has ended and waits to be collected. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

describe('assay run and a program that fails', () => {
  it('names a program that is not there', async () => {
    const step = '{ stage: command, run: [no-such-program], outputs: { table: { kind: table, extension: csv } } }';
    const cwd = commandProject(`  one: ${step}`);
    const { code, err } = await assay(['run', 'x.yaml'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('Cannot start "no-such-program": there is no such program');
  });

  it('shows the end of what it printed, however much that was', async () => {
    const { err } = await failing('head -c 1000000000 /dev/zero | tr "\\\\0" x; echo; echo the end; exit 3');
    expect(err).toContain('exit code 3');
    expect(err).toContain('the end');
    expect(err.length).toBeLessThan(40_000);
  });

  it('names an output that it has not written', async () => {
    const { err } = await failing('true');
    expect(err).toContain('has not written its output "table"');
  });

  it('takes no link to a file elsewhere for an output', async () => {
    const { err } = await failing('ln -s /etc/hostname {outputs.table}');
    expect(err).toContain('The output "table" is no regular file');
  });

  it('ends what it has left running', async () => {
    const { cwd } = await failing('sleep 600 & echo $! > pid; exit 1');
    expect(runs(Number(readFileSync(join(cwd, 'pid'), 'utf8')))).toBe(false);
  });

  it('ends one that ignores SIGTERM when its time is over', async () => {
    const { err, cwd } = await failing("trap '' TERM; echo $$ > pid; sleep 600; sleep 600", ', timeout: 8s');
    expect(err).toMatch(/8 s/);
    expect(runs(Number(readFileSync(join(cwd, 'pid'), 'utf8')))).toBe(false);
  });

  it('fails when a declared file is changed while it runs', async () => {
    const cwd = commandProject(`  one: ${shell('cat a > {outputs.table}; echo more >> a', ', files: [a]')}`, {
      a: 'a\n',
    });
    const { code, err } = await assay(['run', 'x.yaml'], { cwd });
    expect(code, err).toBe(1);
    expect(err).toContain('The file a was changed while the program ran');
  });

  it('says that a folder in "files" needs a pattern', async () => {
    const cwd = commandProject(`  one: ${shell('true', ', files: [lib]')}`, { 'lib/a': 'a' });
    const { err } = await assay(['run', 'x.yaml'], { cwd });
    expect(err).toContain('"lib" of "files" is no file');
    expect(err).toContain('lib/**');
  });
});

describe('assay run and a program that is interrupted', () => {
  it('ends it and all it has started, and continues next time', async () => {
    const wait =
      'if [ ! -e go ]; then sleep 600 & echo $! > child; echo $$ > pid; echo "assay: 1/2" >&2; wait; fi; echo a > {outputs.table}';
    const cwd = commandProject(`  one: ${shell(wait)}`);
    const call = startAssay(['run', 'x.yaml', '--json'], { cwd });
    await call.shows(/"progress"/);
    call.kill('SIGINT');
    expect((await call.outcome).code).toBe(130);
    for (const name of ['pid', 'child']) expect(runs(Number(readFileSync(join(cwd, name), 'utf8'))), name).toBe(false);
    writeFileSync(join(cwd, 'go'), '');
    expect((await assay(['run', 'x.yaml'], { cwd })).code).toBe(0);
  });
});

describe('assay plan and what a command declares', () => {
  it('tells which version, variable or file has changed', async () => {
    const more = ', files: ["lib/**"], versions: [[cat, version]], environment: [SHADE]';
    const files = { version: 'one\n', 'lib/a': 'a', 'lib/b': 'b' };
    const cwd = commandProject(`  one: ${shell('echo "$SHADE" > {outputs.table}', more)}`, files);
    const run = await assay(['run', 'x.yaml'], { cwd, env: { SHADE: 'red' } });
    expect(run.code, run.err).toBe(0);
    expect((await assay(['plan', 'x.yaml'], { cwd, env: { SHADE: 'red' } })).out).toContain('Nothing to do');
    expect((await assay(['plan', 'x.yaml'], { cwd })).out).toContain('variable SHADE red -> (not set)');
    writeFileSync(join(cwd, 'version'), 'two\n');
    const { out } = await assay(['plan', 'x.yaml'], { cwd, env: { SHADE: 'red' } });
    expect(out).toContain('version of cat version one -> two');
    writeFileSync(join(cwd, 'version'), 'one\n');
    writeFileSync(join(cwd, 'lib', 'c'), 'c');
    expect((await assay(['plan', 'x.yaml'], { cwd, env: { SHADE: 'red' } })).out).toContain('file lib/c added');
  });
});

const strace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

describe('assay run --trace', () => {
  it.skipIf(!strace)(
    'names the files of the project that were read and not declared (skipped without a strace that works)',
    async () => {
      const run = 'cat declared "näch ste.txt" > {outputs.table}; cat < sub/../other > /dev/null; cat gone || true';
      const files = { declared: 'a\n', 'näch ste.txt': 'b\n', other: 'c\n', 'sub/x': '' };
      const cwd = commandProject(`  one: ${shell(run, ', files: [declared]')}`, files);
      const { code, err } = await assay(['run', 'x.yaml', '--trace'], { cwd });
      expect(code, err).toBe(0);
      const told = [...err.matchAll(/The program has read (.+?), which/g)].map(([, name]) => name);
      expect(new Set(told)).toEqual(new Set(['näch ste.txt', 'other']));
    },
  );

  it('says so where strace is not installed', async () => {
    const cwd = commandProject(`  one: ${shell('echo a > {outputs.table}')}`);
    const { err } = await assay(['run', 'x.yaml', '--trace'], { cwd, env: { PATH: '/nowhere' } });
    expect(err).toContain('Nothing is traced: --trace needs the program strace');
    expect(existsSync(join(cwd, 'artifacts'))).toBe(true);
  });
});

describe('assay run and a program that makes a dataset', () => {
  it('trains on it as on any other, and refuses what is none by name', async () => {
    const write = (labels: string): string => `
      import { writeFileSync } from 'node:fs';
      const images = Buffer.from([0, 255, 255, 0, 0, 255, 255, 0]);
      const labels = Buffer.from([${labels}]);
      const at = (shape, from, to) => ({ dtype: 'U8', shape, data_offsets: [from, to] });
      const header = {
        __metadata__: { dataset: JSON.stringify({ name: 'sides', classes: 2, shape: [1, 2, 1] }) },
        'train.images': at([2, 1, 2, 1], 0, 4), 'test.images': at([2, 1, 2, 1], 4, 8), 'validation.images': at([0, 1, 2, 1], 8, 8),
        'train.labels': at([2], 8, 10), 'test.labels': at([2], 10, 12), 'validation.labels': at([0], 12, 12),
      };
      const text = JSON.stringify(header).padEnd(800);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      writeFileSync(process.argv[2], Buffer.concat([length, Buffer.from(text), images, labels]));`;
    const project = (labels: string): string =>
      commandProject(
        [
          `  data: { stage: command, run: [${JSON.stringify(process.execPath)}, make.mjs, '{outputs.dataset}'], files: [make.mjs], outputs: { dataset: { kind: dataset, extension: safetensors } } }`,
          '  training: { stage: train, data: data, model: sides, optimizer: plain, epochs: 1, batchSize: 2 }',
          'models: { sides: { input: [1, 2, 1], layers: [{ flatten: {} }, { dense: { units: 2, activation: softmax } }] } }',
          'optimizers: { plain: { sgd: { learningRate: 0.1 } } }',
        ].join('\n'),
        { 'make.mjs': write(labels) },
      );
    const good = await assay(['run', 'x.yaml'], { cwd: project('0, 1, 0, 1') });
    expect(good.code, good.err).toBe(0);
    const bad = await assay(['run', 'x.yaml'], { cwd: project('0, 7, 0, 1') });
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('The dataset has label 7 for train image 1, expected 0 to 1 for 2 classes');
  });
});
