import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../engine/core/slices.ts';
import { loadPacks } from '../engine/packs/load.ts';
import { loadBackend } from '../nn/backends/index.ts';
import { forward, respondTo } from '../nn/forward.ts';
import { layersWith } from '../nn/layers/index.ts';
import { resolveModel, type ModelSpec } from '../nn/model.ts';
import { randomOf } from '../nn/random.ts';
import { inferShapes, sizeOf } from '../nn/shapes.ts';
import { builtIn } from '../stages/index.ts';
import { packModules } from '../stages/pack-modules.ts';
import { assay, eventsOf, ROOT, stepsThat } from './helpers/assay.ts';
import { writeFiles } from './helpers/project.ts';
import { tempDir } from './helpers/temp-dir.ts';

// The projects in examples/, as a user copies and runs them.

/** The experiment of own-parts. */
const FILE = 'experiments/letters.yaml';

function copyOf(example: string): string {
  const folder = join(tempDir(), example);
  cpSync(join(ROOT, 'examples', example), folder, {
    recursive: true,
    filter: (path) => !/\/(artifacts|\.assay|\.venv)$/.test(path),
  });
  return folder;
}

describe('examples/starter', () => {
  it('runs as assay init makes it, and runs nothing the second time', { timeout: 600_000 }, async () => {
    const cwd = tempDir();
    expect((await assay(['init', '--yes'], { cwd })).code).toBe(0);
    const { code, err, out } = await assay(['run', 'experiments/first.yaml'], { cwd });
    expect(code, err).toBe(0);
    expect(out).toMatch(/^filters +share$/m);
    expect((await assay(['plan', 'experiments/first.yaml'], { cwd })).out).toContain('Nothing to do');
  });
});

describe('examples/own-parts', () => {
  it('runs with a part of every kind, and reruns what uses an edited part', { timeout: 600_000 }, async () => {
    const cwd = copyOf('own-parts');
    const run = async (): Promise<readonly string[]> => {
      const outcome = await assay(['run', FILE, '--json'], { cwd });
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      return stepsThat('finished', outcome);
    };
    const edit = (file: string, from: string, to: string): void => {
      const text = readFileSync(join(cwd, file), 'utf8');
      expect(text).toContain(from);
      writeFiles(cwd, { [file]: text.replace(from, to) });
    };
    expect(await run()).toHaveLength(7);
    const read = (file: string): string => readFileSync(join(cwd, 'artifacts/runs/letters/latest', file), 'utf8');
    expect(read('bars.csv')).toMatch(
      /^panel,filter,norm\n(measure = euclidean,conv1 \d,[\d.]+\n){6}measure = largest,/,
    );
    expect(read('network.csv')).toMatch(/^gain1,gain,gain,7x7x6,294,6,0$/m);
    // Four letters at 25 places of an image of 9 x 9, of which 8 are for tests.
    const shown = await assay(['show', 'letters', '--step', 'training'], { cwd });
    const [, accuracy] = /testAccuracy = ([\d.]+)/.exec(shown.out) ?? [];
    expect(Number(accuracy)).toBeGreaterThan(0.6);
    expect((Number(accuracy) * 32) % 1).toBe(0);

    edit('lab/norm-bars.chart.ts', 'width: 200', 'width: 210');
    expect(await run()).toEqual(['bars']);
    edit('lab/gain.layer.ts', "describe: () => ['gain']", "describe: () => ['learnt gain']");
    // Weights come out the same, so that the steps behind the filters are reused: their keys are made of content.
    expect((await run()).toSorted()).toEqual(['filters', 'network', 'training']);
    expect(read('network.csv')).toContain('learnt gain');
    edit('lab/norms/largest.ts', 'Math.max(', '0.5 + Math.max(');
    expect((await run()).toSorted()).toEqual(['bars', 'norms[measure=largest]']);
    edit('data/letters.txt', 'T\n#####', 'T\n####.');
    expect(await run()).toContain('data');
  });

  it('compares its own kind of artifact', { timeout: 600_000 }, async () => {
    const cwd = copyOf('own-parts');
    const until = ['--until', 'norms'];
    expect((await assay(['run', FILE, ...until], { cwd })).code).toBe(0);
    const again = await assay(['verify', FILE, ...until, '--tolerance', 'norms=1e-3'], { cwd });
    expect(again.code, again.err + again.out).toBe(0);
    const largest = readFileSync(join(cwd, 'lab/norms/largest.ts'), 'utf8');
    writeFiles(cwd, { 'lab/norms/largest.ts': largest.replace('Math.max(', '0.5 + Math.max(') });
    const different = await assay(['verify', FILE, ...until], { cwd });
    expect(different.code).toBe(1);
    expect(different.out).toContain('differs by up to 0.500');
  });

  it('has a layer that computes the same in training and for one image', async () => {
    const at = { source: { file: 'assay.yaml', text: '' }, start: 0, end: 0 };
    // Assay runs from its sources here, and packs import what is built.
    const modules = Object.entries(packModules).map(([name, file]) => [name, file.replace(ROOT, join(ROOT, 'dist/'))]);
    const built = Object.fromEntries(modules) as typeof packModules;
    const assayHere = { version: 'test', modules: built, digests: {}, builtIn };
    const { loaded, diagnostics } = await loadPacks(copyOf('own-parts'), [{ name: './lab', at }], assayHere);
    expect(diagnostics).toEqual([]);
    const [gain] = loaded?.packs[0]?.extends?.['layers'] ?? [];
    const spec = [{ conv2d: { filters: 3, kernel: 3 } }, { gain: {} }] as unknown as ModelSpec['layers'];
    const model = resolveModel({ input: [6, 5, 2], layers: spec }, layersWith([gain?.value]));
    const random = randomOf(1, 'example');
    const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.uniform() - 0.5);
    const host = Object.fromEntries(
      inferShapes(model).layers.flatMap(({ layer, weights }) =>
        weights.map(({ part, shape }) => [`${layer.name}.${part}`, { shape, data: numbers(sizeOf(shape)) }]),
      ),
    );
    const pixels = numbers(60);
    const backend = await loadBackend('portable', { threads: 1 });
    const { tf } = backend;
    const weights = Object.fromEntries(
      Object.entries(host).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
    );
    const batch = forward(backend, model, { weights, x: tf.tensor(pixels, [1, 6, 5, 2]) }).dataSync();
    for (const channels of [undefined, [2, 0]]) {
      const single = atOnce(
        respondTo(model, {
          image: { height: 6, width: 5, channels: 2, data: Float64Array.from(pixels) },
          layer: 'gain1',
          channels,
          weight: ({ name }, part) => host[`${name}.${part}`]?.data ?? new Float32Array(),
        }),
      );
      const places = Array.from({ length: 4 * 3 }, (_, place) => place);
      const expected = places.flatMap((place) => (channels ?? [0, 1, 2]).map((channel) => batch[place * 3 + channel]));
      expect(single?.data).toHaveLength(expected.length);
      for (const [at, value] of (single?.data ?? []).entries()) expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
    }
  });

  it('has the types that packs are promised', { timeout: 120_000 }, () => {
    const cwd = copyOf('own-parts');
    mkdirSync(join(cwd, 'node_modules'));
    symlinkSync(ROOT, join(cwd, 'node_modules', 'assay'));
    symlinkSync(join(ROOT, 'node_modules', '@types'), join(cwd, 'node_modules', '@types'));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const check = (): string => spawnSync(process.execPath, [tsc, '-p', '.'], { cwd, encoding: 'utf8' }).stdout;
    expect(check()).toBe('');
    const layer = readFileSync(join(cwd, 'lab/gain.layer.ts'), 'utf8');
    writeFiles(cwd, { 'lab/gain.layer.ts': layer.replace('shape: input,', "shape: 'wrong',") });
    expect(check()).toMatch(/lab\/gain\.layer\.ts\(\d+,\d+\): error TS/);
  });
});

