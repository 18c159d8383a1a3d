import { createWriteStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';

/** The files of a zip archive, by name, in their order. */
export async function readZip(path: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(path, { autoClose: false });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  zip.close();
  return files;
}

/** A file of an archive to write. */
interface ZipEntry {
  readonly content: Buffer;
  readonly mode?: number;
  readonly compress?: boolean;
}

/** Writes a zip archive, as another program might. */
export async function writeZip(path: string, files: Iterable<readonly [string, Buffer | ZipEntry]>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, entry] of files) {
    const { content, mode = 0o100644, compress = false } = Buffer.isBuffer(entry) ? { content: entry } : entry;
    zip.addBuffer(content, name, { mode, compress });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
