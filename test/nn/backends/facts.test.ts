import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackendUnavailable } from '../../../nn/backends/backend.ts';
import { type BackendChoice, chooseBackend } from '../../../nn/backends/index.ts';
import type { RuntimeSettings } from '../../../nn/backends/kind.ts';
import type { Processor } from '../../../nn/backends/instruction-sets.ts';

let root: string;
const BINDING = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const LIBRARY = 'node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_cc.so.2';
const RECORD = 'node_modules/.assay/backend.json';
const AVX2: Processor = { flags: 'fma avx2', widest: 'avx2', prefersOneDNN: false };
const BF16: Processor = { flags: 'avx512_bf16 avx2', widest: 'avx512_bf16', prefersOneDNN: true };

async function write(name: string, value: unknown): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), typeof value === 'string' ? value : JSON.stringify(value));
}

function noted(name: string, identity: string): object {
  const { size, mtimeMs, ctimeMs } = statSync(join(root, name));
  const sha256 = createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex');
  return { bytes: size, mtimeMs, ctimeMs, sha256, identity };
}

/** What setup leaves, with some fields changed. */
async function install(changes: object = {}): Promise<void> {
  const files = existsSync(join(root, LIBRARY))
    ? { [BINDING]: noted(BINDING, 'compiled by recipe 3'), [LIBRARY]: noted(LIBRARY, 'published') }
    : {};
  await write(RECORD, {
    backend: 'tensorflow',
    library: '2.21.0',
    binding: '4.22.0',
    source: 'wheel',
    oneDNN: { byDefault: false, possible: true },
    isa: 'Intel AVX2',
    processor: AVX2.flags,
    tried: [{ source: 'wheel', ok: true, why: null }],
    files,
    kernels: { sources: 'aa', why: 'there is no C++ compiler', files: {} },
    ...changes,
  });
}

