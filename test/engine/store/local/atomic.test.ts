import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageFailure, UsageError } from '../../../../engine/core/failure.ts';
import {
  copyNew,
  makeFolder,
  makeReadOnly,
  systemFailure,
  explainingFailures,
  writeAtomically,
  writeNew,
} from '../../../../engine/store/local/atomic.ts';
import { TemporaryFolder } from '../../../../engine/store/local/temporary.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it went wrong`), { code });
}

describe('explainingFailures()', () => {
  it('says what to do when the disk is full', async () => {
    const failing = explainingFailures('/store/x', () => Promise.reject(systemError('ENOSPC')));
    await expect(failing).rejects.toThrow(StageFailure);
    await expect(failing).rejects.toMatchObject({
      message: 'No space left to write /store/x',
      hint: expect.stringContaining('Free some space') as unknown,
    });
  });

  it.each(['EACCES', 'EPERM', 'EROFS'])('says what to do when writing is not allowed (%s)', async (code) => {
    const failing = explainingFailures('/store/x', () => Promise.reject(systemError(code)));
    await expect(failing).rejects.toThrow(UsageError);
    await expect(failing).rejects.toMatchObject({
      message: `Not allowed to write /store/x (${code})`,
      hint: expect.stringContaining('--store DIR') as unknown,
    });
  });

  it.each([
    ['EFBIG', 'A file in /store/x is larger than the system allows', 'ulimit -f'],
    ['EMFILE', 'Cannot open a file: too many files are open (EMFILE)', 'ulimit -n'],
    ['ENFILE', 'Cannot open a file: the system has too many open files (ENFILE)', 'Close other programs'],
    ['EIO', 'The disk reports an error at /store/x', 'Check the disk'],
  ])('tells a limit or a fault of the system as what it is (%s)', async (code, message, hint) => {
    const failing = explainingFailures('/store/x', () => Promise.reject(systemError(code)));
    await expect(failing).rejects.toThrow(StageFailure);
    await expect(failing).rejects.toMatchObject({ message, hint: expect.stringContaining(hint) as unknown });
    const named = Object.assign(systemError(code), { path: '/store/x' });
    expect(systemFailure(named)).toMatchObject({ name: 'StageFailure', message });
  });

  it('hands on what it does not know', async () => {
    const error = systemError('EBADF');
    await expect(explainingFailures('/store/x', () => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('writeNew()', () => {
  it('leaves nothing behind when writing fails', async () => {
    const folder = tempDir();
    const path = join(folder, 'file');
    // The file is there already when Node finds that a number cannot be written.
    await expect(writeNew(path, 5 as unknown as string, 0o644)).rejects.toThrow('must be of type string');
    expect(readdirSync(folder)).toEqual([]);
  });

  it("never writes into somebody else's file", async () => {
    const path = join(tempDir(), 'file');
    await writeNew(path, 'first', 0o644);
    await expect(writeNew(path, 'second', 0o644)).rejects.toThrow('EEXIST');
    expect(readFileSync(path, 'utf8')).toBe('first');
  });
});

describe('copyNew()', () => {
  it('copies the bytes into a new file that its owner may write, as the umask has it', async () => {
    const folder = tempDir();
    const source = join(folder, 'source');
    await writeNew(source, 'first', 0o400);
    const before = process.umask(0o027);
    try {
      await copyNew(source, join(folder, 'copy'));
    } finally {
      process.umask(before);
    }
    expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('first');
    expect(statSync(join(folder, 'copy')).mode & 0o777).toBe(0o640);
    makeReadOnly(join(folder, 'copy'));
    expect(statSync(join(folder, 'copy')).mode & 0o777).toBe(0o440);
    await writeNew(join(folder, 'other'), 'second', 0o644);
    await expect(copyNew(source, join(folder, 'other'))).rejects.toThrow('EEXIST');
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('second');
  });
});

describe('writeAtomically()', () => {
  it('makes the folders it needs, replaces what is there, sets the mode', async () => {
    const folder = tempDir();
    const temporary = new TemporaryFolder(join(folder, 'tmp'));
    const target = join(folder, 'a', 'b', 'file');
    await writeAtomically(target, 'one', { temporary });
    await writeAtomically(target, 'two', { temporary, mode: 0o444 });
    expect(readFileSync(target, 'utf8')).toBe('two');
    expect(statSync(target).mode & 0o777).toBe(0o444);
    await temporary.remove();
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it('leaves the target and no temporary file when it cannot be replaced', async () => {
    const folder = tempDir();
    const temporary = new TemporaryFolder(join(folder, 'tmp'));
    const target = join(folder, 'target');
    mkdirSync(join(target, 'full'), { recursive: true });
    await expect(writeAtomically(target, 'x', { temporary })).rejects.toThrow(UsageError);
    expect(existsSync(join(target, 'full'))).toBe(true);
    expect(readdirSync(join(folder, 'tmp')).flatMap((own) => readdirSync(join(folder, 'tmp', own)))).toEqual(['owner']);
  });
});

describe('makeFolder()', () => {
  it('makes a folder and its parents, and is content with one that is there', async () => {
    const path = join(tempDir(), 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('refuses where something else is in the way', async () => {
    const folder = tempDir();
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    await writeNew(join(folder, 'file'), 'x', 0o644);
    for (const path of ['dangling', 'dangling/a', 'file', 'file/a/b']) {
      await expect(makeFolder(join(folder, path))).rejects.toThrow(UsageError);
      await expect(makeFolder(join(folder, path))).rejects.toThrow('something else has its name');
    }
  });

  // Node's own mkdir never returns there.
  it.runIf(process.platform === 'linux')('refuses where the file system takes no folders', async () => {
    await expect(makeFolder('/proc/store/tmp')).rejects.toThrow(UsageError);
  });
});
