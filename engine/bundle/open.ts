import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { finishDigest, parseDigest, startDigest, type Digest } from '../core/digest.ts';
import { StageFailure, UsageError } from '../core/failure.ts';
import { wrongWithName } from './names.ts';
import { PLACES } from './places.ts';

/** Far more than a bundle of a sweep of a hundred thousand steps has. */
const MOST_ENTRIES = 2_000_000;
/** A manifest, a run or a record has at most so many bytes. */
const LARGEST_TEXT = 256 * 1024 * 1024;
/** Packed again by another program, a bundle becomes a tenth at best; a bomb becomes a thousandth. */
const MOST_RATIO = 200;
const MOST_NAMED = 10;
const FOLDER = 0o040000;
const REGULAR = 0o100000;

/** A bundle whose every file is what its manifest says. */
export interface OpenBundle {
  /** Every file but the manifest, by path. */
  readonly files: ReadonlyMap<string, { readonly digest: Digest; readonly bytes: number }>;
  read(path: string): Promise<Readable>;
  /** A JSON file. @throws StageFailure when there is none, or it is no JSON */
  json(path: string): Promise<unknown>;
  close(): void;
}

/**
 * Opens a bundle and verifies all of it. Nothing is written: who gets an `OpenBundle` can believe its paths, sizes and digests.
 *
 * @throws UsageError when it cannot be opened or is no bundle; StageFailure, with the names of the files, when something in it was
 *   changed, is missing, was added, or would lead outside; the signal's reason when that is aborted
 */
export async function openBundle(path: string, signal: AbortSignal): Promise<OpenBundle> {
  const zip = await openZip(path);
  try {
    const entries = await readEntries(zip, path);
    refuseBomb(path, entries);
    const manifest = await readManifest(zip, entries, path);
    await verify(zip, { entries, manifest, path }, signal);
    const files = new Map(
      [...manifest].map(
        ([name, digest]) => [name, { digest, bytes: entries.get(name)?.uncompressedSize ?? 0 }] as const,
      ),
    );
    return {
      files,
      read: (name) => zip.openReadStreamPromise(entryOf(entries, name, path)),
      async json(name) {
        const text = await readText(zip, entryOf(entries, name, path), path);
        try {
          return JSON.parse(text) as unknown;
        } catch {
          throw new StageFailure(`In the bundle ${path}, ${name} is not JSON`);
        }
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    throw new UsageError(`Cannot open the bundle "${path}": ${(cause as Error).message}`, {
      hint: 'Pass a file that "assay export EXPERIMENT --to bundle" has written.',
      cause,
    });
  }
}

/** The files by name. Refuses names that lead elsewhere or mean two files on some systems, and entries that are no plain files. */
async function readEntries(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES)
    throw new StageFailure(`The bundle ${path} has ${zip.entryCount} entries: too many`);
  const entries = new Map<string, Entry>();
  const seen = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name } = entry;
      const type = (entry.externalFileAttributes >>> 16) & 0o170000;
      if (name.endsWith('/') && (type === FOLDER || type === 0) && entry.uncompressedSize === 0) continue;
      const why = wrongWithName(name) ?? (type !== REGULAR && type !== 0 ? 'it is a link or a device' : undefined);
      if (why !== undefined) throw refused(path, name, why);
      if (entry.isEncrypted()) throw refused(path, name, 'it is encrypted');
      if (seen.has(name.toLowerCase())) throw refused(path, name, 'its name is there twice');
      seen.add(name.toLowerCase());
      entries.set(name, entry);
    }
  } catch (error) {
    if (error instanceof StageFailure) throw error;
    throw new StageFailure(`The bundle ${path} is refused: ${(error as Error).message}`, {
      cause: error,
      hint: REFUSED,
    });
  }
  return entries;
}

const REFUSED = 'Nothing was taken from it. Ask whoever made the bundle for it again, and do not trust this one.';

function refused(path: string, name: string, why: string): StageFailure {
  return new StageFailure(`The bundle ${path} is refused because of "${name}": ${why}`, { hint: REFUSED });
}

/** @throws StageFailure when the files are far larger than the bundle */
function refuseBomb(path: string, entries: ReadonlyMap<string, Entry>): void {
  let total = 0;
  for (const { uncompressedSize } of entries.values()) total += uncompressedSize;
  const { size } = statSync(path);
  if (total <= size * MOST_RATIO) return;
  throw new StageFailure(`The bundle ${path} is refused: ${size} bytes that say they become ${total}`, {
    hint: REFUSED,
  });
}

async function readManifest(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  path: string,
): Promise<ReadonlyMap<string, Digest>> {
  const entry = entries.get(PLACES.manifest);
  if (entry === undefined)
    throw new UsageError(`"${path}" is no bundle of Assay: it has no ${PLACES.manifest}`, {
      hint: 'Pass a file that "assay export EXPERIMENT --to bundle" has written.',
    });
  const manifest = new Map<string, Digest>();
  for (const line of (await readText(zip, entry, path)).split('\n').filter((each) => each !== '')) {
    const [, hex, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    const digest = parseDigest(`sha256:${hex ?? ''}`);
    if (digest === undefined || name === undefined)
      throw refused(path, PLACES.manifest, `it has the line ${JSON.stringify(line.slice(0, 100))}`);
    manifest.set(name, digest);
  }
  return manifest;
}

/** Compares every file with the manifest. */
async function verify(
  zip: ZipFile,
  {
    entries,
    manifest,
    path,
  }: {
    readonly entries: ReadonlyMap<string, Entry>;
    readonly manifest: ReadonlyMap<string, Digest>;
    readonly path: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const missing = [...manifest.keys()].filter((name) => !entries.has(name));
  const added = [...entries.keys()].filter((name) => !manifest.has(name) && name !== PLACES.manifest);
  const changed: string[] = [];
  for (const [name, digest] of manifest) {
    const entry = entries.get(name);
    if (entry === undefined) continue;
    signal.throwIfAborted();
    if ((await digestOfEntry(zip, entry, signal)) !== digest) changed.push(name);
  }
  const faults = [
    ...(changed.length > 0 ? [`${named(changed)} changed`] : []),
    ...(missing.length > 0 ? [`${named(missing)} missing`] : []),
    ...(added.length > 0 ? [`${named(added)} added`] : []),
  ];
  if (faults.length === 0) return;
  throw new StageFailure(`The bundle ${path} is not as it was made: ${faults.join('; ')}`, { hint: REFUSED });
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return `${shown}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
}

/** Undefined for content that cannot be unpacked. */
async function digestOfEntry(zip: ZipFile, entry: Entry, signal: AbortSignal): Promise<Digest | undefined> {
  const hash = startDigest();
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      signal.throwIfAborted();
      hash.update(chunk as Buffer);
    }
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
  return finishDigest(hash);
}

async function readText(zip: ZipFile, entry: Entry, path: string): Promise<string> {
  if (entry.uncompressedSize > LARGEST_TEXT) throw refused(path, entry.fileName, 'it is too large');
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  } catch (error) {
    throw refused(path, entry.fileName, (error as Error).message);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function entryOf(entries: ReadonlyMap<string, Entry>, name: string, path: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) throw new StageFailure(`The bundle ${path} has no ${name}`, { hint: REFUSED });
  return entry;
}
