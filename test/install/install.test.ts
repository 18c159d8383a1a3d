import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assay, eventsOf, filesIn, ROOT, stepsThat } from '../helpers/assay.ts';
import { dedent } from '../helpers/experiment.ts';
import { manifest, noRegistry, packAssay, runNpm } from '../helpers/package.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Really installed, as a user does it: the tarball, npm, an empty folder.

const why = process.env['ASSAY_REQUIRE_SYSTEM'] === '1' ? undefined : noRegistry();
const folder = mkdtempSync(join(tmpdir(), 'assay-install-'));
const app = join(folder, 'app');
const prefix = join(folder, 'global');

const EXPERIMENT = dedent(`
  experiment: small
  datasets:
    digits: { source: mnist, limit: { train: 200, test: 100 } }
  models:
    cnn:
      input: [28, 28, 1]
      layers:
        - conv2d: { name: conv1, filters: 4, kernel: 3, activation: relu }
        - maxPool2d: { size: 4 }
        - flatten: {}
        - dense: { units: 10, activation: softmax }
  optimizers:
    plain: { sgd: { learningRate: 0.02 } }
  steps:
    data: { stage: load, dataset: digits }
    training: { stage: train, data: data, model: cnn, optimizer: plain, epochs: 1, batchSize: 50 }
    curves: { stage: visualize, kind: curves, history: training }
  outputs:
    curves.png: curves.image
`);

/** Size and times of every file and folder: a program that writes there is found out, also where it may. */
function stateOf(place: string): Readonly<Record<string, string>> {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    ['', ...names].map((name) => {
      const { size, mtimeMs } = lstatSync(join(place, name));
      return [name, `${size} ${mtimeMs}`];
    }),
  );
}

