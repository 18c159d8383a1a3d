import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Cancelled, StageFailure } from '../../engine/core/failure.ts';
import { download, faultOf } from './download.ts';
import type { DownloadOptions } from './download.ts';
import type { RemoteFile } from './downloads.ts';
import { downloads } from './sources/index.ts';

/** How long a server may take to answer: enough for a slow one. */
const SILENCE_MS = 30_000;

export interface FetchOptions extends Omit<DownloadOptions, 'silenceMs'> {
  /** The folder for the files; created if it is missing. */
  readonly root: string;
  /** An address to try before the published ones; the file's name is appended. */
  readonly mirror?: string;
}

/** What became of a file: it already existed and is right, or it was fetched. */
export interface FetchedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly state: 'present' | 'fetched';
}

/** Downloads the files of the dataset of that name: see `fetchFiles`. */
export async function fetchDataset(name: string, options: FetchOptions): Promise<readonly FetchedFile[]> {
  const known = downloads().find((each) => each.name === name);
  if (known === undefined) throw new Error(`Internal error: no download of "${name}"`);
  return fetchFiles(known.files, options);
}

/**
 * Downloads the files that are missing, and checks those that exist.
 *
 * @throws StageFailure if no address gives a file, it cannot be written, or another file has its name
 * @throws Cancelled when interrupted; the next call continues from there
 */
export async function fetchFiles(files: readonly RemoteFile[], options: FetchOptions): Promise<readonly FetchedFile[]> {
  const { root, mirror } = options;
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new StageFailure(`Cannot create the folder "${root}": ${(error as Error).message}`, { cause: error });
  }
  const fetched: FetchedFile[] = [];
  for (const file of files) {
    const path = join(root, file.name);
    const state = existsSync(path) ? 'present' : 'fetched';
    if (state === 'present') {
      const fault = await faultOf(path, file, options.signal).catch((error: unknown) => {
        throw options.signal.aborted ? new Cancelled(`Interrupted while checking "${file.name}"`) : error;
      });
      if (fault !== undefined) {
        throw new StageFailure(`"${path}" is not the published file: ${fault}`, {
          hint: 'Remove it to have it fetched, or give another folder with --root.',
        });
      }
    } else {
      const own = mirror === undefined ? [] : [`${mirror.replace(/\/*$/, '')}/${file.name}`];
      await download({ ...file, urls: [...own, ...file.urls] }, path, { ...options, silenceMs: SILENCE_MS });
    }
    fetched.push({ name: file.name, path, bytes: file.bytes, state });
  }
  return fetched;
}
