import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, stepsThat } from '../helpers/assay.ts';
import { folderWith, shell, writeFiles } from '../helpers/project.ts';

const stage = (name: string, more = ''): string => `defineStage({
  name: '${name}',
  schema: { type: 'object', additionalProperties: false, properties: { of: { type: 'string', port: 'table' } } },
  outputs: { table: { kind: 'table', extension: 'csv' } },
  entry: new URL('./${name}.run.ts', import.meta.url), ${more}
})`;
const run = (name: string): string => `import { writeFileSync } from 'node:fs';
import type { StageContext } from 'assay';
import { text } from './${name}.ts';
export async function run(context: StageContext): Promise<void> { writeFileSync(context.output('table'), text); }
`;
const INDEX = `import { definePack, defineStage } from 'assay';
export default definePack({ name: 'lab', stages: [${stage('left')}, ${stage('right')}] });
`;
const FILES = {
  'assay.yaml': 'uses: [./lab]\ncommands: true\n',
  'lab/index.ts': INDEX,
  'lab/left.run.ts': run('words'),
  'lab/right.run.ts': run('numbers'),
  'lab/words.ts': "export const text: string = 'a\\nb\\n';\n",
  'lab/numbers.ts': "export const text: string = 'a\\n1\\n';\n",
  'x.yaml': 'experiment: x\nsteps:\n  l: { stage: left }\n  r: { stage: right }\noutputs: { l.csv: l.table }\n',
};