function choose(settings: Partial<RuntimeSettings> = {}, processor = AVX2): BackendChoice {
  return chooseBackend(settings, { root, processor });
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facts-'));
  await write('node_modules/@tensorflow/tfjs-backend-wasm/package.json', { version: '4.22.0' });
  await write('node_modules/@tensorflow/tfjs-core/package.json', { version: '4.22.1' });
  await write(BINDING, 'binding');
  await write(LIBRARY, 'library');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const PORTABLE = {
  backend: 'portable',
  library: '4.22.0',
  binding: '4.22.1',
  oneDNN: false,
  cpu: 'wasm',
  isa: 'wasm',
  convolution: 'direct',
  threads: 1,
};

const WITHOUT = 'the portable backend has no fast convolutions.';

describe('chooseBackend()', () => {
  test('of auto is what setup installed', async () => {
    await install();
    const { facts, missing } = choose({ threads: 3 });
    expect(missing).toBeUndefined();
    expect(facts).toEqual({
      backend: 'tensorflow',
      library: '2.21.0',
      binding: '4.22.0',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      oneDNN: false,
      cpu: 'avx2',
      isa: 'avx2',
      convolution: 'direct',
      threads: 3,
    });
  });

  test('of auto is portable where nothing is installed or could be, and says why', async () => {
    expect(choose()).toEqual({ facts: PORTABLE, whyDirect: WITHOUT, missing: 'it is not installed.', tried: [] });
    const tried = [{ source: 'wheel', ok: false, why: 'no network' }];
    await install({ backend: 'portable', library: null, binding: null, tried, files: {} });
    expect(choose()).toEqual({
      facts: PORTABLE,
      whyDirect: WITHOUT,
      missing: 'setup tried\n  wheel: no network',
      tried,
    });
  });

  test('of portable does not need nor mind the native library', async () => {
    await install();
    expect(choose({ backend: 'portable', threads: 8, oneDNN: 'on', isa: 'avx' }).facts).toEqual(PORTABLE);
  });

  test('of tensorflow fails where it is missing, and says why and what to do', async () => {
    expect(() => choose({ backend: 'tensorflow' })).toThrow(BackendUnavailable);
    const tried = [{ source: 'wheel', ok: false, why: 'no C++ compiler' }];
    await install({ backend: 'portable', library: null, binding: null, tried, files: {} });
    expect(() => choose({ backend: 'tensorflow' })).toThrow(
      /not installed: setup tried\n {2}wheel: no C\+\+ compiler\nRun "assay backend --install"/,
    );
  });

  test('says what is wrong with an installation that cannot be used', async () => {
    await install();
    await rm(join(root, BINDING));
    expect(choose()).toMatchObject({ facts: PORTABLE, missing: `${join(root, BINDING)} no longer exists.` });
    expect(() => choose({ backend: 'tensorflow' })).toThrow(/tfjs_binding\.node no longer exists/);
    await write(RECORD, '{ "backend"');
    expect(choose().missing).toBe(`setup's record ${join(root, RECORD)} is damaged.`);
    await write(RECORD, { backend: 'tensorflow', tried: [], files: { [BINDING]: { bytes: 1, mtimeMs: 1 } } });
    expect(choose().missing).toBe('an older version of Assay installed it.');
    await rm(join(root, RECORD));
    await mkdir(join(root, RECORD));
    expect(choose().missing).toBe(`setup's record ${join(root, RECORD)} cannot be read (EISDIR).`);
  });

  test('keeps the digest of files that were only copied or touched, and remembers that it looked', async () => {
    await install();
    const { digest } = choose().facts;
    utimesSync(join(root, LIBRARY), 1e9, 1e9);
    chmodSync(join(root, BINDING), 0o600);
    expect(choose().facts.digest).toBe(digest);
    const { files } = JSON.parse(readFileSync(join(root, RECORD), 'utf8')) as { files: Record<string, unknown> };
    expect(files[LIBRARY]).toEqual(noted(LIBRARY, 'published'));
    expect(files[BINDING]).toEqual(noted(BINDING, 'compiled by recipe 3'));
  });

  test.each([LIBRARY, BINDING])(
    'has another digest when the content of %s is another, and the first one again',
    async (file) => {
      await install();
      const { digest } = choose().facts;
      const before = readFileSync(join(root, file), 'utf8');
      await write(file, before.toUpperCase());
      const { digest: other } = choose().facts;
      expect(other).not.toBe(digest);
      expect(choose().facts.digest).toBe(other);
    },
  );

  test('has the same digest for the same library, however it was built here', async () => {
    await install();
    const { digest } = choose().facts;
    await write(LIBRARY, 'stripped by another tool');
    await write(BINDING, 'compiled by another compiler');
    await install();
    expect(choose().facts.digest).toBe(digest);
  });

  test.each<[Partial<RuntimeSettings>, Processor, { oneDNN: boolean; isa: string }]>([
    [{}, AVX2, { oneDNN: false, isa: 'avx2' }],
    [{}, BF16, { oneDNN: true, isa: 'avx512_bf16' }],
    [{ oneDNN: 'on' }, AVX2, { oneDNN: true, isa: 'avx2' }],
    [{ oneDNN: 'off' }, BF16, { oneDNN: false, isa: 'avx512_bf16' }],
    [{ isa: 'avx' }, AVX2, { oneDNN: false, isa: 'avx' }],
    [{ isa: 'avx2' }, BF16, { oneDNN: true, isa: 'avx2' }],
    // What the processor does not have changes nothing, and so it makes no other key.
    [{ isa: 'amx' }, AVX2, { oneDNN: false, isa: 'avx2' }],
    [{ isa: 'avx2', oneDNN: 'off' }, AVX2, { oneDNN: false, isa: 'avx2' }],
  ])('takes %o on %o by its effect', async (settings, processor, effect) => {
    await install();
    expect(choose(settings, processor).facts).toMatchObject({ ...effect, cpu: processor.widest });
  });

  test('goes by what oneDNN said that it uses, on the processor where it was asked', async () => {
    const amx: Processor = { flags: 'amx_tile avx512_fp16', widest: 'amx', prefersOneDNN: true };
    const isa = 'Intel AVX-512 with float16, Intel DL Boost and bfloat16 support';
    await install({ processor: amx.flags, isa });
    expect(choose({}, amx).facts).toMatchObject({ cpu: 'amx', isa: 'avx512_fp16' });
    expect(choose({}, { ...amx, flags: `${amx.flags} new` }).facts).toMatchObject({ cpu: 'amx', isa: 'amx' });
    expect(choose({}, AVX2).facts).toMatchObject({ cpu: 'avx2', isa: 'avx2' });
  });

  test('refuses oneDNN where the library has none, and does not take it by itself', async () => {
    await install({ oneDNN: { byDefault: false, possible: false } });
    expect(choose({}, BF16).facts.oneDNN).toBe(false);
    expect(() => choose({ oneDNN: 'on' })).toThrow(/asks for oneDNN, and TensorFlow 2\.21\.0 has none here/);
  });

  test('loads no package, and finds the project from where its own file lies', async () => {
    await install();
    await write('package.json', {});
    const outdir = join(root, 'dist', 'nn', 'backends');
    // In a folder where no package can be found, loading one would fail.
    await build({
      entryPoints: ['nn/backends/index.ts'],
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true, // what is imported only when it is needed stays apart, as in the program
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    const code = `const { chooseBackend } = await import(process.argv[1]); console.log(chooseBackend({}).facts.library);`;
    expect(
      execFileSync(process.execPath, ['--input-type=module', '-e', code, join(outdir, 'index.mjs')], {
        encoding: 'utf8',
      }),
    ).toBe('2.21.0\n');
  });

  describe('and the fast convolutions', () => {
    const kernel = (set: string): string => `node_modules/.assay/kernels/${set}.node`;

    async function withKernels(...sets: string[]): Promise<void> {
      for (const set of sets) await write(kernel(set), `the kernels for ${set}`);
      const files = Object.fromEntries(sets.map((set) => [set, noted(kernel(set), 'unused')]));
      await install({ kernels: { sources: 'aa', why: null, files } });
    }

    function digestOf(set: string): string {
      return `sha256:${createHash('sha256').update(`the kernels for ${set}`).digest('hex')}`;
    }

    test.each<[string, string, Processor]>([
      ['auto', 'avx2', AVX2],
      ['avx', 'generic', AVX2],
      ['auto', 'avx512', BF16],
      ['avx_vnni', 'avx2', BF16],
      ['avx512', 'avx512', BF16],
    ])('with isa %s takes those for %s', async (isa, set, processor) => {
      await withKernels('generic', 'avx2', 'avx512');
      const { facts } = choose({ isa }, processor);
      expect(facts).toMatchObject({ convolution: 'winograd', kernels: digestOf(set) });
      const direct = choose({ isa, convolution: 'direct' }, processor).facts;
      expect(direct.convolution).toBe('direct');
      expect(direct).not.toHaveProperty('kernels');
    });

    test('takes another content by its own digest', async () => {
      await withKernels('avx2');
      await write(kernel('avx2'), 'other kernels');
      const digest = createHash('sha256').update('other kernels').digest('hex');
      expect(choose().facts.kernels).toBe(`sha256:${digest}`);
    });

    test('computes without those that are missing, and refuses a file that asks for them', async () => {
      await install();
      expect(choose()).toMatchObject({ facts: { convolution: 'direct' }, whyDirect: 'there is no C++ compiler' });
      expect(() => choose({ convolution: 'winograd' })).toThrow(
        /kernels are not installed: there is no C\+\+ compiler\nRun/,
      );
      await withKernels('avx2');
      await rm(join(root, kernel('avx2')));
      expect(choose().facts.convolution).toBe('direct');
      expect(() => choose({ convolution: 'winograd' })).toThrow(/avx2\.node cannot be read \(ENOENT\)/);
      expect(() => choose({ backend: 'portable', convolution: 'winograd' })).toThrow(/only the native backend has/);
    });
  });
});
