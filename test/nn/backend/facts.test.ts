import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BackendUnavailable } from '../../../nn/backend/backend.ts';
import { backendFacts } from '../../../nn/backend/facts.ts';

let root: string;
const binding = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const installed = {
  backend: 'tensorflow',
  library: '2.21.0',
  binding: '4.22.0',
  source: 'wheel',
  oneDNN: true,
  tried: [{ source: 'wheel', ok: true, why: null }],
  files: { [binding]: { bytes: 1, mtimeMs: 1 } },
};

async function write(name: string, value: object): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), JSON.stringify(value));
}

const record = (value: object): Promise<void> => write('node_modules/.assay/backend.json', value);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facts-'));
  await write('node_modules/@tensorflow/tfjs-backend-wasm/package.json', { version: '4.22.0' });
  await write('node_modules/@tensorflow/tfjs-core/package.json', { version: '4.22.1' });
  await write(binding, {});
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

test('backendFacts() of auto is what setup installed', async () => {
  await record(installed);
  const facts = backendFacts('auto', { root, env: {} });
  expect(facts).toMatchObject({ backend: 'tensorflow', library: '2.21.0', binding: '4.22.0', oneDNN: true });
  expect(facts.isa).toMatch(/^[a-z0-9_]+$/);
});

test('backendFacts() of auto is portable where setup has not run or found nothing', async () => {
  const portable = { backend: 'portable', library: '4.22.0', binding: '4.22.1', oneDNN: false, isa: 'wasm' };
  expect(backendFacts('auto', { root, env: {} })).toEqual({ ...portable, tried: [] });
  const tried = [{ source: 'wheel', ok: false, why: 'no network' }];
  await record({ ...installed, backend: 'portable', library: null, binding: null, tried, files: {} });
  expect(backendFacts('auto', { root, env: {} })).toEqual({ ...portable, tried });
});

test('backendFacts() of portable does not need nor mind the native library', async () => {
  await record(installed);
  expect(backendFacts('portable', { root, env: {} }).backend).toBe('portable');
});

test('backendFacts() of tensorflow fails where it is missing, and says why and what to do', async () => {
  expect(() => backendFacts('tensorflow', { root, env: {} })).toThrow(BackendUnavailable);
  const tried = [{ source: 'wheel', ok: false, why: 'no C++ compiler' }];
  await record({ ...installed, backend: 'portable', library: null, binding: null, tried, files: {} });
  expect(() => backendFacts('tensorflow', { root, env: {} })).toThrow(
    /not installed: setup tried\n {2}wheel: no C\+\+ compiler\nRun "node scripts\/setup.mjs --backend"/,
  );
});

test('backendFacts() notices that the library has been removed since', async () => {
  await record(installed);
  await rm(join(root, binding));
  expect(backendFacts('auto', { root, env: {} }).backend).toBe('portable');
  expect(() => backendFacts('tensorflow', { root, env: {} })).toThrow(/tfjs_binding\.node is gone/);
});

test('backendFacts() takes account of the environment that changes bits', async () => {
  await record(installed);
  const env = { TF_ENABLE_ONEDNN_OPTS: '0', ONEDNN_MAX_CPU_ISA: 'AVX2' };
  const facts = backendFacts('tensorflow', { root, env });
  expect(facts.oneDNN).toBe(false);
  expect(facts.isa).toMatch(/^[a-z0-9_]+ capped to avx2$/);
});

test('backendFacts() loads no package, and finds the project from where its own file lies', async () => {
  await record(installed);
  await write('package.json', {});
  const outfile = join(root, 'dist', 'nn', 'backend', 'facts.mjs');
  // In a folder where no package can be found, loading one would fail.
  await build({
    entryPoints: ['nn/backend/facts.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const code = `const { backendFacts } = await import(process.argv[1]); console.log(backendFacts('auto').library);`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', code, outfile], { encoding: 'utf8' })).toBe(
    '2.21.0\n',
  );
});
