import { crc32 } from 'node:zlib';
import { StageFailure } from '../../engine/core/failure.ts';
import { PackingFault, unpackBytes } from './gzip.ts';
import { readOnce } from './open-file.ts';
import type { Reading } from './reading.ts';
import { whatIs } from './sniff.ts';

// Why not a library: yauzl does not check checksums, fflate unpacks without letting signals through, and neither says where an
// archive is damaged.
//
// A zip file ends with a directory: for each entry, a record with its name, method, sizes and the position of its content.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. Numbers are little-endian.
const END = { signature: 0x06054b50, bytes: 22 };
const RECORD = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const MAX_COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly offset: number;
}

/** A whole archive. */
interface Archive {
  readonly file: string;
  readonly bytes: Buffer;
}

/**
 * Reads entries of a .zip archive. Reads the whole archive at once, so that it parses the very bytes that it hashes. Entries may be
 * stored or deflated; archives of 4 GiB or more (zip64) are not supported.
 *
 * @param wanted whether to read the entry of a name without folders; asked once for each
 * @returns the contents of those that were wanted, by name
 * @throws StageFailure if the archive cannot be read or is damaged, or an entry is packed in another way
 */
export async function readZip(
  path: string,
  wanted: (name: string) => boolean,
  reading: Reading,
): Promise<Map<string, Buffer>> {
  const { buffer, byteOffset, byteLength } = await readOnce(path, reading);
  const archive = { file: path, bytes: Buffer.from(buffer, byteOffset, byteLength) };
  const found = new Map<string, Buffer>();
  for (const entry of readDirectory(archive)) {
    const name = entry.name.replace(/^.*\//, '');
    if (wanted(name)) found.set(name, await readEntry(archive, entry, reading));
  }
  return found;
}

function readDirectory(archive: Archive): readonly Entry[] {
  const { file, bytes } = archive;
  const first = Math.max(0, bytes.length - END.bytes - MAX_COMMENT_BYTES);
  let end = bytes.length - END.bytes;
  while (end >= first && bytes.readUInt32LE(end) !== END.signature) end--;
  if (end < first) {
    const what = whatIs(bytes);
    if (what !== undefined && what !== 'a zip archive')
      throw new StageFailure(`Cannot unpack "${file}": expected a zip archive, found ${what}`);
    throw damaged(archive, bytes.length, 'expected the directory of a zip file at its end: the file ends early');
  }
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  const records = piece(archive, start, bytes.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + RECORD.bytes > records.length || records.readUInt32LE(at) !== RECORD.signature) {
      throw damaged(archive, start + at, `expected entry ${entries.length} of ${count} of the directory`);
    }
    const nameBytes = records.readUInt16LE(at + 28);
    entries.push({
      name: records.toString('utf8', at + RECORD.bytes, at + RECORD.bytes + nameBytes),
      method: records.readUInt16LE(at + 10),
      crc: records.readUInt32LE(at + 16),
      packedBytes: records.readUInt32LE(at + 20),
      offset: records.readUInt32LE(at + 42),
    });
    at += RECORD.bytes + nameBytes + records.readUInt16LE(at + 30) + records.readUInt16LE(at + 32);
  }
  return entries;
}

async function readEntry(archive: Archive, entry: Entry, reading: Reading): Promise<Buffer> {
  const { name, method, crc, packedBytes, offset } = entry;
  const local = piece(archive, offset, LOCAL.bytes);
  if (local.readUInt32LE(0) !== LOCAL.signature) throw damaged(archive, offset, `expected the entry "${name}"`);
  const start = offset + LOCAL.bytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = piece(archive, start, packedBytes);
  if (method !== STORED && method !== DEFLATED) {
    throw damaged(archive, offset, `expected "${name}" stored (0) or deflated (8), found method ${method}`);
  }
  let content = packed;
  try {
    if (method === DEFLATED) content = await unpackBytes('raw', packed, `${archive.file}: ${name}`, reading);
  } catch (error) {
    if (!(error instanceof PackingFault)) throw error;
    throw damaged(archive, start, `cannot unpack "${name}": ${error.message}`);
  }
  if (crc32(content) !== crc)
    throw damaged(archive, start, `the content of "${name}" does not have the CRC of its entry`);
  return content;
}

function piece(archive: Archive, start: number, length: number): Buffer {
  const found = archive.bytes.subarray(start, start + length);
  if (found.length === length) return found;
  throw damaged(archive, start, `the file ends early: expected ${length} bytes, found ${found.length}`);
}

function damaged({ file }: Archive, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged archive "${file}", byte ${offset}: ${what}`);
}
