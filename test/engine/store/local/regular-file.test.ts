import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendRegular, NotOurs, readRegular } from '../../../../engine/store/local/regular-file.ts';
import { makePipe } from '../../../helpers/pipe.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const windows = process.platform === 'win32';

/** What may be in the place of a file, and what is said of it. */
const ODD: Readonly<Record<string, readonly [(path: string) => void, RegExp]>> = {
  'a folder': [(path) => mkdirSync(path), /is a folder, not a file$/],
  'a pipe': [makePipe, /is a device or pipe, not a file$/],
  'a link to an endless device': [(path) => symlinkSync('/dev/zero', path), /is a symbolic link, not a file$/],
  'a link to a file': [
    (path) => {
      writeFileSync(`${path}-target`, 'x');
      symlinkSync(`${path}-target`, path);
    },
    /is a symbolic link, not a file$/,
  ],
  'a file without end': [
    (path) => {
      writeFileSync(path, '');
      truncateSync(path, 2 ** 40);
    },
    /has 1099511627776 bytes; expected at most 100$/,
  ],
};

describe.skipIf(windows)('readRegular() (Windows has no pipes in folders)', () => {
  it.each(Object.entries(ODD))('refuses %s at once', (_, [make, wrong]) => {
    const path = join(tempDir(), 'file');
    make(path);
    expect(() => readRegular(path, 100)).toThrow(NotOurs);
    expect(() => readRegular(path, 100)).toThrow(wrong);
  });

  it('reads a file up to the limit, also one whose size the system does not tell', () => {
    const path = join(tempDir(), 'file');
    for (const size of [0, 1, 99, 100]) {
      writeFileSync(path, 'x'.repeat(size));
      expect(readRegular(path, 100).toString()).toBe('x'.repeat(size));
    }
    expect(readRegular('/proc/self/stat', 10_000).toString()).toMatch(new RegExp(`^${process.pid} `));
    expect(() => readRegular('/proc/self/stat', 10)).toThrow('/proc/self/stat grows past 10 bytes');
  });

  it('hands on what the system says of a file that is not there', () => {
    expect(() => readRegular(join(tempDir(), 'absent'), 100)).toThrow('ENOENT');
  });
});

describe.skipIf(windows)('appendRegular() (Windows has no pipes in folders)', () => {
  it('adds to a file or makes it, and refuses anything else at once', () => {
    const folder = tempDir();
    appendRegular(join(folder, 'log'), 'one\n', 0o644);
    appendRegular(join(folder, 'log'), 'two\n', 0o644);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('one\ntwo\n');
    makePipe(join(folder, 'pipe'));
    symlinkSync(join(folder, 'log'), join(folder, 'link'));
    for (const name of ['pipe', 'link', '.'])
      expect(() => appendRegular(join(folder, name), 'x', 0o644)).toThrow(/ is a .*, not a file$|EISDIR/);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('one\ntwo\n');
  });
});
