import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { Readable, Transform, type PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { finishDigest, startDigest, type Digest } from '../core/digest.ts';
import { StageFailure } from '../core/failure.ts';
import { explainingFailures, install, sync } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { BundleEntry } from './entry.ts';

/**
 * Of each entry. The same run gives the same bytes on every machine: no time of ours, and nothing compressed, because versions of zlib
 * differ. DOS times are local times, and so is this one.
 */
const PLAIN = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644, compress: false };

/**
 * Writes a bundle to a file, which appears when all of it is written. Each file is hashed while it is written: what is not what its digest
 * says gets into no bundle. Memory does not grow with it.
 *
 * @param path absolute
 * @returns the digest of the zip file, as `sha256sum` prints it, and its size
 * @throws StageFailure when a file is damaged or the bundle cannot be written; the signal's reason when that is aborted
 */
export async function writeBundle(
  store: DiskStore,
  entries: readonly BundleEntry[],
  path: string,
  signal: AbortSignal,
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const temporary = `${path}.${process.pid}.tmp`;
  const hash = startDigest();
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await explainingFailures(path, async () => {
      const zip = new ZipFile();
      // Whoever fails first ends the others: yazl tells errors as events, beside its stream.
      const output = zip.outputStream as PassThrough;
      zip.on('error', (error: Error) => output.destroy(error));
      for (const entry of entries)
        zip.addReadStreamLazy(entry.path, { ...PLAIN, size: entry.bytes }, (give) => {
          openEntry(store, entry).then(
            (stream) => give(null, stream),
            (error: unknown) => output.destroy(error as Error),
          );
        });
      zip.end();
      await pipeline(output, count, createWriteStream(temporary, { flags: 'wx' }), { signal });
      await sync(temporary);
      await install(temporary, path);
    });
    return { digest: finishDigest(hash), bytes };
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw error;
  }
}

async function openEntry(store: DiskStore, entry: BundleEntry): Promise<Readable> {
  const { from } = entry;
  if ('text' in from) return Readable.from([Buffer.from(from.text)]);
  const file = 'file' in from ? from.file : await store.objects.open(from.artifact);
  if (file === undefined) throw changed(entry);
  const source = createReadStream(file);
  const stream = source.pipe(checking(entry));
  source.on('error', (error) => stream.destroy(error));
  return stream;
}

/** Passes bytes on, and fails at their end when they are not those of the entry. */
function checking(entry: BundleEntry): Transform {
  const hash = startDigest();
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) => done(finishDigest(hash) === entry.digest ? null : changed(entry)),
  });
}

function changed({ name, path }: BundleEntry): StageFailure {
  return new StageFailure(`${name} is lost, damaged or was changed meanwhile, so there is no bundle (${path})`, {
    hint: 'Run the experiment again: it makes what is lost.',
  });
}
