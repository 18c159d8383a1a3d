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
  readonly kernels: {
    /** Why there are none; null where there are. */
    readonly why: string | null;
    /** By instruction set. */
    readonly files: Readonly<Record<string, KernelFile>>;
  };
}

type KernelFile = Omit<InstalledFile, 'identity'>;

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
  readonly kernels: Kernels;
}

/** The fast convolutions that are there. */
export interface Kernels {
  /** Digests of the content of their files, by instruction set. */
  readonly digests: Readonly<Record<string, string>>;
  /** Why there are none, or not all. */
  readonly missing?: string;
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
  const kernels = lookAtKernels(record.kernels, root);
  if (looked.hashed || kernels.hashed) {
    note(file, { ...record, files: looked.files, kernels: { ...record.kernels, files: kernels.files } });
  }
  const { library, binding, oneDNN, processor, isa } = record;
  const { digest, paths } = looked;
  return {
    installed: { library, binding, oneDNN, processor, isa, digest, files: paths, kernels: kernels.found },
    tried,
  };
}

/** Where the fast convolutions of an instruction set lie. */
export function kernelFile(root: string, set: string): string {
  return join(root, 'node_modules', '.assay', 'kernels', `${set}.node`);
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
    const identified = Object.values(record.files).every(({ identity }) => typeof identity === 'string');
    const current = identified && typeof record.kernels === 'object';
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
      const file = lookAtFile(path, was);
      now[name] = { ...file, identity: file.sha256 === was.sha256 ? was.identity : file.sha256 };
      hashed ||= file.ctimeMs !== was.ctimeMs;
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

/** A file as it is now; hashed where its size or times are others. */
function lookAtFile(path: string, was: KernelFile): KernelFile {
  const { size: bytes, mtimeMs, ctimeMs } = statSync(path);
  const same = bytes === was.bytes && mtimeMs === was.mtimeMs && ctimeMs === was.ctimeMs;
  return { bytes, mtimeMs, ctimeMs, sha256: same ? was.sha256 : sha256Of(path) };
}

/** The fast convolutions as they are now. Without them, or without one, Assay computes the other way. */
function lookAtKernels(
  { why, files }: BackendRecord['kernels'],
  root: string,
): { readonly found: Kernels; readonly files: Readonly<Record<string, KernelFile>>; readonly hashed: boolean } {
  const now: Record<string, KernelFile> = {};
  const digests: Record<string, string> = {};
  let missing = why;
  for (const [set, was] of Object.entries(files)) {
    const path = kernelFile(root, set);
    try {
      now[set] = lookAtFile(path, was);
      digests[set] = `sha256:${now[set].sha256}`;
    } catch (error) {
      now[set] = was;
      missing ??= `${path} cannot be read (${codeOf(error)}).`;
    }
  }
  const hashed = Object.entries(now).some(([set, { ctimeMs }]) => ctimeMs !== files[set]?.ctimeMs);
  return { found: { digests, ...(missing !== null && { missing }) }, files: now, hashed };
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
