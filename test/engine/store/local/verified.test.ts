import { existsSync, lstatSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CtimeProof } from '../../../../engine/store/local/ctime.ts';
import { VerifiedIndex } from '../../../../engine/store/local/verified.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const HEX = 'ab'.repeat(32);
const LATER = Date.now() + 60_000;

interface Scene {
  readonly file: string;
  readonly object: string;
  readonly index: VerifiedIndex;
  /** The index as the next process has it. */
  readonly next: (boot?: string) => VerifiedIndex;
}

function setUp(wrong?: string): Scene {
  const folder = tempDir();
  const object = join(folder, 'object');
  writeFileSync(object, 'bytes');
  const device = statSync(folder, { bigint: true }).dev;
  const prove = async (): Promise<CtimeProof> => ({ device, ...(wrong !== undefined && { wrong }) });
  const next = (boot = 'this one'): VerifiedIndex =>
    new VerifiedIndex(folder, { name: async () => join(folder, 'probe') }, { prove, boot: boot || undefined });
  const index = next();
  if (index.name === undefined) throw new Error('This machine cannot be named');
  return { file: join(folder, index.name), object, index, next };
}

function factsOf(path: string) {
  return lstatSync(path, { bigint: true });
}

describe('VerifiedIndex', () => {
  it('vouches() for what was remembered, also in the next process', async () => {
    const { object, index, next } = setUp();
    expect(await index.vouches(HEX, factsOf(object))).toBe(false);
    await index.remember(HEX, factsOf(object), LATER);
    expect(await index.vouches(HEX, factsOf(object))).toBe(true);
    index.flush();
    expect(await next().vouches(HEX, factsOf(object))).toBe(true);
    expect(await next().vouches('cd'.repeat(32), factsOf(object))).toBe(false);
  });

  it('vouches() no more when the file was written and its mtime restored', async () => {
    const { object, index } = setUp();
    const before = lstatSync(object);
    await index.remember(HEX, factsOf(object), LATER);
    while (Date.now() - before.ctimeMs < 20); // Let the clock tick.
    writeFileSync(object, 'BYTES');
    utimesSync(object, before.atime, before.mtime);
    expect(lstatSync(object).mtimeMs).toBeCloseTo(before.mtimeMs, 0);
    expect(await index.vouches(HEX, factsOf(object))).toBe(false);
  });

  it('remember() does not when the file was changed less than 2 s before it was read', async () => {
    const { object, index } = setUp();
    const changed = Number(factsOf(object).ctimeNs / 1_000_000n);
    await index.remember(HEX, factsOf(object), changed + 1999);
    expect(await index.vouches(HEX, factsOf(object))).toBe(false);
    await index.remember(HEX, factsOf(object), changed + 2000);
    expect(await index.vouches(HEX, factsOf(object))).toBe(true);
  });

  it('remembers nothing where the ctime of a file says nothing of its changes, and says why', async () => {
    const { file, object, index, next } = setUp('its clock stands still');
    await index.remember(HEX, factsOf(object), LATER);
    expect(await index.vouches(HEX, factsOf(object))).toBe(false);
    expect(await index.proof()).toBe('its clock stands still');
    index.flush();
    expect(existsSync(file)).toBe(false);
    // Nor does it believe what somebody else has written there of another file system.
    const { size, mtimeNs, ctimeNs, ino, dev } = factsOf(object);
    writeFileSync(file, `ctime ${dev + 1n}\n${HEX} ${size} ${mtimeNs} ${ctimeNs} ${ino} ${dev}\n`);
    expect(await next().vouches(HEX, factsOf(object))).toBe(false);
  });

  it('tries the file system out once for all processes of a machine', async () => {
    const { object, index, next } = setUp();
    await index.remember(HEX, factsOf(object), LATER);
    index.flush();
    const folder = dirname(object);
    const never = new VerifiedIndex(
      folder,
      { name: async () => '' },
      { prove: () => Promise.reject(new Error('again')), boot: 'this one' },
    );
    expect(await never.vouches(HEX, factsOf(object))).toBe(true);
    expect(next().name).toBe(never.name);
  });

  it('is another file on another machine, or after this one was started again', async () => {
    const { index, next } = setUp();
    expect(next().name).toBe(index.name);
    expect(next('another').name).not.toBe(index.name);
    expect(next('').name).toBeUndefined();
    expect(await next('').proof()).toBe('the system does not say when the machine started');
  });

  it('ignores lines that are damaged and keeps the others', async () => {
    const { file, object, index, next } = setUp();
    await index.remember(HEX, factsOf(object), LATER);
    index.flush();
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .find((each) => each.startsWith(HEX)) ?? '';
    for (const cut of [0, 1, 64, 65, 70, line.length - 2]) {
      writeFileSync(file, `${line.slice(0, cut)}\n`);
      expect(await next().vouches(HEX, factsOf(object))).toBe(false);
      writeFileSync(file, `\0\0garbage\n${line.slice(0, cut)}\n${line}\n`);
      expect(await next().vouches(HEX, factsOf(object))).toBe(true);
    }
  });
});
