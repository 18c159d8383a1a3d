// What setup has installed of the native backend, and whether its files are still those.

import { createHash } from 'node:crypto';
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** One source that setup tried for the native library. */
export interface Attempt {
  readonly source: string;
  readonly ok: boolean;
  /** Why it failed; null when it did not. */
  readonly why: string | null;
}

/** A file of the native backend, as setup left it. */
interface InstalledFile {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  /** Digest of its content, as hex. */
  readonly sha256: string;
  /** What stands for its content in keys: the same on two machines that installed the same, each with its own tools. */
  readonly identity: string;
}

/** The file that scripts/provision/provision.mjs writes; see `BackendRecord` there. */
interface BackendRecord {
  readonly backend: 'tensorflow' | 'portable';
  readonly library: string | null;
  readonly binding: string | null;
  readonly oneDNN: { readonly byDefault: boolean; readonly possible: boolean };
  /** What the system said of the processor at the time, and the instruction set that oneDNN then said it uses, if it did. */
  readonly processor: string;
  readonly isa: string | null;
  readonly tried: readonly Attempt[];
  readonly files: Readonly<Record<string, InstalledFile>>;
}

/** The native backend that is there. */
export interface Installed {
  readonly library: string;
  readonly binding: string;
  readonly oneDNN: BackendRecord['oneDNN'];
  readonly processor: string;
  readonly isa: string | null;
  /** Stands for the content of all its files. */
  readonly digest: string;
  /** Paths of the files, without links. */
  readonly files: readonly string[];
}

/**
 * Returns what setup has installed below `root`. Hashes a file again if its size or times differ from those that setup recorded
 * (two seconds for the library), and updates the record.
 *
 * @param root see `nativeRoot`
 * @returns the native backend, or `missing`: why it cannot be used
 */
export function readInstalled(root: string | undefined): {
  readonly installed?: Installed;
  readonly missing?: string;
  readonly tried: readonly Attempt[];
} {
  if (root === undefined) return { missing: 'it is not installed, and you have no home folder for it.', tried: [] };
  const file = join(root, 'node_modules', '.assay', 'backend.json');
  const record = readRecord(file);
  if (typeof record === 'string') return { missing: record, tried: [] };
  const { tried } = record;
  if (record.backend !== 'tensorflow' || record.library === null || record.binding === null) {
    const lines = tried.map(({ source, why }) => `\n  ${source}: ${why ?? 'ok'}`);
    return { missing: `setup tried${lines.join('')}`, tried };
  }
  const looked = lookAt(record.files, root);
  if (typeof looked === 'string') return { missing: looked, tried };
  if (looked.hashed) note(file, { ...record, files: looked.files });
  const { library, binding, oneDNN, processor, isa } = record;
  const { digest, paths } = looked;
  return { installed: { library, binding, oneDNN, processor, isa, digest, files: paths }, tried };
}

/** The record, or why there is none. */
function readRecord(file: string): BackendRecord | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? 'it is not installed.' : `setup's record ${file} cannot be read (${code}).`;
  }
  try {
    const record = JSON.parse(text) as BackendRecord;
    const current = Object.values(record.files).every(({ identity }) => typeof identity === 'string');
    return current && Array.isArray(record.tried) ? record : 'an older version of Assay installed it.';
  } catch {
    return `setup's record ${file} is damaged.`;
  }
}

/** The files as they are now, or what is wrong with one. */
function lookAt(
  files: BackendRecord['files'],
  root: string,
): { hashed: boolean; files: BackendRecord['files']; digest: string; paths: string[] } | string {
  const now: Record<string, InstalledFile> = {};
  const paths: string[] = [];
  let hashed = false;
  for (const [name, was] of Object.entries(files)) {
    try {
      const path = realpathSync(join(root, name));
      const { size: bytes, mtimeMs, ctimeMs } = statSync(path);
      const same = bytes === was.bytes && mtimeMs === was.mtimeMs && ctimeMs === was.ctimeMs;
      const sha256 = same ? was.sha256 : sha256Of(path);
      now[name] = { bytes, mtimeMs, ctimeMs, sha256, identity: sha256 === was.sha256 ? was.identity : sha256 };
      hashed ||= !same;
      paths.push(path);
    } catch (error) {
      // A user may have emptied the cache folder that the files are linked to, or may not be let in there.
      const code = codeOf(error);
      return code === 'ENOENT'
        ? `${join(root, name)} no longer exists.`
        : `${join(root, name)} cannot be read (${code}).`;
    }
  }
  const identities = Object.entries(now).map(([name, { identity }]) => `${basename(name)} ${identity}\n`);
  const digest = createHash('sha256').update(identities.sort().join('')).digest('hex');
  return { hashed, files: now, digest: `sha256:${digest}`, paths };
}

/** Keeps what was hashed, so that it need not be hashed again. Where that cannot be written, it is. */
function note(file: string, record: BackendRecord): void {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let length = -1; length !== 0;) {
      length = readSync(file, buffer, 0, buffer.length, null);
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
