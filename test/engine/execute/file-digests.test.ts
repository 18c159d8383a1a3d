import { execFileSync } from 'node:child_process';
import { appendFileSync, symlinkSync, truncateSync, utimesSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import { fileDigests } from '../../../engine/execute/file-digests.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

test('fileDigests() is what sha256sum prints, also for files larger than a chunk', async () => {
  const folder = tempDir();
  const file = join(folder, 'large');
  const content = Buffer.alloc(3_000_001, 'assay');
  writeFileSync(file, content);
  expect(fileDigests()(file)).toBe(digestOfBytes(content));
});

test('fileDigests() is null for what is not there or is a folder', async () => {
  const folder = tempDir();
  expect(fileDigests()(join(folder, 'nothing'))).toBeNull();
  expect(fileDigests()(folder)).toBeNull();
});

test('fileDigests() is null, and ends, for a named pipe, a device without end, and a file of terabytes', () => {
  const folder = tempDir();
  const path = (name: string): string => join(folder, name);
  execFileSync('mkfifo', [path('pipe')]);
  symlinkSync('/dev/zero', path('zero'));
  writeFileSync(path('sparse'), '');
  truncateSync(path('sparse'), 5e12);
  for (const name of ['pipe', 'zero', 'sparse']) expect(fileDigests()(path(name))).toBeNull();
});

test('fileDigests() notices a change within a run, even one of the same size and with its old time put back', async () => {
  const folder = tempDir();
  const file = join(folder, 'data');
  writeFileSync(file, 'one');
  const digest = fileDigests();
  expect(digest(file)).toBe(digestOfBytes('one'));
  const { atime, mtime } = statSync(file);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the clock of file times ticks in milliseconds
  writeFileSync(file, 'two');
  utimesSync(file, atime, mtime);
  expect(digest(file)).toBe(digestOfBytes('two'));
  appendFileSync(file, '!');
  expect(digest(file)).toBe(digestOfBytes('two!'));
});
