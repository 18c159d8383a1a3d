import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assay, filesIn, leftovers, publishedOf, stepsThat } from '../helpers/assay.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { folderWith, shell, writeFiles } from '../helpers/project.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { readZip, writeZip } from '../helpers/zip.ts';

// A bundle is the only thing that two machines share: here they are folders.

const FILES = {
  'assay.yaml': 'commands: true\nuses: [./lab]\nremote: { url: "http://127.0.0.1:9/secret-place" }\n',
  'lab/index.js': `import { definePack } from 'assay';
import { double } from './double.js';
export default definePack({ name: 'lab', stages: [double] });
`,
  'lab/double.js': `import { defineStage } from 'assay';
export const double = defineStage({
  name: 'double',
  schema: { type: 'object', additionalProperties: false, required: ['table'], properties: { table: { port: 'table' } } },
  outputs: { table: { kind: 'table', extension: 'csv' } },
  determinism: 'bitwise', seeded: false, numeric: false, isolated: false,
  entry: new URL('./double.run.js', import.meta.url),
});
`,
  'lab/double.run.js': `import { readFileSync, writeFileSync } from 'node:fs';
export async function run(context) {
  const text = readFileSync(context.input('table').path, 'utf8');
  writeFileSync(context.output('table'), text + text);
  return { letters: 2 * text.length };
}
`,
  'data/words.txt': 'a\n1\n',
  'experiments/x.yaml': `# A remark that the bundle keeps.
experiment: x
description: Two steps.
steps:
  one: ${shell('cat data/words.txt > {outputs.table}', ', files: [data/words.txt]')}
  two: { stage: double, table: one }
outputs: { two.csv: two.table }
`,
};
const X = 'experiments/x.yaml';

const parent = mkdtempSync(join(tmpdir(), 'assay-bundle-'));
const home = join(parent, 'home');
const bundle = join(home, 'x.zip');
/** What the export of the bundle that all tests share has printed. */
let exported: Awaited<ReturnType<typeof assay>>;

