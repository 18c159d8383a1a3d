import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FORMAT_NAMES, formatOf } from './image-format.ts';
import { meaningOf } from './open-file.ts';

/** The splits of a folder of pictures. */
export const SPLITS = ['train', 'test'] as const;

/** Ignored: what systems and tools put into folders by themselves. The guide names them. */
const IGNORED = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.gitkeep|\.ipynb_checkpoints)$/;

/** Something below `train` or `test` that is not an image of a class: loading fails and names it. */
interface Fault {
  /** Path below the root; bytes that are not UTF-8 appear as `\xe9`. */
  readonly place: string;
  /** Sentence case, no final period; names the place. */
  readonly message: string;
  readonly hint?: string;
}

/** What is below the root of a folder of pictures. Everything there is in one of the lists, so nothing vanishes. */
export interface ImageList {
  /** `<split>/<label>/<name>`, sorted by code unit. */
  readonly images: readonly string[];
  readonly faults: readonly Fault[];
  /** `<split>/<label>` of folders that are empty. */
  readonly empty: readonly string[];
}

/** Lists what is in `<root>/<split>/<label>/`. A missing split is empty. */
export function listImages(root: string): ImageList {
  const images: string[] = [];
  const faults: Fault[] = [];
  const empty: string[] = [];
  for (const split of SPLITS) {
    for (const label of namesIn(root, split, faults)) {
      const folder = `${split}/${label}`;
      const [imagesBefore, faultsBefore] = [images.length, faults.length];
      for (const name of namesIn(root, folder, faults)) {
        const place = `${folder}/${name}`;
        if (formatOf(name) !== undefined) images.push(place);
        else
          faults.push({
            place,
            message: `Unexpected "${join(root, place)}": expected only ${FORMAT_NAMES} files there`,
          });
      }
      if (images.length === imagesBefore && faults.length === faultsBefore) empty.push(folder);
    }
  }
  return { images: images.sort(), faults, empty };
}

/**
 * Logical name -> path of everything that decides what loading the folder does. What is not an image gets a path that cannot be
 * read, so that it counts as absent whatever its content: only its existence matters.
 */
export function imageFiles(root: string): Readonly<Record<string, string>> {
  const { images, faults, empty } = listImages(root);
  const others = [...faults.map(({ place }) => place), ...empty];
  return Object.fromEntries([
    ...images.map((name) => [name, join(root, name)] as const),
    ...others.map((name) => [`${name}/`, `${join(root, name)}/`] as const),
  ]);
}

/** Names in a folder below the root, sorted by code unit, without ignored ones; any other unusable name is a fault. */
function namesIn(root: string, folder: string, faults: Fault[]): readonly string[] {
  const path = join(root, folder);
  let entries: readonly Buffer[];
  try {
    entries = readdirSync(path, { encoding: 'buffer' });
  } catch (error) {
    const fault = folderFault(path, folder, error);
    if (fault !== undefined) faults.push(fault);
    return [];
  }
  const names: string[] = [];
  for (const entry of entries) {
    const name = entry.toString('utf8');
    if (!Buffer.from(name, 'utf8').equals(entry)) faults.push(unnameable(root, folder, entry));
    else if (name.startsWith('.') && !IGNORED.test(name)) faults.push(hidden(root, `${folder}/${name}`));
    else if (!IGNORED.test(name)) names.push(name);
  }
  return names.sort();
}

function folderFault(path: string, place: string, error: unknown): Fault | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const isSplit = !place.includes('/');
  if (code === 'ENOTDIR') {
    const expected = isSplit ? 'a folder' : 'a folder of images for each class';
    return { place, message: `Unexpected file "${path}": expected ${expected}` };
  }
  const { reason, hint } = meaningOf(path, error);
  // A missing split is reported later, together with what to put there.
  if (isSplit && code === 'ENOENT' && hint === undefined) return undefined;
  return { place, message: `Cannot list the folder "${path}": ${reason}`, ...(hint !== undefined && { hint }) };
}

function unnameable(root: string, folder: string, entry: Buffer): Fault {
  const shown = entry.toString('latin1').replaceAll(/[^\x20-\x7e]/g, (byte) => {
    return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return {
    place: `${folder}/${shown}`,
    message: `Cannot read "${join(root, folder)}/${shown}": its name is not UTF-8`,
    hint: 'Rename it. Archives from older systems have such names; "convmv" converts all of them to UTF-8.',
  };
}

function hidden(root: string, place: string): Fault {
  return {
    place,
    message: `Unexpected hidden "${join(root, place)}": expected only ${FORMAT_NAMES} files in folders of classes`,
    hint: 'Remove it, or give it a name that does not begin with a dot.',
  };
}
