import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import type { Preparing } from './dataset.ts';
import { decodeImage } from './decode-image.ts';
import { readOnce } from './open-file.ts';
import type { Part, Parts } from './part.ts';
import { listImages, SPLITS } from './image-list.ts';
import type { ImageList } from './image-list.ts';
import type { Reading } from './reading.ts';

/** Pictures as `<root>/<split>/<label>/<name>`, each a PNG, JPEG or WebP file. */
export interface FolderDataset extends Preparing {
  readonly source: 'folder';
  readonly root: string;
  readonly name: string;
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  readonly classes?: number;
}

/** How many files are decoded at the same time. */
const AT_ONCE = 16;
const MAX_CLASSES = 256;

/**
 * Reads `<root>/<split>/<label>/<name>`, sorted by label and then by name. The labels' folders are the classes, in
 * the order of their numbers when all are numbers, else by code unit.
 *
 * @throws StageFailure for an image with another size or more channels than declared, anything that cannot be listed, read or
 * named, an unexpected file or folder, or a split without images
 */
export async function readImageFolder(dataset: FolderDataset, reading: Reading): Promise<Parts> {
  const root = resolve(dataset.root);
  const list = listImages(root);
  const files = list.images.map((path) => {
    const [split = '', label = ''] = path.split('/');
    return { path, split, label };
  });
  checkList(root, list);
  const classNames = sortLabels(new Set(files.map(({ label }) => label)));
  checkClasses(classNames, { root, dataset });
  const read = async (split: string): Promise<Part> => {
    const own = classNames.flatMap((label) => files.filter((file) => file.split === split && file.label === label));
    return readPart(
      own.map(({ path, label }) => ({ path: join(root, path), label: classNames.indexOf(label) })),
      { dataset, reading },
    );
  };
  const [train, test] = [await read('train'), await read('test')];
  return { name: dataset.name, classes: classNames.length, classNames, emptyFolders: list.empty, train, test };
}

function checkList(root: string, { images, faults }: ImageList): void {
  const [fault] = faults;
  if (fault !== undefined) {
    const others = faults.length - 1;
    const more = others === 0 ? '' : `; ${others} more ${others === 1 ? 'entry' : 'entries'} cannot be used`;
    throw new StageFailure(`${fault.message}${more}`, { ...(fault.hint !== undefined && { hint: fault.hint }) });
  }
  for (const split of SPLITS) {
    if (images.some((image) => image.startsWith(`${split}/`))) continue;
    throw new StageFailure(`Cannot find images in "${join(root, split)}"`, {
      hint: `Put them there as ${split}/<label>/<name>.png (or .jpg, .webp), or correct "root".`,
    });
  }
  const validation = readdirSync(root).find((name) => /^(val|valid|validation|dev)$/i.test(name));
  if (validation !== undefined) {
    throw new StageFailure(`Unexpected folder "${join(root, validation)}": the splits are train and test`, {
      hint: 'Move its images to "train": "validation.fraction" holds some of them out.',
    });
  }
}

function checkClasses(
  names: readonly string[],
  { root, dataset: { classes } }: { readonly root: string; readonly dataset: FolderDataset },
): void {
  if (classes !== undefined && classes !== names.length) {
    const some = names.slice(0, 12).join(', ');
    throw new StageFailure(`Expected ${classes} classes in "${root}", found folders for ${names.length}: ${some}`, {
      hint: 'Correct "classes" of the dataset, or leave it out.',
    });
  }
  if (names.length > MAX_CLASSES) {
    throw new StageFailure(`Expected at most ${MAX_CLASSES} classes in "${root}", found ${names.length} folders`);
  }
}

/** Labels in the order of their classes. */
export function sortLabels(labels: ReadonlySet<string>): readonly string[] {
  const sorted = [...labels].sort();
  if (!sorted.every((label) => /^\d{1,15}$/.test(label))) return sorted;
  return sorted.sort((a, b) => Number(a) - Number(b)); // stable: 7 and 07 stay in order
}

async function readPart(
  files: readonly { readonly path: string; readonly label: number }[],
  { dataset, reading }: { readonly dataset: FolderDataset; readonly reading: Reading },
): Promise<Part> {
  // sharp is native and slow to load: only this source needs it.
  const { default: sharp } = await import('sharp');
  const [height, width] = dataset.size;
  const shape = [height, width, dataset.channels] as const;
  const size = height * width * dataset.channels;
  const images = new Uint8Array(files.length * size);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    await reading.pause();
    const batch = files.slice(start, start + AT_ONCE);
    const read = await Promise.allSettled(
      batch.map(async ({ path }) => decodeImage(sharp, { path, shape, bytes: await readOnce(path, reading) })),
    );
    for (const [index, result] of read.entries()) {
      // Of several bad images, reports the first in order, not the first that was read.
      if (result.status === 'rejected') throw result.reason;
      images.set(result.value, (start + index) * size);
    }
  }
  return { shape, images, labels: Uint8Array.from(files, ({ label }) => label) };
}
