// Where bundles lie: in the project, so that its packages are found from there. A project that may only be read, and one that an
// editor only looks at, is worked with from a temporary folder, which leads to the project's packages and goes with the process.

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What nobody, or not this user, may write to. */
const FORBIDDEN = new Set(['EROFS', 'EACCES', 'EPERM']);

/** A bundle that has no place: the disk is full, or something else is where its folder should be. */
export class CannotWrite extends Error {}

/** The folder of a project's bundles, and the files in it. */
export class BundlePlace {
  /** In the project: `.assay/packs`. */
  readonly folder: string;
  readonly #root: string;
  #temporary: string | undefined;

  /**
   * @param root absolute path of the project
   * @param aside whether to write nothing into the project
   */
  constructor(root: string, { aside = false }: { readonly aside?: boolean } = {}) {
    this.#root = root;
    this.folder = join(root, '.assay', 'packs');
    if (aside) this.#temporary = temporaryFolder(root);
  }

  /** Whether bundles are written elsewhere, because the project may only be read or is only looked at. */
  get isElsewhere(): boolean {
    return this.#temporary !== undefined;
  }

  /**
   * Writes a file of which a reader sees all or nothing.
   *
   * @returns its absolute path
   * @throws CannotWrite
   */
  write(name: string, text: string): string {
    try {
      return writeWhole(join(this.#temporary ?? this.folder, name), text);
    } catch (cause) {
      if (this.isElsewhere || !isForbidden(cause, this.#root)) throw new CannotWrite(codeOf(cause), { cause });
      this.#temporary = temporaryFolder(this.#root);
      return this.write(name, text);
    }
  }
}

/** Whether somebody may not write into a project. Of a read-only disk, Node says of a new folder that it does not exist. */
function isForbidden(cause: unknown, root: string): boolean {
  if (codeOf(cause) !== 'ENOENT') return FORBIDDEN.has(codeOf(cause));
  try {
    accessSync(root, constants.W_OK);
    return false;
  } catch (error) {
    return FORBIDDEN.has(codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** A new folder of this process's own from which the packages of a project are found as from the project. */
function temporaryFolder(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-packs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (let at = root; ; at = dirname(at)) {
    const packages = join(at, 'node_modules');
    if (existsSync(packages)) {
      symlinkSync(packages, join(folder, 'node_modules'));
      return folder;
    }
    if (at === dirname(at)) return folder;
  }
}

function writeWhole(path: string, text: string): string {
  const temporary = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, text);
  renameSync(temporary, path);
  return path;
}
