import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, ROOT } from '../helpers/assay.ts';
import { writeFiles } from '../helpers/project.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// The code in docs/packs.md, as a project: it must compile and run.

const PAGE = readFileSync(join(ROOT, 'docs', 'packs.md'), 'utf8');
const blocks = [...PAGE.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);
/** The block with these words. */
const block = (words: string): string => blocks.find((code) => code.includes(words)) ?? '';

const FILES = {
  'assay.yaml': 'uses: [./lab]\n',
  'package.json': '{ "private": true, "type": "module" }\n',
  'tsconfig.json': readFileSync(join(ROOT, 'examples/own-parts/tsconfig.json'), 'utf8'),
  'lab/index.ts': `import { definePack } from 'assay';
import { sparsity } from './sparsity.ts';
export default definePack({
  name: 'lab',
  stages: [sparsity],
  extends: {
    charts: [new URL('./points.ts', import.meta.url)],
    layers: [new URL('./double.ts', import.meta.url)],
  },
});
`,
  'lab/sparsity.ts': block('export const sparsity'),
  'lab/sparsity.run.ts': block('export async function run'),
  'lab/points.ts': block("kind: 'points'"),
  'lab/double.ts': block("type: 'double'"),
  'x.yaml': `experiment: x
datasets: { digits: { source: mnist, limit: { train: 200, test: 40 } } }
models:
  cnn:
    input: [28, 28, 1]
    layers: [conv2d: { filters: 4, kernel: 3 }, double: {}, flatten: {}, dense: { units: 10, activation: softmax }]
optimizers: { plain: { sgd: {} } }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: plain, epochs: 1 }
  filters: { stage: extract-filters, model: training }
  sparse: { stage: sparsity, filters: filters }
  points: { stage: visualize, kind: points, table: sparse }
outputs: { points.svg: points.chart }
`,
};

describe('docs/packs.md', () => {
  it('has code that runs', async () => {
    const cwd = tempDir();
    writeFiles(cwd, FILES);
    const { code, err } = await assay(['run', 'x.yaml'], { cwd });
    expect(code, err).toBe(0);
    expect(readFileSync(join(cwd, 'artifacts/runs/x/1/points.svg'), 'utf8')).toContain('conv1/final');
  });

  it('has code with the right types, tests included', () => {
    const cwd = tempDir();
    writeFiles(cwd, { ...FILES, 'lab/pack.test.ts': block('stageContract') });
    mkdirSync(join(cwd, 'node_modules'));
    symlinkSync(ROOT, join(cwd, 'node_modules', 'assay'));
    symlinkSync(join(ROOT, 'node_modules', '@types'), join(cwd, 'node_modules', '@types'));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(spawnSync(process.execPath, [tsc, '-p', '.'], { cwd, encoding: 'utf8' }).stdout).toBe('');
  });

  it('names every module that packs can import', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
    const names = Object.keys(exports).filter((name) => name !== './package.json');
    for (const name of names) expect(PAGE).toContain(`| \`assay${name.slice(1)}\` |`);
  });
});
