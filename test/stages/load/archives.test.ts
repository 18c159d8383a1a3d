import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { readTarGz } from '../../../stages/load/tar.ts';
import { readZip } from '../../../stages/load/zip.ts';
import { withFolder } from '../../helpers/alone.ts';
import { TAR_GZ, ZIP } from './binaries.ts';
import { READING } from './reading.ts';

const readTar = (bytes: Uint8Array, wanted: readonly string[]): Promise<Map<string, Buffer>> =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'a.tar.gz'), bytes);
    return readTarGz(join(folder, 'a.tar.gz'), wanted, READING);
  });
const readZipBytes = (bytes: Uint8Array, wanted: readonly string[]): Promise<Map<string, Buffer>> =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'a.zip'), bytes);
    return readZip(join(folder, 'a.zip'), (name) => wanted.includes(name), READING);
  });

/** A tar entry as Python's tarfile would write it. */
function tarEntry(name: string, content: string, type = '0', target = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(target, 157);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(sum.toString(8).padStart(6, '0'), 148);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

describe('archives of strangers', () => {
  it('write nothing, wherever the paths and links in them lead', async () => {
    const hostile = ['../../evil.bin', '/tmp/evil.bin', '..\\evil.bin', 'a/../../evil.bin', 'evil.bin\n\u001b[2J'];
    const entries = [
      ...hostile.map((name) => tarEntry(name, `from ${name}`)),
      tarEntry('evil.bin', '', '2', '/etc/passwd'),
      tarEntry('good.bin', 'good'),
      Buffer.alloc(1024),
    ];
    const left = await withFolder(async (folder) => {
      const deep = join(folder, 'a', 'b', 'c');
      mkdirSync(deep, { recursive: true });
      writeFileSync(join(deep, 'a.tar.gz'), gzipSync(Buffer.concat(entries)));
      const found = await readTarGz(join(deep, 'a.tar.gz'), ['evil.bin', 'good.bin', 'absent.bin'], READING);
      expect([...found].map(([name, content]) => [name, content.toString()])).toEqual([
        ['evil.bin', 'from ../../evil.bin'],
        ['good.bin', 'good'],
      ]);
      return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    });
    expect(left.map(({ name }) => name)).toEqual(['a.tar.gz']);
    expect(existsSync('/tmp/evil.bin')).toBe(false);
  });
});

describe('readTarGz()', () => {
  it('reads what Python writes: only what is wanted, past folders, links and extended headers', async () => {
    const found = await readTar(TAR_GZ, ['first.bin', 'second.bin', 'third.bin', 'empty.bin', 'absent.bin']);
    expect(Object.fromEntries(found)).toEqual({
      'first.bin': Buffer.from([0, 1, 2, 3, 4, 5, 6]),
      'second.bin': Buffer.alloc(513, 's'),
      'empty.bin': Buffer.alloc(0),
    });
  });

  it('joins entries that come in many pieces', async () => {
    const big = Buffer.alloc(3_000_000, (await readTar(TAR_GZ, ['first.bin'])).get('first.bin'));
    const raw = gunzipSync(TAR_GZ);
    const start = raw.indexOf('folder/second.bin');
    const header = Buffer.from(raw.subarray(start, start + 512));
    header.write(big.length.toString(8).padStart(11, '0'), 124);
    header.write('        ', 148);
    header.write(
      header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0'),
      148,
    );
    const filling = Buffer.alloc((512 - (big.length % 512)) % 512);
    const found = await readTar(gzipSync(Buffer.concat([header, big, filling, raw])), ['second.bin']);
    expect(found.get('second.bin')?.equals(big)).toBe(true);
  });

  it('stops when it has what is wanted: what is damaged behind that does not matter', async () => {
    const raw = gunzipSync(TAR_GZ);
    const start = raw.indexOf('folder/unwanted.bin');
    const bytes = gzipSync(Buffer.concat([raw.subarray(0, start), Buffer.alloc(512, 'x')]));
    expect((await readTar(bytes, ['first.bin'])).size).toBe(1);
    await expect(readTar(bytes, ['first.bin', 'second.bin'])).rejects.toThrow(StageFailure);
  });

  it('tells the place of a damage', async () => {
    const raw = gunzipSync(TAR_GZ);
    const start = raw.indexOf('folder/second.bin');
    const short = gzipSync(raw.subarray(0, start + 600));
    await expect(readTar(short, ['second.bin', 'empty.bin'])).rejects.toThrow(
      new RegExp(
        `^Damaged archive ".*a.tar.gz", byte ${start + 600} unpacked: expected 513 bytes of "second.bin" from byte ${start + 512}, but the file ends early$`,
      ),
    );
    const broken = Buffer.from(raw);
    broken[start + 3] = 0x21;
    await expect(readTar(gzipSync(broken), ['second.bin'])).rejects.toThrow(
      new RegExp(`byte ${start} unpacked: expected the header of a tar entry with checksum \\d+, found \\d+$`),
    );
    await expect(readTar(TAR_GZ.subarray(0, 200), ['second.bin'])).rejects.toThrow(
      /^Damaged gzip file ".*a.tar.gz", byte 200: the file ends early, after 200 bytes$/,
    );
    const spoiled = Buffer.from(TAR_GZ).fill(0xff, 60, 90);
    await expect(readTar(spoiled, ['second.bin'])).rejects.toThrow(
      /^Damaged gzip file ".*a.tar.gz", byte \d+: invalid /,
    );
    await expect(readTar(Buffer.from('<html>'), ['second.bin'])).rejects.toThrow(
      /^Cannot unpack ".*a.tar.gz": expected a gzip file, found a web page \(HTML\)$/,
    );
  });
});

describe('readZip()', () => {
  it('reads what Python writes: stored and deflated entries', async () => {
    const found = await readZipBytes(ZIP, ['stored.txt', 'deflated.bin', 'absent.txt']);
    expect(Object.fromEntries(found)).toEqual({
      'stored.txt': Buffer.from('stored'),
      'deflated.bin': Buffer.from(Array.from({ length: 200 }, (_, index) => index % 50)),
    });
  });

  it('refuses an entry that is packed in another way', async () => {
    await expect(readZipBytes(ZIP, ['bz.bin'])).rejects.toThrow(
      'expected "gzip/bz.bin" stored (0) or deflated (8), found method 12',
    );
  });

  it('notices a changed byte by its checksum', async () => {
    const bytes = Buffer.from(ZIP);
    bytes[bytes.indexOf('stored', bytes.indexOf('stored.txt') + 6)] = 0x53;
    await expect(readZipBytes(bytes, ['stored.txt'])).rejects.toThrow(
      /byte \d+: the content of "gzip\/stored.txt" does not have the CRC of its entry$/,
    );
  });

  it('tells the place of a damage', async () => {
    const cut = ZIP.length - 40;
    await expect(readZipBytes(ZIP.subarray(0, cut), ['stored.txt'])).rejects.toThrow(
      new RegExp(
        `^Damaged archive ".*a.zip", byte ${cut}: expected the directory of a zip file at its end: the file ends early$`,
      ),
    );
    await expect(readZipBytes(Buffer.from('<html>not found</html>'), ['stored.txt'])).rejects.toThrow(
      /^Cannot unpack ".*a.zip": expected a zip archive, found a web page \(HTML\)$/,
    );
    const bytes = Buffer.from(ZIP);
    bytes[bytes.indexOf('PK\u0001\u0002')] = 0;
    await expect(readZipBytes(bytes, ['stored.txt'])).rejects.toThrow(/expected entry 0 of 4 of the directory$/);
  });
});