beforeAll(async () => {
  writeFiles(home, FILES);
  const made = await assay(['run', X, '--remote', 'off'], { cwd: home });
  if (made.code !== 0) throw new Error(made.err);
  await assay(['tag', 'x@1', 'paper'], { cwd: home });
  exported = await assay(['export', 'x@1', '--to', 'bundle', '-o', 'x.zip', '--json'], { cwd: home });
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('assay export --to bundle', () => {
  it('says what it has written', () => {
    expect(exported.code, exported.err).toBe(0);
    expectOutput('export-bundle', JSON.parse(exported.out));
    expect(JSON.parse(exported.out)).toMatchObject({ experiment: 'x', run: 1, left: [], gaps: [] });
  });

  it('has the same bytes each time, with the digest that sha256sum gives', async () => {
    const again = await assay(['export', 'x', '--to', 'bundle', '-o', join(parent, 'again.zip')], {
      cwd: home,
      env: { TZ: 'Asia/Tokyo' },
    });
    expect(again.code, again.err).toBe(0);
    const bytes = readFileSync(join(parent, 'again.zip'));
    expect(bytes.equals(readFileSync(bundle))).toBe(true);
    expect(again.out).toContain(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect(leftovers(home)).toEqual([]);
  });

  it('has the experiment as written, the packs, the files read and all results, and neither the machine nor its folders', async () => {
    const files = await readZip(bundle);
    expect(files.get(`project/${X}`)?.toString()).toBe(FILES[X]);
    expect(files.get('project/data/words.txt')?.toString()).toBe('a\n1\n');
    for (const name of ['index.js', 'double.js', 'double.run.js'])
      expect(files.get(`project/lab/${name}`)?.toString()).toBe(FILES[`lab/${name}` as keyof typeof FILES]);
    expect([...files.values()].map(String)).toContain('a\n1\na\n1\n');
    // A machine that is called "a" would be in any text.
    const host = hostname().length > 3 ? hostname() : home;
    for (const [name, content] of files) {
      const text = content.toString();
      expect(text, name).not.toContain(home);
      expect(text, name).not.toContain('secret-place');
      expect(text, name).not.toContain(host);
    }
    const manifest = files.get('manifest-sha256.txt')?.toString() ?? '';
    const hashes = [...files].filter(([name]) => name !== 'manifest-sha256.txt');
    const expected = hashes.map(
      ([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`,
    );
    expect(manifest).toBe(expected.sort().join(''));
  });

  it('names files that it cannot have, with the reason and the digest', async () => {
    const cwd = folderWith({ ...FILES });
    expect((await assay(['run', X, '--remote', 'off'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'data/words.txt'), 'changed');
    const exported = await assay(['export', 'x', '--to', 'bundle', '--json'], { cwd });
    expect(exported.code, exported.err).toBe(0);
    expect(JSON.parse(exported.out)).toMatchObject({
      file: 'x-1.zip',
      left: [{ path: 'data/words.txt', why: 'it has changed since the run' }],
    });
    expect(exported.err).toContain('note: data/words.txt is not in the bundle: it has changed since the run');
    const files = await readZip(join(cwd, 'x-1.zip'));
    expect([...files.keys()]).not.toContain('project/data/words.txt');
    expect(files.get('README.md')?.toString()).toContain('- `data/words.txt` (sha256:');
  });

  it('refuses a run of which a result is gone, and writes nothing', async () => {
    const cwd = folderWith({ ...FILES });
    expect((await assay(['run', X, '--remote', 'off'], { cwd })).code).toBe(0);
    rmSync(join(cwd, 'artifacts/objects'), { recursive: true });
    const { code, err } = await assay(['export', 'x', '--to', 'bundle'], { cwd });
    expect({ code, err }).toMatchObject({ code: 1 });
    expect(err).toMatch(/is lost, damaged or was changed meanwhile, so there is no bundle/);
    expect(readdirSync(cwd).filter((name) => name.includes('zip'))).toEqual([]);
  });
});

describe('assay import', () => {
  it('makes a project on a clean machine in which show, report, run, verify and fsck work', async () => {
    const cwd = tempDir();
    const imported = await assay(['import', bundle, '--json'], { cwd });
    expect(imported.code, imported.err).toBe(0);
    const told: unknown = JSON.parse(imported.out);
    expectOutput('import', told);
    expect(told).toMatchObject({
      experiment: 'x',
      run: 1,
      known: false,
      folder: 'x',
      store: 'x/artifacts',
      objects: 2,
      bytes: 12,
    });
    const there = join(cwd, 'x');
    const shown = await assay(['show', 'x'], { cwd: there });
    expect(shown.out).toContain('pulled from x.zip (x@1, there run 1)');
    expect(shown.out).toContain('paper');
    const again = await assay(['import', bundle, '--json'], { cwd });
    expect(JSON.parse(again.out)).toMatchObject({ run: 1, known: true, objects: 0, files: [] });
    const back = await assay(['export', 'x@1', '--to', 'bundle', '-o', 'back.zip'], { cwd: there });
    expect(back.code, back.err).toBe(0);
    expect(readFileSync(join(there, 'back.zip')).equals(readFileSync(bundle))).toBe(true);
    expect((await assay(['report', 'x', '-o', 'x.html'], { cwd: there })).code).toBe(0);
    const run = await assay(['run', X, '--json'], { cwd: there });
    expect(run.code, run.err).toBe(0);
    expect(stepsThat('reused', run)).toEqual(['one', 'two']);
    expect(publishedOf(there, 'x', 1)).toMatchObject({ 'two.csv': publishedOf(home, 'x', 1)['two.csv'] });
    const verified = await assay(['verify', X], { cwd: there });
    expect(verified.code, verified.err).toBe(0);
    expect((await assay(['fsck'], { cwd: there })).code).toBe(0);
    expect(leftovers(there)).toEqual([]);
  });

  it('takes the results into a store that is there, and knows a run that came from it', async () => {
    const cwd = tempDir();
    const store = join(home, 'artifacts');
    const imported = await assay(['import', bundle, '--into', 'here', '--store', store, '--json'], { cwd });
    expect(imported.code, imported.err).toBe(0);
    expect(JSON.parse(imported.out)).toMatchObject({ run: 1, known: true, objects: 0 });
    expect(filesIn(join(cwd, 'here'))).not.toContain('artifacts/store.json');
  });

  it('asks for the digest that a paper names', async () => {
    const cwd = tempDir();
    const digest = `sha256:${createHash('sha256').update(readFileSync(bundle)).digest('hex')}`;
    const wrong = await assay(
      ['import', bundle, '--digest', digest.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
      { cwd },
    );
    expect({ code: wrong.code, files: filesIn(join(cwd, 'x')) }).toEqual({ code: 1, files: [] });
    expect(wrong.err).toContain(`has another digest: ${digest}`);
    expect((await assay(['import', bundle, '--digest', digest], { cwd })).code).toBe(0);
  });

  it('refuses to write over other files, names them, and changes nothing', async () => {
    const cwd = folderWith({ 'x/data/words.txt': 'mine' });
    symlinkSync('/nowhere', join(cwd, 'x', 'lab'));
    const { code, err } = await assay(['import', bundle], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('Other files are in the places of');
    expect(err).toContain('data/words.txt');
    expect(err).toContain('lab/index.js');
    expect(filesIn(join(cwd, 'x'))).toEqual(['data/words.txt', 'lab']);
  });
});

/** The manifest for other files. */
function manifestOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const others = [...files].filter(([name]) => name !== 'manifest-sha256.txt');
  return Buffer.from(
    others.map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`).join(''),
  );
}

/** Changes of a bundle, each with what is said of it. Those with a right manifest are lies of whoever made the bundle. */
const CHANGES: Readonly<
  Record<string, { change: (files: Map<string, Buffer>) => void; honest?: boolean; says: RegExp }>
> = {
  'a byte of an artifact': {
    change: (files) => alter(files, /^artifacts\/two/),
    says: /is not as it was made: artifacts\/two-table-[0-9a-f]{12}\.csv changed/,
  },
  'the run': { change: (files) => alter(files, /^run\/run/), says: /run\/run\.json changed/ },
  'the metadata': { change: (files) => alter(files, /^ro-crate/), says: /ro-crate-metadata\.json changed/ },
  'a file less': { change: (files) => files.delete('README.md'), says: /README\.md missing/ },
  'a file more': { change: (files) => files.set('extra.txt', Buffer.from('!')), says: /extra\.txt added/ },
  'a manifest that is none': {
    change: (files) => files.set('manifest-sha256.txt', Buffer.from('nonsense\n')),
    says: /because of "manifest-sha256\.txt"/,
  },
  'no manifest': { change: (files) => files.delete('manifest-sha256.txt'), says: /is no bundle of Assay/ },
  'an artifact of other bytes, with its digest in the manifest': {
    change: (files) => alter(files, /^artifacts\/two/),
    honest: true,
    says: /records\/[0-9a-f]{64}\.json names an artifact at "table" that is not in the bundle/,
  },
  'a record of another key, with its digest in the manifest': {
    change: (files) => {
      const [one, two] = [...files.keys()].filter((name) => name.startsWith('records/'));
      files.set(one ?? '', files.get(two ?? '') ?? Buffer.of());
    },
    honest: true,
    says: /records\/[0-9a-f]{64}\.json belongs to the key/,
  },
  'a run with a result that no record has': {
    change: (files) => files.delete([...files.keys()].find((name) => name.startsWith('records/')) ?? ''),
    honest: true,
    says: /run\/run\.json has a result of (one|two) that no record has/,
  },
  'a run whose experiment leads elsewhere': {
    change: (files) => {
      const run = JSON.parse(files.get('run/run.json')?.toString() ?? '') as object;
      files.set('run/run.json', Buffer.from(JSON.stringify({ ...run, experiment: '../../evil' })));
    },
    honest: true,
    says: /Cannot keep runs of an experiment called/,
  },
  'a hidden file in the project': {
    change: (files) => files.set('project/.git/hooks/post-checkout', Buffer.from('#!')),
    honest: true,
    says: /because of "project\/\.git\/hooks\/post-checkout": it would be hidden or run/,
  },
};

function alter(files: Map<string, Buffer>, pattern: RegExp): void {
  const name = [...files.keys()].find((each) => pattern.test(each)) ?? '';
  files.set(name, Buffer.from(`${files.get(name)?.toString() ?? ''} `));
}

describe('a changed bundle', () => {
  it.each(Object.keys(CHANGES))('is refused by name, and nothing is taken from it: %s', async (name) => {
    const { change, honest = false, says } = CHANGES[name] as (typeof CHANGES)[string];
    const files = await readZip(bundle);
    change(files);
    if (honest) files.set('manifest-sha256.txt', manifestOf(files));
    const cwd = tempDir();
    await writeZip(join(cwd, 'bad.zip'), files);
    const { code, err } = await assay(['import', 'bad.zip', '--into', 'here'], { cwd });
    expect([1, 2]).toContain(code);
    expect(err).toMatch(says);
    expect(err).not.toContain('bug');
    expect(
      existsSync(join(cwd, 'here'))
        ? filesIn(join(cwd, 'here')).filter((file) => !/^artifacts\/(store\.json|tmp)/.test(file))
        : [],
    ).toEqual([]);
  });

  it('is refused when it is packed so that files lie outside, are links, or unpack to far more', async () => {
    const files = await readZip(bundle);
    const cwd = tempDir();
    const refused = async (says: RegExp): Promise<void> => {
      const { code, err } = await assay(['import', 'bad.zip'], { cwd });
      expect({ code, err }).toMatchObject({ code: 1 });
      expect(err).toMatch(says);
      expect(existsSync(join(cwd, 'x'))).toBe(false);
    };
    // yazl refuses to write such names: a name of the same length is replaced afterwards.
    await writeZip(join(cwd, 'bad.zip'), [...files, ['aa/aa/evil.txt', Buffer.from('evil')]]);
    const zip = readFileSync(join(cwd, 'bad.zip'));
    for (let at = zip.indexOf('aa/aa/evil'); at >= 0; at = zip.indexOf('aa/aa/evil', at)) zip.write('../../evil', at);
    writeFileSync(join(cwd, 'bad.zip'), zip);
    await refused(/\.\.\/\.\.\/evil\.txt/);

    await writeZip(join(cwd, 'bad.zip'), [...files, ['link', { content: Buffer.from('/etc/passwd'), mode: 0o120777 }]]);
    await refused(/because of "link": it is a link or a device/);

    await writeZip(join(cwd, 'bad.zip'), [...files, ['README.MD', Buffer.from('twice')]]);
    await refused(/because of "README\.MD": its name is there twice/);

    const zeros = { content: Buffer.alloc(64 * 1024 * 1024), compress: true };
    await writeZip(join(cwd, 'bad.zip'), [...files, ['zeros', zeros]]);
    await refused(/bytes that say they become \d{8}/);

    writeFileSync(join(cwd, 'bad.zip'), readFileSync(bundle).subarray(0, 5000));
    expect((await assay(['import', 'bad.zip'], { cwd })).err).toContain('Cannot open the bundle');
    expect((await assay(['import', 'none.zip'], { cwd })).err).toContain('Cannot open the bundle');
  });

  it('is taken in when another program has packed the same files again', async () => {
    const files = [...(await readZip(bundle))].toReversed();
    const cwd = tempDir();
    await writeZip(
      join(cwd, 'again.zip'),
      files.map(([name, content]) => [name, { content, compress: true }]),
    );
    const { code, err } = await assay(['import', 'again.zip'], { cwd });
    expect(code, err).toBe(0);
  });
});
