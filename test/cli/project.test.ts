import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay } from '../helpers/assay.ts';
import { folderWith, shell, writeFiles } from '../helpers/project.ts';

const WRITE = shell('cat words.txt > {outputs.table}', ', files: [words.txt]');
const FILES = {
  'assay.yaml': 'commands: true\nstore: results\n',
  'words.txt': 'a\n1\n',
  'experiments/x.yaml': `experiment: x\nsteps:\n  one: ${WRITE}\noutputs: { one.csv: one.table }\n`,
};
const keysOf = (out: string): readonly string[] =>
  (JSON.parse(out) as { readonly steps: readonly { readonly key: string }[] }).steps.map(({ key }) => key);

describe('assay and the project of an experiment', () => {
  it('works in the folder of the project, wherever the user is: one plan, one store', async () => {
    const folder = folderWith(FILES);
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
    const places = [
      [folder, 'experiments/x.yaml'],
      [join(folder, 'experiments'), 'x.yaml'],
      [join(folder, 'deep', 'er'), join(folder, 'experiments', 'x.yaml')],
    ] as const;
    const first = await assay(['run', 'x.yaml'], { cwd: join(folder, 'experiments') });
    expect(first.code, first.err).toBe(0);
    expect(first.out).toContain(join(realpathSync(folder), 'results', 'runs', 'x', '1', 'one.csv'));
    for (const [cwd, file] of places) {
      const plan = await assay(['plan', file, '--json'], { cwd });
      expect(plan.err).toBe('');
      expect(JSON.parse(plan.out)).toMatchObject({ steps: [{ id: 'one', action: 'reuse' }] });
    }
    const keys = await Promise.all(places.map(([cwd, file]) => assay(['plan', file, '--json'], { cwd })));
    expect(new Set(keys.flatMap(({ out }) => keysOf(out))).size).toBe(1);
    for (const args of [['log'], ['show', 'x'], ['fsck'], ['gc', '--dry-run']]) {
      const { code, err } = await assay(args, { cwd: join(folder, 'deep') });
      expect(code, err).toBe(0);
    }
    expect(existsSync(join(folder, 'experiments', 'artifacts'))).toBe(false);
  });

  it('takes --store, then ASSAY_STORE, then the store of the project; typed paths are where the user is', async () => {
    const folder = folderWith(FILES);
    const cwd = join(folder, 'experiments');
    const env = { ASSAY_STORE: 'by-variable' };
    expect((await assay(['run', 'x.yaml', '--store', 'by-option'], { cwd, env })).code).toBe(0);
    expect(existsSync(join(cwd, 'by-option', 'runs'))).toBe(true);
    expect((await assay(['run', 'x.yaml'], { cwd, env })).code).toBe(0);
    expect(existsSync(join(cwd, 'by-variable', 'runs'))).toBe(true);
    expect(existsSync(join(folder, 'results'))).toBe(false);
    expect((await assay(['plan', 'x.yaml', '-o', 'plan.json'], { cwd })).code).toBe(0);
    const run = await assay(['run', '--plan', 'plan.json'], { cwd });
    expect(run.code, run.err).toBe(0);
    expect(existsSync(join(folder, 'results', 'runs', 'x', '1'))).toBe(true);
  });

  it('takes the nearest of two projects, one in the other', async () => {
    const folder = folderWith(FILES);
    writeFiles(folder, {
      'inner/assay.yaml': 'commands: true\n',
      'inner/words.txt': 'b\n2\n',
      'inner/x.yaml': FILES['experiments/x.yaml'],
    });
    const { code, err } = await assay(['run', 'inner/x.yaml'], { cwd: folder });
    expect(code, err).toBe(0);
    expect(readFileSync(join(folder, 'inner/artifacts/runs/x/1/one.csv'), 'utf8')).toBe('b\n2\n');
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  it('tells what is wrong with its file, at its place, also as JSON', async () => {
    const folder = folderWith({ ...FILES, 'assay.yaml': 'command: true\n' });
    const cwd = join(folder, 'experiments');
    const plan = await assay(['plan', 'x.yaml'], { cwd });
    expect(plan.code).toBe(2);
    expect(plan.err).toContain('assay.yaml:1:1  Unknown key "command", did you mean "commands"?');
    expect(plan.err).toContain('~~~~~~~');
    const log = await assay(['log', '--json'], { cwd });
    expect(log.code).toBe(2);
    expect(JSON.parse(log.out)).toMatchObject({ ok: false, diagnostics: [{ line: 1, column: 1 }] });
    expect(existsSync(join(folder, 'artifacts'))).toBe(false);
  });

  it('refuses programs that the project does not allow, and says how to allow them', async () => {
    const folder = folderWith({ ...FILES, 'assay.yaml': '' });
    const { code, err } = await assay(['run', 'experiments/x.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toMatch(/experiments\/x\.yaml:3:\d+ {2}The stage "command" runs programs.*add "commands: true"/);
  });
});

describe('assay and files that extend others', () => {
  const BASE = `
constants: { text: base }
steps:
  one: { stage: command, run: [sh, -c, 'echo "$0" > "$1"', $text, '{outputs.table}'], outputs: { table: { kind: table, extension: csv } } }
outputs: { one.csv: one.table }
`;
  const files = { 'assay.yaml': 'commands: true\n', 'sub/base.yaml': BASE };

  it('runs, plans and shows the whole; a saved plan is refused when a base has changed', async () => {
    const folder = folderWith({
      ...files,
      'x.yaml': 'extends: sub/base.yaml\nexperiment: x\nconstants: { text: mine }\n',
    });
    const shown = await assay(['validate', '--resolved', 'x.yaml'], { cwd: folder });
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out).toContain('- mine\n');
    expect(shown.out).not.toMatch(/extends|constants|\$text/);
    writeFileSync(join(folder, 'whole.yaml'), shown.out);
    expect((await assay(['plan', 'x.yaml', '-o', 'plan.json'], { cwd: folder })).code).toBe(0);
    const run = await assay(['run', '--plan', 'plan.json'], { cwd: folder });
    expect(run.code, run.err).toBe(0);
    expect(readFileSync(join(folder, 'artifacts/runs/x/1/one.csv'), 'utf8')).toBe('mine\n');
    expect((await assay(['plan', 'whole.yaml'], { cwd: folder })).out).toContain('Nothing to do');
    expect((await assay(['verify', 'x.yaml'], { cwd: folder })).code).toBe(0);
    const changed = await assay(['plan', 'x.yaml', '--set', 'constants.text=other'], { cwd: folder });
    expect(changed.out).toContain('added "other", removed "mine"');
    writeFiles(folder, { 'sub/base.yaml': BASE.replace('echo', 'printf') });
    expect((await assay(['run', '--plan', 'plan.json'], { cwd: folder })).code).toBe(2);
  });

  it.each([
    ['a missing base', 'nowhere.yaml', /x\.yaml:1:10 {2}Cannot open "nowhere\.yaml".*no such file/],
    ['itself', 'x.yaml', /extend each other in a circle: x\.yaml -> x\.yaml/],
    ['a folder', 'sub', /Cannot read "sub", which this file extends: it is not a file/],
    ['a binary file', 'binary.yaml', /^binary\.yaml:1:1 {2}The file is binary/m],
    ['a base with a fault', 'broken.yaml', /^broken\.yaml:1:1 {2}Unknown key "stepz"/m],
  ])('tells where it extends %s', async (_, base, told) => {
    const folder = folderWith({
      ...files,
      'x.yaml': `extends: ${base}\nexperiment: x\n`,
      'broken.yaml': 'stepz: {}\nsteps: {}\n',
    });
    writeFileSync(join(folder, 'binary.yaml'), Buffer.from([65, 0, 66]));
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toMatch(told);
  });
});

describe('assay init', () => {
  it('makes a project that plans, never overwrites, and asks nothing with --yes', async () => {
    const cwd = folderWith({});
    const made = await assay(['init', 'study', '--yes'], { cwd });
    expect(made.code, made.err).toBe(0);
    const folder = join(cwd, 'study');
    const plan = await assay(['plan', 'study/experiments/first.yaml', '--json'], { cwd });
    expect(plan.code, plan.err).toBe(0);
    const schema = JSON.parse(readFileSync(join(folder, '.assay', 'experiment.schema.json'), 'utf8')) as object;
    expect(JSON.stringify(schema)).toContain('step.sparsity');
    writeFileSync(join(folder, 'assay.yaml'), 'uses: [./lab] # mine\ncommands: true\n');
    cpSync(join(folder, 'README.md'), join(folder, 'kept.md'));
    const again = await assay(['init', 'study', '--yes', '--json'], { cwd });
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, written: [] });
    expect(readFileSync(join(folder, 'assay.yaml'), 'utf8')).toContain('# mine');
    const nobody = await assay(['init', 'other'], { cwd });
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('Add --yes');
    expect(existsSync(join(cwd, 'other'))).toBe(false);
  });
});

describe('assay completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that names every command', async (shell) => {
    const { code, out } = await assay(['completion', shell], { cwd: folderWith({}) });
    expect(code).toBe(0);
    for (const name of ['run', 'plan', 'validate', 'init', 'completion']) expect(out).toContain(name);
    expect(out).toMatch(/--until|-l until/);
  });

  it('refuses another shell and names those that it knows', async () => {
    const { code, err } = await assay(['completion', 'tcsh'], { cwd: folderWith({}) });
    expect(code).toBe(2);
    expect(err).toContain('bash, zsh, fish');
  });
});
