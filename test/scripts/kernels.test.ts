// The fast convolutions are provided with a compiler that is a few bytes; test/native tries those of the real one.

import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kernelsFolder, kernelSources, provideKernels, type KernelsRecord } from '../../scripts/provision/kernels.mjs';
import { ROOT } from '../helpers/assay.ts';

let base: string;
let root: string;

async function write(path: string, content: string, mode = 0o644): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

/** Runs with this text as the compiler, in a cache of its own. */
async function provide(compiler: string): Promise<KernelsRecord> {
  const CXX = await write(join(base, 'compiler'), `#!/bin/sh\n${compiler}\n`, 0o755);
  return provideKernels({
    root,
    env: { PATH: process.env['PATH'], CXX, XDG_CACHE_HOME: join(base, 'cache') },
    progress: { note: () => undefined, step: (_, work) => work(() => undefined) },
  });
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'kernels-'));
  root = join(base, 'clone');
  await mkdir(join(root, 'node_modules', '.assay'), { recursive: true });
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

test('provideKernels() says why there are none where they do not compile, and leaves nothing', async () => {
  const record = await provide('test "$1" = --version || { echo "no such register" >&2; exit 1; }');
  expect(record).toMatchObject({ sources: kernelSources(), files: {} });
  expect(record.why).toContain('no such register');
  expect(existsSync(kernelsFolder(root))).toBe(false);
  expect(await readdir(join(base, 'cache', 'assay'))).toEqual([]);
});

test('provideKernels() says why there are none where there is no compiler', async () => {
  expect((await provide('exit 1')).why).toContain('no C++ compiler');
});

test('provideKernels() does not use kernels that cannot be loaded', async () => {
  // The compiler writes what it is told to write, but no library.
  const record = await provide('while [ $# -gt 1 ]; do test "$1" = -o && echo nonsense > "$2"; shift; done; exit 0');
  expect(record.why).not.toBeNull();
  expect(existsSync(kernelsFolder(root))).toBe(false);
});

test('kernelSources() changes with a source', async () => {
  const before = kernelSources();
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  const copy = join(base, 'copy');
  await cp(join(ROOT, 'scripts'), join(copy, 'scripts'), { recursive: true });
  await cp(join(ROOT, 'native'), join(copy, 'native'), { recursive: true });
  const ofCopy = (await import(join(copy, 'scripts', 'provision', 'kernels.mjs'))) as { kernelSources(): string };
  expect(ofCopy.kernelSources()).toBe(before);
  await write(join(copy, 'native', 'winograd.h'), '// another one');
  expect(ofCopy.kernelSources()).not.toBe(before);
});