describe.skipIf(why !== undefined)(`an installed Assay${why === undefined ? '' : ` (left out: ${why})`}`, () => {
  beforeAll(async () => {
    for (const name of [app, prefix]) mkdirSync(name);
    const { file } = await packAssay(folder);
    await Promise.all([
      runNpm(['install', file], app),
      runNpm(['install', '--global', '--prefix', prefix, '--ignore-scripts', file], folder),
    ]);
    execFileSync('chmod', ['-R', 'a-w', join(app, 'node_modules')]);
  }, 600_000);
  afterAll(() => {
    if (existsSync(app)) execFileSync('chmod', ['-R', 'u+w', app]);
    rmSync(folder, { recursive: true, force: true });
  });
  const main = join(app, 'node_modules', 'assay', 'dist', 'main.js');

  it('npm install has put its packages beside it, and none that downloads a library', () => {
    expect(existsSync(join(app, 'node_modules', 'assay', 'node_modules'))).toBe(false);
    for (const name of Object.keys(manifest().dependencies))
      expect(existsSync(join(app, 'node_modules', name)), name).toBe(true);
    for (const place of [join(app, 'node_modules'), join(prefix, 'lib', 'node_modules', 'assay', 'node_modules')])
      expect(existsSync(join(place, '@tensorflow', 'tfjs-node')), place).toBe(false);
  });

  it('npx assay works at once, with the portable backend, and says how to get the native one', async () => {
    const home = tempDir();
    const env = { PATH: process.env['PATH'], HOME: home, npm_config_update_notifier: 'false' };
    const { stdout } = await promisify(execFile)('npx', ['--no-install', 'assay', 'backend'], { cwd: app, env });
    expect(stdout).toContain('backend          portable (WebAssembly)');
    expect(stdout).toContain('The native backend is not used: it is not installed.');
    expect(stdout).toContain('Run "assay backend --install" to install it.');
  });

  it('assay run trains and draws, reuses all of it, and writes nothing where it is installed', async () => {
    const before = stateOf(join(app, 'node_modules'));
    const cwd = tempDir();
    writeFileSync(join(cwd, 'small.yaml'), EXPERIMENT);
    const first = await assay(['run', 'small.yaml'], { cwd, main });
    expect(first.err + first.out).toContain('"assay backend --install"');
    expect(first.code).toBe(0);
    expect(filesIn(join(cwd, 'artifacts', 'runs', 'small', '1'))).toContain('curves.png');
    const second = await assay(['run', 'small.yaml', '--json'], { cwd, main });
    expect(stepsThat('reused', second)).toEqual(['curves', 'data', 'training']);
    expect(eventsOf(second).at(-1)).toMatchObject({ type: 'end' });
    expect(stateOf(join(app, 'node_modules'))).toEqual(before);
    expect(filesIn(join(cwd, 'tmp'))).toEqual([]);
  });

  it('is the same Assay when it is installed globally without scripts: it reuses what the other one made', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'small.yaml'), EXPERIMENT);
    const until = ['--until', 'data'];
    expect((await assay(['run', 'small.yaml', ...until], { cwd, main })).code).toBe(0);
    const { stdout } = await promisify(execFile)(join(prefix, 'bin', 'assay'), ['plan', 'small.yaml', ...until], {
      cwd,
    });
    expect(stdout).toContain('1 to reuse');
    expect((await promisify(execFile)(join(prefix, 'bin', 'assay'), ['--version'])).stdout.trim()).toBe(
      manifest().version,
    );
  });

  it('gives packs its modules and their types', async () => {
    const project = join(folder, 'project');
    mkdirSync(project);
    cpSync(join(app, 'package.json'), join(project, 'package.json'));
    execFileSync('ln', ['-s', join(app, 'node_modules'), join(project, 'node_modules')]);
    const source = `
      import { definePack, defineStage, StageFailure, type StageContext } from 'assay';
      import { readTable, writeSafetensors } from 'assay/formats';
      interface P { readonly times: number }
      export const stage = defineStage<P>({
        name: 'stretch', schema: {}, outputs: {}, entry: new URL('file:///x'), variant: (params) => String(params.times),
      });
      export default definePack({ name: 'lab', stages: [stage] });
      export const all: readonly unknown[] = [StageFailure, readTable, writeSafetensors];
      export function times({ params }: StageContext<P>): string { return params.times; }
    `;
    writeFileSync(join(project, 'pack.mts'), source);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const types = ['--typeRoots', join(ROOT, 'node_modules', '@types')];
    const checked = promisify(execFile)(process.execPath, [tsc, ...args, ...types, 'pack.mts'], { cwd: project });
    const { stdout } = await checked.catch((error: unknown) => error as { stdout: string });
    // The one mistake in it, which only somebody who knows the types finds.
    expect(stdout.trim()).toMatch(
      /^pack\.mts\(\d+,\d+\): error TS2322: Type 'number' is not assignable to type 'string'\.$/,
    );
    const names = (await promisify(execFile)(process.execPath, ['pack.mjs'], { cwd: project }).catch(
      String,
    )) as unknown;
    expect(names).toEqual({ stdout: '', stderr: '' });
  });

  it('runs a project with a part of every kind, and checks the types of its pack', async () => {
    const project = join(folder, 'own-parts');
    const excluded = /\/(artifacts|\.assay|node_modules)$/;
    cpSync(join(ROOT, 'examples', 'own-parts'), project, { recursive: true, filter: (path) => !excluded.test(path) });
    execFileSync('ln', ['-s', join(app, 'node_modules'), join(project, 'node_modules')]);
    const { code, err, out } = await assay(['run', 'experiments/letters.yaml'], { cwd: project, main });
    expect(code, err).toBe(0);
    expect(out).toMatch(/^measure = largest +conv1 5 /m);
    const tsc = [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'];
    const types = ['--typeRoots', join(ROOT, 'node_modules', '@types')];
    const checked = promisify(execFile)(process.execPath, [...tsc, ...types], { cwd: project });
    const { stdout } = await checked.catch((error: unknown) => error as { stdout: string });
    expect(stdout).toBe('');
  });
});
