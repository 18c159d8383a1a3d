import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import { meaningOf, readOnce } from '../../../stages/load/open-file.ts';
import { withFolder } from '../../helpers/alone.ts';
import { notedReading, READING } from './reading.ts';

/** Why the entry `x` that `make` puts into a folder cannot be read; fails when reading does not end. */
function whyNot(make: (path: string) => Promise<void> | void): Promise<string> {
  return withFolder(async (folder) => {
    const path = join(folder, 'x');
    await make(path);
    const error: unknown = await readOnce(path, READING).catch((thrown: unknown) => thrown);
    if (!(error instanceof StageFailure)) throw new Error(`no StageFailure: ${String(error)}`);
    return [error.message, ...(error.hint === undefined ? [] : [error.hint])].join(' | ').replaceAll(folder, 'FOLDER');
  });
}

describe('readOnce()', () => {
  it('reads a file whole, and says that it has used the bytes it returns', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      const content = Buffer.alloc(9_000_001, 'assay');
      writeFileSync(path, content);
      const { reading, used } = notedReading();
      expect(content.equals(await readOnce(path, reading))).toBe(true);
      const digest = createHash('sha256').update(content).digest('hex');
      expect([...used]).toEqual([[path, `sha256:${digest}`]]);
    }));

  it.each<[string, (path: string) => Promise<void> | void, string]>([
    ['a named pipe', (path) => void execFileSync('mkfifo', [path]), 'it is a named pipe, expected a file'],
    ['a link to a device without end', (path) => symlinkSync('/dev/zero', path), 'it is a device, expected a file'],
    ['a folder', (path) => mkdirSync(path), 'it is a folder, expected a file'],
    ['a socket', listen, 'it is a socket or a device, expected a file'],
    ['nothing', () => undefined, 'it is not there'],
    [
      'a link that leads nowhere',
      (path) => symlinkSync('nowhere', path),
      'it is a link to "nowhere", which is not there | Mount the disk it leads to, or remove the link.',
    ],
    ['a link to itself', (path) => symlinkSync('x', path), 'its links lead in a circle | Remove the link.'],
    [
      'a file of terabytes',
      (path) => (writeFileSync(path, ''), truncateSync(path, 5e12)),
      'it has 5000.0 GB, more than the 2.1 GB that a file may have',
    ],
  ])('neither waits for %s nor takes it for a bug', async (_, make, why) => {
    expect(await whyNot(make)).toBe(`Cannot read "FOLDER/x": ${why}`);
  });

  it('stops in the middle of a file', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      writeFileSync(path, Buffer.alloc(9_000_000));
      await expect(readOnce(path, notedReading(AbortSignal.abort()).reading)).rejects.toThrow(Cancelled);
    }));

  it('reads what the file had when it was opened: what is added meanwhile is another content', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      writeFileSync(path, Buffer.alloc(9_000_000));
      const reading = { ...READING, pause: async () => appendFileSync(path, 'more') };
      expect((await readOnce(path, reading)).length).toBe(9_000_000);
    }));
});

function listen(path: string): Promise<void> {
  return new Promise((resolve) => {
    const server = createServer().listen(path, resolve);
    server.unref();
  });
}

describe('meaningOf()', () => {
  it.each([
    ['EACCES', 'permission denied', /chmod/],
    ['EMFILE', 'this process may not open more files', /ulimit -n/],
    ['EIO', 'the disk cannot read it', /Check the disk/],
    ['ESTALE', 'its network disk has lost it', /Mount/],
  ])('tells %s in words, with what to do', (code, reason, hint) => {
    const meaning = meaningOf('x', Object.assign(new Error('as the system says it'), { code }));
    expect(meaning.reason).toBe(reason);
    expect(meaning.hint).toMatch(hint);
  });

  it('leaves what it does not know to the words of the system', () => {
    expect(meaningOf('x', Object.assign(new Error('ENEW: something'), { code: 'ENEW' }))).toEqual({
      reason: 'ENEW: something',
    });
  });
});