/** Why the example in Python cannot run here; undefined where it can. Makes its virtual environment. */
function noPython(cwd: string): string | undefined {
  const steps = [
    ['python3', '-m', 'venv', '.venv'],
    ['.venv/bin/python', '-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'],
  ];
  for (const [program = '', ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 400_000 });
    if (status !== 0) return `${args.join(' ')}: ${error?.message ?? stderr}`;
  }
  return undefined;
}

describe('examples/python', () => {
  it('reads a trained model with numpy and pandas', { timeout: 900_000 }, async ({ skip }) => {
    const cwd = copyOf('python');
    const reason = noPython(cwd);
    if (reason !== undefined && process.env['ASSAY_REQUIRE_SYSTEM'] === '1') throw new Error(reason);
    if (reason !== undefined) skip(`No virtual environment with numpy and pandas can be made here: ${reason}`);
    const run = await assay(['run', 'experiments/weights.yaml', '--json'], { cwd });
    expect(run.code, run.out).toBe(0);
    const folder = join(cwd, 'artifacts/runs/weights/1');
    expect(readFileSync(join(folder, 'weights.csv'), 'utf8')).toMatch(/^tensor,shape,mean,std\nconv1\.bias,8,/);
    // 8 kernels of 5 x 5 with a border of 1, each point 8 wide.
    const picture = readFileSync(join(folder, 'weights.png'));
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([8 * 7 * 8, 7 * 8]);
    const notes = eventsOf(run).filter(({ type, step }) => type === 'finished' && step === 'weights');
    expect(notes).toHaveLength(1);
    writeFiles(cwd, { 'scripts/weights.py': `${readFileSync(join(cwd, 'scripts/weights.py'), 'utf8')}\n# Edited.\n` });
    const plan = await assay(['plan', 'experiments/weights.yaml'], { cwd });
    expect(plan.out).toMatch(/^weights +command +run +file scripts\/weights\.py changed$/m);
  });
});
