import { lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VerifiedIndex } from '../../../engine/store/verified.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const HEX = 'ab'.repeat(32);
const LATER = Date.now() + 60_000;

function setUp(): { file: string; object: string; index: VerifiedIndex } {
  const folder = tempDir();
  const object = join(folder, 'object');
  writeFileSync(object, 'bytes');
  const file = join(folder, 'verified');
  return { file, object, index: new VerifiedIndex(file) };
}

function factsOf(path: string) {
  return lstatSync(path, { bigint: true });
}

describe('VerifiedIndex', () => {
  it('vouches() for what was remembered, also in the next process', () => {
    const { file, object, index } = setUp();
    expect(index.vouches(HEX, factsOf(object))).toBe(false);
    index.remember(HEX, factsOf(object), LATER);
    expect(index.vouches(HEX, factsOf(object))).toBe(true);
    index.flush();
    const next = new VerifiedIndex(file);
    expect(next.vouches(HEX, factsOf(object))).toBe(true);
    expect(next.vouches('cd'.repeat(32), factsOf(object))).toBe(false);
  });

  it('vouches() no more when the file was written and its mtime restored', () => {
    const { object, index } = setUp();
    const before = lstatSync(object);
    index.remember(HEX, factsOf(object), LATER);
    while (Date.now() - before.ctimeMs < 20); // Let the clock tick.
    writeFileSync(object, 'BYTES');
    utimesSync(object, before.atime, before.mtime);
    expect(lstatSync(object).mtimeMs).toBeCloseTo(before.mtimeMs, 0);
    expect(index.vouches(HEX, factsOf(object))).toBe(false);
  });

  it('remember() does not when the file was changed less than 2 s before it was read', () => {
    const { object, index } = setUp();
    const changed = Number(factsOf(object).ctimeNs / 1_000_000n);
    index.remember(HEX, factsOf(object), changed + 1999);
    expect(index.vouches(HEX, factsOf(object))).toBe(false);
    index.remember(HEX, factsOf(object), changed + 2000);
    expect(index.vouches(HEX, factsOf(object))).toBe(true);
  });

  it('ignores lines that are damaged and keeps the others', () => {
    const { file, object, index } = setUp();
    index.remember(HEX, factsOf(object), LATER);
    index.flush();
    const line = readFileSync(file, 'utf8');
    for (const cut of [0, 1, 64, 65, 70, line.length - 3]) {
      writeFileSync(file, `${line.slice(0, cut)}\n`);
      expect(new VerifiedIndex(file).vouches(HEX, factsOf(object))).toBe(false);
      writeFileSync(file, `\0\0garbage\n${line.slice(0, cut)}\n${line}`);
      expect(new VerifiedIndex(file).vouches(HEX, factsOf(object))).toBe(true);
    }
  });
});
