import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { StageFailure } from '../../engine/failure.ts';

// A zip file ends with a directory: for each entry a record with its name, method, sizes and the place of its content.
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

/**
 * Reads entries of a .zip archive, and no more of the archive than those. Entries may be stored or deflated; an archive of
 * 4 GiB or more (zip64) is not read.
 *
 * @param wanted names without folders
 * @returns the contents of those that are there, by name
 * @throws StageFailure if the archive is damaged, or an entry is packed in another way
 */
export async function readZip(archive: string, wanted: readonly string[]): Promise<Map<string, Buffer>> {
  const file = await open(archive, 'r');
  try {
    const found = new Map<string, Buffer>();
    for (const entry of await readDirectory(file, archive)) {
      const name = entry.name.replace(/^.*\//, '');
      if (wanted.includes(name)) found.set(name, await readEntry(file, { archive, entry }));
    }
    return found;
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, archive: string): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const tailStart = Math.max(0, size - END.bytes - MAX_COMMENT_BYTES);
  const tail = await readAt(file, { archive, start: tailStart, bytes: size - tailStart });
  let end = tail.length - END.bytes;
  while (end >= 0 && tail.readUInt32LE(end) !== END.signature) end--;
  if (end < 0) {
    throw damaged(archive, size, 'expected the directory of a zip file at its end, found none: the file is truncated');
  }
  const count = tail.readUInt16LE(end + 10);
  const start = tail.readUInt32LE(end + 16);
  const records = await readAt(file, { archive, start, bytes: tail.readUInt32LE(end + 12) });
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

async function readEntry(
  file: FileHandle,
  { archive, entry }: { readonly archive: string; readonly entry: Entry },
): Promise<Buffer> {
  const { name, method, crc, packedBytes, offset } = entry;
  const local = await readAt(file, { archive, start: offset, bytes: LOCAL.bytes });
  if (local.readUInt32LE(0) !== LOCAL.signature) throw damaged(archive, offset, `expected the entry "${name}"`);
  const start = offset + LOCAL.bytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = await readAt(file, { archive, start, bytes: packedBytes });
  if (method !== STORED && method !== DEFLATED) {
    throw damaged(archive, offset, `expected "${name}" stored (0) or deflated (8), found method ${method}`);
  }
  let content = packed;
  try {
    if (method === DEFLATED) content = await promisify(inflateRaw)(packed);
  } catch (error) {
    throw damaged(archive, start, `cannot unpack "${name}": ${(error as Error).message}`);
  }
  if (crc32(content) !== crc)
    throw damaged(archive, start, `the content of "${name}" does not have the CRC of its entry`);
  return content;
}

async function readAt(
  file: FileHandle,
  { archive, start, bytes }: { readonly archive: string; readonly start: number; readonly bytes: number },
): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, start);
  if (bytesRead < bytes) throw damaged(archive, start, `expected ${bytes} bytes, found ${bytesRead}: it is truncated`);
  return buffer;
}

function damaged(archive: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged archive "${archive}", byte ${offset}: ${what}`);
}
