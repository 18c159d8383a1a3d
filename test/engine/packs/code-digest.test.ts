import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeDigest } from '../../../engine/packs/code-digest.ts';
import type { CodeDigest } from '../../../engine/packs/code-digest.ts';

let root: string;
const stage = (): string => join(root, 'stages', 'train', 'run.js');

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

async function codeOf(entry: string): Promise<CodeDigest> {
  return (await codeDigest(entry, root)).code;
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'code-digest-'));
  await write({
    'stages/train/run.js': `import fs from 'node:fs';\nimport os from 'os';\nimport { step } from '../../nn/step.js';
      import { pool } from '@scope/pool/deep';\nimport 'plain';\nexport const run = () => [fs, os, pool, step(1)];\n`,
    'nn/step.js': 'export function step(size) {\n  return size + 1;\n}\n',
    'nn/other.js': 'export const other = 1;\n',
    'node_modules/@scope/pool/package.json': '{ "name": "@scope/pool", "version": "1.2.3" }',
    'node_modules/plain/package.json': '{ "name": "plain", "version": "4.0.0" }',
  });
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

test('codeDigest() does not change with comments, formatting, local names and unrelated files', async () => {
  const before = await codeOf(stage());
  await write({
    'nn/step.js': '// Why.\nexport function step( length ) { /*! legal */ return (length + 1) }',
    'nn/other.js': 'export const other = 2;\n',
  });
  expect(await codeOf(stage())).toEqual(before);
  expect(before.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('codeDigest() does not change with what an imported helper has besides', async () => {
  const before = await codeOf(stage());
  const more = 'export function unused(zeta, eta) {\n  return [zeta, zeta, zeta, eta].map((each) => each * zeta);\n}\n';
  await write({ 'nn/step.js': `export function step(size) {\n  return size + 1;\n}\n${more}` });
  expect(await codeOf(stage())).toEqual(before);
});

test('codeDigest() tells the files it was made of', async () => {
  const { files } = await codeDigest(stage(), root);
  expect([...files].sort()).toEqual([join(root, 'nn', 'step.js'), stage()]);
});

test('codeDigest() changes with an imported helper', async () => {
  const before = await codeOf(stage());
  await write({ 'nn/step.js': 'export function step(size) {\n  return size + 2;\n}\n' });
  expect((await codeOf(stage())).digest).not.toBe(before.digest);
});

test('codeDigest() lists imported packages without builtins, and changes with their versions', async () => {
  const before = await codeOf(stage());
  expect(before.packages).toEqual({ '@scope/pool': '1.2.3', plain: '4.0.0' });
  await write({ 'node_modules/plain/package.json': '{ "name": "plain", "version": "4.0.1" }' });
  expect((await codeOf(stage())).digest).not.toBe(before.digest);
});

test('codeDigest() follows an import() whose name is written out', async () => {
  const late = { 'nn/late.js': 'export const late = 1;\n' };
  await write({ ...late, 'nn/step.js': "export const step = async () => (await import('./late.js')).late;\n" });
  const before = await codeOf(stage());
  await write({ 'nn/late.js': 'export const late = 2;\n' });
  expect((await codeOf(stage())).digest).not.toBe(before.digest);
});

test.each([
  ['an import()', 'export const step = (name) => import(name);'],
  ['an import() of a name put together', "export const step = (name) => import('file://' + name);"],
  [
    'an import() in a try',
    'export async function step(name) { try { return await import(name); } catch { return 0; } }',
  ],
  ['an import() with a catch', 'export const step = (name) => import(name).catch(() => 0);'],
  ['a require()', 'export const step = (name) => require(name);'],
])('codeDigest() refuses %s with a computed name: what it leads to would not count', async (_, text) => {
  await write({ 'nn/step.js': `${text}\n` });
  await expect(codeOf(stage())).rejects.toThrow(/nn\/step\.js.*not a string literal|nn\/step\.js.*require/s);
});

test('codeDigest() does not depend on the folder the project lies in', async () => {
  const before = await codeOf(stage());
  const elsewhere = await mkdtemp(join(tmpdir(), 'code-digest-elsewhere-'));
  const first = root;
  root = join(elsewhere, 'a');
  try {
    await cp(first, root, { recursive: true });
    expect(await codeOf(stage())).toEqual(before);
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
    root = first;
  }
});

test('codeDigest() does not depend on the folder of the project that the modules lie in, import() included', async () => {
  const step = { 'nn/step.js': "export const step = async () => (await import('./late.js')).late;\n" };
  await write({ ...step, 'nn/late.js': "import './other.js';\nexport const late = 1;\n" });
  const before = await codeOf(stage());
  for (const part of ['stages', 'nn']) await cp(join(root, part), join(root, 'built-1', part), { recursive: true });
  await write({ 'tsconfig.json': '{ "compilerOptions": { "strict": true } }' });
  expect(await codeOf(join(root, 'built-1', 'stages', 'train', 'run.js'))).toEqual(before);
});

test('codeDigest() names the package that is not installed', async () => {
  await rm(join(root, 'node_modules', 'plain'), { recursive: true });
  await expect(codeOf(stage())).rejects.toThrow(/imports the package "plain", which is not in .*npm install/);
});
