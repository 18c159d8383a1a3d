import { createWriteStream, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../core/digest.ts';
import { StageFailure, UsageError } from '../core/failure.ts';
import { explainingFailures, install, sync } from '../store/local/atomic.ts';
import type { OpenBundle } from './open.ts';
import { wrongWithProjectFile } from './names.ts';
import { FOLDERS } from './places.ts';

/** A file of the project in a bundle, and where it goes. */
export interface ProjectFile {
  readonly path: string;
  readonly target: string;
  /** Whether the same file is there already. */
  readonly isThere: boolean;
}

const MOST_NAMED = 10;

/**
 * Where the files of the project in a bundle would go. Writes nothing.
 *
 * @param folder absolute
 * @param digestAt the digest of a file, null for one that does not exist
 * @throws UsageError when other files are in their places; StageFailure for a file that a bundle must not have
 */
export function placeProject(
  bundle: OpenBundle,
  folder: string,
  digestAt: (path: string) => Digest | null,
): readonly ProjectFile[] {
  const files: ProjectFile[] = [];
  const others: string[] = [];
  for (const [path, { digest }] of bundle.files) {
    if (!path.startsWith(FOLDERS.project)) continue;
    const parts = path.slice(FOLDERS.project.length).split('/');
    const wrong = wrongWithProjectFile(parts.join('/'));
    if (wrong !== undefined)
      throw new StageFailure(`The bundle is refused because of "${path}": ${wrong}`, {
        hint: 'Nothing was taken from it. Assay puts no such file into a bundle.',
      });
    const target = join(folder, ...parts);
    const isThere = existsSync(target) && isPlain(folder, parts) && digestAt(target) === digest;
    if (!isThere && (existsSync(target) || !isPlain(folder, parts))) others.push(parts.join('/'));
    files.push({ path, target, isThere });
  }
  if (others.length === 0) return files;
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  throw new UsageError(
    `Other files are in the places of ${others.slice(0, MOST_NAMED).join(', ')}${more} in ${folder}`,
    {
      hint: 'Pass --into DIR, a folder that does not exist yet. Nothing was changed.',
    },
  );
}

/** Whether a path below a folder leads through no link and no file, as far as it exists. */
function isPlain(folder: string, parts: readonly string[]): boolean {
  let path = folder;
  for (const [index, part] of parts.entries()) {
    path = join(path, part);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return true;
    if (index < parts.length - 1 ? !stat.isDirectory() : !stat.isFile()) return false;
  }
  return true;
}

/** Writes the files that are not there yet, each whole or not at all. */
export async function unpackProject(bundle: OpenBundle, files: readonly ProjectFile[]): Promise<void> {
  for (const { path, target, isThere } of files) {
    if (isThere) continue;
    const temporary = `${target}.${process.pid}.tmp`;
    await explainingFailures(target, async () => {
      mkdirSync(dirname(target), { recursive: true });
      try {
        await pipeline(await bundle.read(path), createWriteStream(temporary, { flags: 'wx' }));
        await sync(temporary);
        await install(temporary, target);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }
}
