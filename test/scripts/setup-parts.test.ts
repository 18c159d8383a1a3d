import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../scripts/provision/command.mjs';
import { withLock } from '../../scripts/provision/lock.mjs';
import { packagesInStep } from '../../scripts/provision/npm-packages.mjs';
import { createProgress } from '../../scripts/provision/progress.mjs';
import { LIBRARY_VERSION, releaseFor } from '../../scripts/provision/release.mjs';
import { isBuilt, rememberBuilt, sourceStamp } from '../../scripts/source-stamp.mjs';

let root: string;

async function write(name: string, content: object | string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'setup-parts-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const locked = {
  '': { name: 'assay' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/native-other': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};

test('packagesInStep() compares versions and digests, and lets packages for other platforms be missing', async () => {
  await write('package-lock.json', { packages: locked });
  expect(packagesInStep(root)).toBe(false);
  const installed = { 'node_modules/a': locked['node_modules/a'] };
  await write('node_modules/.package-lock.json', { packages: installed });
  expect(packagesInStep(root)).toBe(true);
  await write('package-lock.json', { packages: { ...locked, 'node_modules/c': { version: '1.0.0' } } });
  expect(packagesInStep(root)).toBe(false);
  await write('package-lock.json', { packages: { ...locked, 'node_modules/a': { version: '1.0.1' } } });
  expect(packagesInStep(root)).toBe(false);
});

test('isBuilt() holds until a source is added, changed or removed', async () => {
  await write('engine/a.ts', 'a');
  await write('dist/program/main.js', '');
  expect(isBuilt(root)).toBe(false);
  rememberBuilt(root, sourceStamp(root));
  expect(isBuilt(root)).toBe(true);
  await write('docs/a.md', 'not a source');
  expect(isBuilt(root)).toBe(true);
  await write('engine/b.ts', 'b');
  expect(isBuilt(root)).toBe(false);
  await rm(join(root, 'engine/b.ts'));
  expect(isBuilt(root)).toBe(true);
  await utimes(join(root, 'engine/a.ts'), 1, 1);
  expect(isBuilt(root)).toBe(false);
});

test('isBuilt() notices that dist/ is gone', async () => {
  rememberBuilt(root, sourceStamp(root));
  expect(isBuilt(root)).toBe(false);
});

test('releaseFor() knows where there is a wheel, and says why there is none', () => {
  expect(releaseFor({ platform: 'linux', arch: 'x64', glibc: '2.36' })).toMatchObject({ package: 'tensorflow-cpu' });
  expect(releaseFor({ platform: 'darwin', arch: 'arm64', glibc: undefined })).toMatchObject({ package: 'tensorflow' });
  expect(releaseFor({ platform: 'linux', arch: 'x64', glibc: '2.17' })).toBe(
    'the wheel needs the GNU C library 2.27 or newer, and this system has 2.17',
  );
  expect(releaseFor({ platform: 'linux', arch: 'x64', glibc: undefined })).toMatch(/uses another C library$/);
  expect(releaseFor({ platform: 'win32', arch: 'x64', glibc: undefined })).toBe(
    `there is no TensorFlow ${LIBRARY_VERSION} wheel for win32-x64 (only for linux-x64, linux-arm64, darwin-arm64)`,
  );
});

test('runCommand() returns the output', async () => {
  const code = 'console.log(1); console.error(2)';
  expect(await runCommand(process.execPath, ['-e', code], { timeoutMs: 20_000 })).toEqual({
    stdout: '1\n',
    stderr: '2\n',
  });
});

test('runCommand() says which program failed, how, and its last words', async () => {
  await expect(runCommand('no-such-program', [], { timeoutMs: 1000 })).rejects.toThrow(
    /^no-such-program was not found$/,
  );
  const code = 'console.error("disk full"); process.exit(3)';
  await expect(runCommand(process.execPath, ['-e', code], { timeoutMs: 20_000 })).rejects.toThrow(
    /^node ended with code 3:\ndisk full$/,
  );
});

test('runCommand() ends a program that takes too long, with everything it has started', async () => {
  const file = join(root, 'alive');
  // The grandchild keeps the pipes open, and would write the file later.
  const code = `require('child_process').spawn('sh', ['-c', 'sleep 1; echo > ${file}'], { stdio: 'inherit' }); setTimeout(() => {}, 60000)`;
  await expect(runCommand(process.execPath, ['-e', code], { timeoutMs: 400 })).rejects.toThrow(
    /was stopped after 0.4 s/,
  );
  await sleep(1200);
  await expect(readFile(file)).rejects.toThrow(/ENOENT/);
});

test('withLock() lets one in at a time, and says for whom the other waits', async () => {
  const events: string[] = [];
  const waits: number[] = [];
  const enter = (name: string): Promise<void> =>
    withLock(root, { onWait: (pid) => waits.push(pid) }, async () => {
      events.push(`${name} in`);
      await sleep(300);
      events.push(`${name} out`);
    });
  await Promise.all([enter('a'), enter('b')]);
  expect(events.map((event) => event.slice(2))).toEqual(['in', 'out', 'in', 'out']);
  expect(waits).toEqual([process.pid]);
});

test('withLock() takes over from a process that was killed', async () => {
  const script = new URL('../../scripts/provision/lock.mjs', import.meta.url).href;
  const code = `const { withLock } = await import('${script}');
    await withLock(${JSON.stringify(root)}, { onWait() {} }, () => { console.log('in'); return new Promise((r) => setTimeout(r, 60000)); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
  });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await ended;
  expect(await withLock(root, { onWait: () => {} }, () => Promise.resolve('mine'))).toBe('mine');
});

test('createProgress() writes plain lines where there is no terminal, and rethrows', async () => {
  const lines: string[] = [];
  const progress = createProgress({ write: (text) => lines.push(text) });
  expect(await progress.step('Compiling', () => Promise.resolve(1))).toBe(1);
  await expect(progress.step('Downloading', () => Promise.reject(new Error('offline')))).rejects.toThrow('offline');
  progress.note('two\nlines');
  expect(lines.map((line) => line.replace(/\d+\.\d s/, '1.0 s'))).toEqual([
    'setup: Compiling ...\n',
    'setup: Compiling: done in 1.0 s\n',
    'setup: Downloading ...\n',
    'setup: Downloading: failed after 1.0 s\n',
    'setup: two\n',
    'setup: lines\n',
  ]);
});
