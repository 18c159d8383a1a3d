import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../../engine/core/digest.ts';
import { ACCEPTED, decoded, encodeFile } from '../../../../engine/store/remote/encoding.ts';
import { readText } from '../../../../engine/store/remote/exchange.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const hasZstd = 'createZstdCompress' in zlib;

describe('encodeFile() and decoded()', () => {
  for (const encoding of hasZstd ? (['gzip', 'zstd'] as const) : (['gzip'] as const))
    it(`return the bytes (${encoding})`, async () => {
      const [from, to] = [join(tempDir(), 'from'), join(tempDir(), 'to')];
      const text = 'grüße '.repeat(50_000);
      writeFileSync(from, text);
      const made = await encodeFile(from, to, encoding);
      const encoded = readFileSync(to);
      expect(made).toEqual({ bytes: encoded.length, digest: digestOfBytes(encoded) });
      expect(encoded.length).toBeLessThan(text.length / 10);
      expect(await readText(decoded(createReadStream(to), encoding, 'x'), 1e9)).toBe(text);
    });

  it(`${hasZstd ? 'use' : 'tell that this Node has no'} zstd`, async () => {
    const from = join(tempDir(), 'from');
    writeFileSync(from, 'x');
    const outcome = await encodeFile(from, join(tempDir(), 'to'), 'zstd').then(
      () => 'encoded',
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(hasZstd ? 'encoded' : /^Cannot compress with zstd: this is Node 2\d/);
    expect(ACCEPTED).toBe(hasZstd ? 'zstd, gzip' : 'gzip');
  });

  it('refuse an encoding that they do not know', () => {
    expect(() => decoded(Readable.from(['x']), 'br', 'the server')).toThrow(
      'in an encoding that this Assay cannot read',
    );
  });
});
