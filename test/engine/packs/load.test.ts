import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import type { StageContext } from '../../../engine/core/stage.ts';
import { clashesOf } from '../../../engine/packs/clashes.ts';
import { loadPacks } from '../../../engine/packs/load.ts';
import { openPacks, readManifest } from '../../../engine/packs/manifest.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const API = fileURLToPath(new URL('../../../engine/packs/api.ts', import.meta.url));
const ASSAY = {
  version: '0.0.0',
  modules: { assay: API },
  digests: {},
  builtIn: { name: 'assay', stages: [] },
};

let root: string;
const write = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
};

const INDEX = `
  import { definePack, defineStage } from 'assay';
  import { words } from './words.ts';
  interface Params { readonly much: number }
  const stretch = defineStage<Params>({
    name: 'stretch',
    schema: { type: 'object', description: words, additionalProperties: false, properties: { much: { type: 'number' } } },
    outputs: { table: { kind: 'table', extension: 'csv' } },
    entry: new URL('./stretch.run.ts', import.meta.url),
    infer: ({ much }) => ({ outputs: { table: { much } } }),
  });
  const draw = defineStage<{ readonly kind: string }>({
    name: 'draw',
    schema: { type: 'object', properties: {} },
    outputs: { image: { kind: 'image', extension: 'png' } },
    entry: { bars: new URL('./bars.ts', import.meta.url), dots: new URL('./dots.ts', import.meta.url) },
    variant: ({ kind }) => kind,
  });
  export default definePack({ name: 'lab', stages: [stretch, draw] });
`;

beforeEach(() => {
  root = tempDir();
  write({
    'lab/index.ts': INDEX,
    'lab/words.ts': "export const words = 'Makes numbers larger';\n",
    'lab/stretch.run.ts': `import { readFileSync } from 'node:fs';
      import { StageFailure } from 'assay';
      import { times } from './helper.ts';
      export async function run(context: { params: { much: number } }) {
        if (context.params.much < 0) throw new StageFailure('too small');
        return { value: times(context.params.much), own: readFileSync(new URL('./note.txt', import.meta.url), 'utf8') };
      }\n`,
    'lab/helper.ts': 'export const times = (value: number): number => value * 2;\n',
    'lab/note.txt': 'beside the source',
    'lab/bars.ts': "export const run = async () => ({ drawn: 'bars' });\n",
    'lab/dots.ts': "export const run = async () => ({ drawn: 'dots' });\n",
  });
});

const use = (name = './lab') => {
  const text = `uses: [${name}]`;
  return { name, at: { source: { file: 'assay.yaml', text }, start: 7, end: 7 + name.length } };
};
const load = (...names: string[]) => loadPacks(root, (names.length > 0 ? names : ['./lab']).map(use), ASSAY);
const codes = async () => {
  const { loaded, diagnostics } = await load();
  expect(diagnostics.map(renderDiagnostic)).toEqual([]);
  return loaded?.code ?? {};
};
const told = async (...names: string[]) => (await load(...names)).diagnostics.map(renderDiagnostic).join('\n');