describe('assay run and stages of a pack', () => {
  it('runs them, and after an edit to a helper what uses it and nothing else', async () => {
    const cwd = folderWith(FILES);
    const first = await assay(['run', 'x.yaml', '--json'], { cwd });
    expect(first.code, first.err + first.out).toBe(0);
    expect(stepsThat('finished', first)).toEqual(['l', 'r']);
    expect(stepsThat('reused', await assay(['run', 'x.yaml', '--json'], { cwd }))).toEqual(['l', 'r']);
    writeFiles(cwd, { 'lab/words.ts': "// A remark runs nothing.\nexport const text: string = 'a\\nb\\n';\n" });
    expect(stepsThat('reused', await assay(['run', 'x.yaml', '--json'], { cwd }))).toEqual(['l', 'r']);
    writeFiles(cwd, { 'lab/words.ts': "export const text: string = 'a\\nother\\n';\n" });
    expect((await assay(['plan', 'x.yaml'], { cwd })).out).toMatch(/^l +left +run +code changed$/m);
    const edited = await assay(['run', 'x.yaml', '--json'], { cwd });
    expect([stepsThat('finished', edited), stepsThat('reused', edited)]).toEqual([['l'], ['r']]);
    expect(readFileSync(join(cwd, 'artifacts/runs/x/4/l.csv'), 'utf8')).toBe('a\nother\n');
  });

  it('removes what has not been used for a month, and keeps what is in use', async () => {
    const cwd = folderWith(FILES);
    const folder = join(cwd, '.assay', 'packs');
    const plan = async (): Promise<readonly string[]> => {
      const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
      expect(code, err).toBe(0);
      return readdirSync(folder).toSorted();
    };
    const before = await plan();
    writeFiles(cwd, { 'lab/words.ts': "export const text: string = 'a\\nother\\n';\n" });
    const both = await plan();
    expect(both).toEqual(expect.arrayContaining([...before]));
    const old = Date.now() / 1000 - 31 * 24 * 60 * 60;
    for (const name of both) utimesSync(join(folder, name), old, old);
    const gone = new Set(before.filter((name) => /^(left\.run|packs)-/.test(name)));
    expect(await plan()).toEqual(both.filter((name) => !gone.has(name)));
    expect((await assay(['run', 'x.yaml'], { cwd })).code).toBe(0);
  });

  it('refuses to run a bundle that was changed after its key was made', async () => {
    const steps = `  a: ${shell('for f in .assay/packs/left.run-*; do echo "" >> $f; done; echo a > {outputs.table}')}
  l: { stage: left, of: a }\n`;
    const cwd = folderWith({ ...FILES, 'x.yaml': `experiment: x\nsteps:\n${steps}` });
    const { code, err } = await assay(['run', 'x.yaml'], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(/The bundle .*left\.run-\w+\.mjs is gone or was changed/);
    expect((await assay(['run', 'x.yaml', '--only', 'l'], { cwd })).code).toBe(0);
  });

  it('finds an installed package, in ES modules alone, too', async () => {
    const description = {
      name: 'assay-pack-x',
      version: '1.0.0',
      type: 'module',
      exports: { '.': { import: './main.js' } },
    };
    const index = INDEX.replaceAll('.run.ts', '.run.js');
    const cwd = folderWith({ ...FILES, 'assay.yaml': 'uses: [assay-pack-x]\n' });
    writeFiles(cwd, {
      'node_modules/assay-pack-x/package.json': JSON.stringify(description),
      'node_modules/assay-pack-x/main.js': index,
      'node_modules/assay-pack-x/left.run.js': run('words')
        .replace(/import type.*\n/, '')
        .replace('.ts', '.js')
        .replace(/: \w+(<void>)?/g, ''),
      'node_modules/assay-pack-x/right.run.js': 'export async function run() {}\n',
      'node_modules/assay-pack-x/words.js': "export const text = 'a\\nb\\n';\n",
    });
    const { code, err } = await assay(['run', 'x.yaml', '--until', 'l'], { cwd });
    expect(code, err).toBe(0);
  });
});

describe('assay run and a stage of a pack that throws', () => {
  it.each([
    ['a process of its own', ''],
    ["Assay's process", 'isolated: false,'],
  ])('tells the file and line of the source, not of the bundle, in %s', async (_, more) => {
    const cwd = folderWith({
      ...FILES,
      'lab/index.ts': `import { definePack, defineStage } from 'assay';
export default definePack({ name: 'lab', stages: [${stage('left', more)}] });\n`,
      'lab/left.run.ts': `import { fail } from './helper.ts';

interface Removed {
  readonly byTheCompiler: string;
}
export async function run(): Promise<void> {
  const why: Removed = { byTheCompiler: 'no luck' };
  fail(why.byTheCompiler);
}
`,
      'lab/helper.ts':
        '// A remark.\nexport function fail(why: string): never {\n  throw new Error(`Out of order: ${why}`);\n}\n',
      'x.yaml': 'experiment: x\nsteps:\n  l: { stage: left }\n',
    });
    const { code, err } = await assay(['run', 'x.yaml'], { cwd });
    expect(code).toBe(1);
    expect(err).toMatch(
      /l failed: Out of order: no luck\n[^]*?at fail \(.*\/lab\/helper\.ts:3:9\)\n.*\/lab\/left\.run\.ts:8:3/,
    );
    expect(err).not.toContain('.assay/packs');
  });
});

describe('assay plan and a pack with a fault', () => {
  const cases: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    [
      'that throws',
      { 'lab/index.ts': "throw new Error('Out of order');\n" },
      /cannot be used: Out of order\n[^]*lab\/index\.ts:1:7/,
    ],
    ['that does not compile', { 'lab/index.ts': 'export default {\n' }, /does not compile[^]*lab\/index\.ts:\d+:\d+/],
    ['that names no stages', { 'lab/index.ts': "export default { name: 'lab', stages: [] };\n" }, /it names no stages/],
    ['without a default export', { 'lab/index.ts': 'export const x = 1;\n' }, /no default export made by definePack/],
    [
      'whose package is not installed',
      { 'assay.yaml': 'uses: [assay-pack-x]\n' },
      /package "assay-pack-x" is not installed.*npm install assay-pack-x/,
    ],
    [
      'that imports what is not installed',
      { 'lab/words.ts': "export { text } from 'not-there';\n" },
      /package "not-there"/,
    ],
    ['that is nowhere', { 'assay.yaml': 'uses: [./laboratory]\n' }, /Cannot find the pack "\.\/laboratory"/],
    [
      'that takes a built-in name',
      { 'lab/index.ts': INDEX.replace("name: 'left'", "name: 'train'") },
      /has the stage "train", which is built in/,
    ],
    [
      'that imports an unknown module of Assay',
      { 'lab/index.ts': "import 'assay/secrets';\n" },
      /Assay has no module "assay\/secrets"/,
    ],
  ];
  it.each(cases)('%s: a diagnostic where it is used', async (_, files, told) => {
    const cwd = folderWith({ ...FILES, ...files });
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
    expect(err).toMatch(/^assay\.yaml:1:8 {2}/);
    expect(err).toMatch(told);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).not.toContain('artifacts');
  });

  it('says so when the bundles cannot be written', async () => {
    const cwd = folderWith(FILES);
    mkdirSync(join(cwd, '.assay'));
    writeFileSync(join(cwd, '.assay', 'packs'), 'a file where a folder belongs');
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/^assay\.yaml:1:8 {2}Cannot write the bundles of the pack "\.\/lab" into \.assay\/packs/);
  });
});