describe('loadPacks()', () => {
  it('gives stages with defaults, whose heavy half runs from its bundle', async () => {
    const { loaded } = await load();
    const [stretch, draw] = loaded?.packs[0]?.stages ?? [];
    expect(stretch).toMatchObject({ name: 'stretch', determinism: 'bitwise', seeded: false, isolated: true });
    expect(stretch?.infer?.({ much: 3 }, {})).toEqual({ outputs: { table: { much: 3 } } });
    const module = await stretch?.load({ much: 3 });
    const run = (much: number) => module?.run({ params: { much } } as unknown as StageContext);
    expect(await run(3)).toEqual({ value: 6, own: 'beside the source' });
    await expect(run(-1)).rejects.toThrow('too small');
    expect(await (await draw?.load({ kind: 'dots' }))?.run({} as StageContext)).toEqual({ drawn: 'dots' });
  });

  it('names the code of each variant apart', async () => {
    const { loaded } = await load();
    const [stretch, draw] = loaded?.packs[0]?.stages ?? [];
    expect(stretch?.code?.({ much: 1 }, {})).toEqual(['stretch']);
    expect(draw?.code?.({ kind: 'bars' }, {})).toEqual(['draw/bars']);
    expect(Object.keys(loaded?.code ?? {}).sort()).toEqual(['draw/bars', 'draw/dots', 'stretch']);
  });

  it('changes the digest of what imports an edited helper, and of nothing else', async () => {
    const before = await codes();
    write({ 'lab/helper.ts': 'export const times = (value: number): number => value * 3;\n' });
    const after = await codes();
    expect(after['stretch']).not.toEqual(before['stretch']);
    expect(after['draw/bars']).toEqual(before['draw/bars']);
    write({ 'lab/bars.ts': "export const run = async () => ({ drawn: 'boxes' });\n" });
    const last = await codes();
    expect(last['draw/bars']).not.toEqual(before['draw/bars']);
    expect(last['draw/dots']).toEqual(before['draw/dots']);
    expect(last['stretch']).toEqual(after['stretch']);
  });

  it('keeps digests when only a comment or the light half changes', async () => {
    const before = await codes();
    write({
      'lab/words.ts': "// Said better.\nexport const words = 'Doubles';\n",
      'lab/helper.ts': '// Why.\nexport const times = (value: number): number => value * 2;\n',
    });
    expect(await codes()).toEqual(before);
  });

  it('keeps bundles: a second load writes nothing', async () => {
    await codes();
    const listed = () => readdirSync(join(root, '.assay', 'packs')).sort();
    const before = [listed(), readFileSync(join(root, '.assay', 'packs', 'index.json'), 'utf8')];
    await codes();
    expect([listed(), readFileSync(join(root, '.assay', 'packs', 'index.json'), 'utf8')]).toEqual(before);
  });

  it('makes a bundle again that somebody has changed', async () => {
    const { loaded } = await load();
    const packs = join(root, '.assay', 'packs');
    const bundle = readdirSync(packs).find((name) => name.startsWith('bars-')) ?? '';
    writeFileSync(join(packs, bundle), "export const run = async () => ({ drawn: 'lies' });\n");
    expect(() => readManifest(loaded?.manifest ?? '')).toThrow('was changed');
    await codes();
    expect(readFileSync(join(packs, bundle), 'utf8')).not.toContain('lies');
    expect(() => readManifest(loaded?.manifest ?? '')).not.toThrow();
  });

  it('gives a worker the same packs by its manifest', async () => {
    const { loaded } = await load();
    const [pack] = await openPacks(readManifest(loaded?.manifest ?? ''));
    expect(pack?.stages.map(({ name }) => name)).toEqual(['stretch', 'draw']);
  });

  it('counts the versions of packages, found from the project', async () => {
    write({
      'node_modules/plain/package.json': '{ "name": "plain", "version": "1.0.0", "main": "index.js" }',
      'node_modules/plain/index.js': 'module.exports = 1;',
      'lab/bars.ts': "import plain from 'plain';\nexport const run = async () => ({ drawn: plain });\n",
    });
    const before = await codes();
    expect(before['draw/bars']).toMatchObject({ packages: { plain: '1.0.0' } });
    write({ 'node_modules/plain/package.json': '{ "name": "plain", "version": "1.0.1", "main": "index.js" }' });
    expect((await codes())['draw/bars']).not.toEqual(before['draw/bars']);
  });

  it('counts the code of the modules of Assay that a module imports, and of no others', async () => {
    write({ 'lab/bars.ts': "import { a } from 'assay/drawing';\nexport const run = async () => ({ drawn: a });\n" });
    write({ 'drawing.mjs': 'export const a = 1;\n' });
    const withDigest = async (digest: string): Promise<Readonly<Record<string, unknown>>> => {
      const modules = { ...ASSAY.modules, 'assay/drawing': join(root, 'drawing.mjs') };
      const host = { ...ASSAY, modules, digests: { 'assay/drawing': digest } };
      return (await loadPacks(root, [use()], host)).loaded?.code ?? {};
    };
    const before = await withDigest('sha256:1');
    const after = await withDigest('sha256:2');
    expect(before['draw/bars']).toMatchObject({ packages: { 'assay/drawing': 'sha256:1' } });
    expect(after['draw/bars']).not.toEqual(before['draw/bars']);
    expect(after['draw/dots']).toEqual(before['draw/dots']);
    expect(await withDigest('sha256:1')).toEqual(before);
  });

  it('tells the file and line of a pack that does not compile', async () => {
    write({ 'lab/index.ts': 'export default {\n  name: lab\n  stages: []\n};\n' });
    const text = await told();
    expect(text).toContain('The pack "./lab" does not compile');
    expect(text).toContain('assay.yaml:1:8');
    expect(text).toContain('lab/index.ts:3:3');
  });

  it('tells where a pack throws', async () => {
    write({ 'lab/index.ts': "\nthrow new Error('no luck');\nexport default 1;\n" });
    expect(await told()).toContain('The pack "./lab" cannot be used: no luck');
  });

  it.each([
    ['export const nothing = 1;', 'it has no default export made by definePack'],
    ["export default { name: 'lab' };", 'expected a list of "stages"'],
    ["export default { name: 'Lab 1', stages: [] };", 'found "Lab 1"'],
    [
      "export default { name: 'lab', stages: [{ name: 'x', schema: {}, outputs: {} }] };",
      'stages[0]: the stage "x" has no "entry"',
    ],
  ])('tells what is missing in %s', async (source, message) => {
    write({ 'lab/index.ts': source });
    expect(await told()).toContain(message);
  });

  it('tells a folder that is missing or empty, and a package that is not installed', async () => {
    mkdirSync(join(root, 'empty'));
    expect(await told('./labs')).toContain('Cannot find the pack "./labs": there is no such folder');
    expect(await told('./empty')).toContain('the folder has no index.ts');
    expect(await told('assay-pack-x')).toContain('The package "assay-pack-x" is not installed');
  });

  it('tells every pack that is wrong at once', async () => {
    const text = await told('./a', './b');
    expect(text).toContain('"./a"');
    expect(text).toContain('"./b"');
  });

  it('tells an import of a module that Assay does not have', async () => {
    write({ 'lab/bars.ts': "import { x } from 'assay/secret';\nexport const run = async () => x;\n" });
    expect(await told()).toContain('Assay has no module "assay/secret": a pack can import "assay"');
  });
});

describe('clashesOf()', () => {
  it('tells stages, sections and kinds that two packs both have', async () => {
    const { loaded } = await load();
    const [lab] = loaded?.packs ?? [];
    if (lab === undefined) throw new Error('no pack');
    const builtin = { name: 'assay', stages: lab.stages.slice(0, 1), kinds: { table: { extension: 'csv' } } };
    const other = { name: 'other', stages: lab.stages.slice(1), kinds: { table: { extension: 'csv' } } };
    expect(clashesOf(builtin, [lab, other])).toEqual([
      { message: 'The pack "lab" has the stage "stretch", which is built in: rename it', pack: 0 },
      { message: 'The pack "other" has the stage "draw", which comes from the pack "lab" already: rename it', pack: 1 },
      { message: 'The pack "other" has the kind "table", which is built in: rename it', pack: 1 },
    ]);
  });
});
