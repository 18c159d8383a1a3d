import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Sharp, SharpOptions } from 'sharp';
import { Cancelled, StageFailure } from '../../engine/failure.ts';
import type { FolderDataset } from './dataset.ts';
import { listFolder, listPngs, PNG_SPLITS } from './layout.ts';
import type { Part, Parts } from './part.ts';

/** Files that are decoded at the same time. */
const AT_ONCE = 16;
const MAX_CLASSES = 256;

/**
 * Reads `<root>/<split>/<label>/<name>.png`, sorted by label and then by name. The labels' folders are the classes, in
 * the order of their numbers when all are numbers, else by code unit.
 *
 * @throws StageFailure for an image that has another size or more channels than said, an unexpected file or folder, or a
 * split without images
 */
export async function readPngFolder(dataset: FolderDataset, signal?: AbortSignal): Promise<Parts> {
  const root = resolve(dataset.root);
  const files = listPngs(root).map((path) => {
    const [split = '', label = ''] = path.split('/');
    return { path, split, label };
  });
  checkFolders(root, files);
  const classNames = sortLabels(new Set(files.map(({ label }) => label)));
  checkClasses(classNames, { root, dataset });
  const read = async (split: string): Promise<Part> => {
    const own = classNames.flatMap((label) => files.filter((file) => file.split === split && file.label === label));
    return readPart(
      own.map(({ path, label }) => ({ path: join(root, path), label: classNames.indexOf(label) })),
      { dataset, signal },
    );
  };
  const [train, test] = [await read('train'), await read('test')];
  return { name: dataset.name, classes: classNames.length, classNames, train, test };
}

function checkFolders(root: string, files: readonly { readonly split: string }[]): void {
  for (const split of PNG_SPLITS) {
    if (files.some((file) => file.split === split)) continue;
    throw new StageFailure(`Cannot find images in "${join(root, split)}"`, {
      hint: `Put them there as ${split}/<label>/<name>.png, or correct "root".`,
    });
  }
  // A folder or picture that is silently left out would be missed too late.
  const validation = listFolder(root).find((name) => /^(val|valid|validation|dev)$/i.test(name));
  if (validation !== undefined) {
    throw new StageFailure(`Unexpected folder "${join(root, validation)}": the splits are train and test`, {
      hint: 'Move its images to "train": "validation.fraction" holds some of them out.',
    });
  }
  for (const split of PNG_SPLITS) {
    for (const label of listFolder(join(root, split))) {
      const other = listFolder(join(root, split, label)).find((name) => !name.toLowerCase().endsWith('.png'));
      if (other !== undefined) {
        throw new StageFailure(`Unexpected file "${join(root, split, label, other)}": expected only PNG files there`);
      }
    }
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
  { dataset, signal }: { readonly dataset: FolderDataset; readonly signal: AbortSignal | undefined },
): Promise<Part> {
  // sharp is native and slow to load: only this source needs it.
  const { default: sharp } = await import('sharp');
  const [height, width] = dataset.size;
  const shape = [height, width, dataset.channels] as const;
  const size = height * width * dataset.channels;
  const images = new Uint8Array(files.length * size);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    if (signal?.aborted === true) throw new Cancelled('Interrupted while loading a dataset');
    const batch = files.slice(start, start + AT_ONCE);
    const read = await Promise.allSettled(batch.map(({ path }) => readPng(sharp, { path, shape })));
    for (const [index, result] of read.entries()) {
      // Of several bad images the first is told, whichever was read first.
      if (result.status === 'rejected') throw result.reason;
      images.set(result.value, (start + index) * size);
    }
  }
  return { shape, images, labels: Uint8Array.from(files, ({ label }) => label) };
}

type Open = (path: string, options: SharpOptions) => Sharp;

/** One image as uint8 `[height, width, channels]`: values as stored, whatever colour profile the file names. */
async function readPng(
  open: Open,
  { path, shape: [height, width, channels] }: { readonly path: string; readonly shape: Part['shape'] },
): Promise<Uint8Array> {
  const wrong = (expected: string, found: string): StageFailure =>
    new StageFailure(`Wrong image "${path}": expected ${expected}, found ${found}`);
  const image = open(path, { ignoreIcc: true, failOn: 'warning' });
  let found;
  let pixels;
  try {
    found = await image.metadata();
    pixels = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new StageFailure(`Cannot read "${path}" as a PNG image: ${await damageOf(path, error as Error)}`, {
      cause: error,
    });
  }
  if (found.format !== 'png') throw wrong('a PNG file', `a file of format ${found.format}`);
  if (found.height !== height || found.width !== width) {
    throw wrong(`${height} x ${width} pixels (height x width)`, `${found.height} x ${found.width}`);
  }
  if (found.depth !== 'uchar') throw wrong('8 bits per channel', `depth ${found.depth}`);
  const given = pixels.info.channels;
  const colours = given < 3 ? 1 : 3;
  const own = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = [0, 1, 2].map((channel) => pixels.data[pixel * given + (channel % colours)]);
    if (given > colours && pixels.data[(pixel + 1) * given - 1] !== 255) {
      throw wrong('opaque pixels', 'transparent ones');
    }
    if (channels === 1 && (red !== green || red !== blue)) {
      throw new StageFailure(`Wrong image "${path}": expected grey, found colours`, {
        hint: 'Set "channels: 3" in the dataset.',
      });
    }
    own.set(channels === 1 ? [red ?? 0] : [red ?? 0, green ?? 0, blue ?? 0], pixel * channels);
  }
  return own;
}

/** PNG files begin with these bytes; chunks follow, each with its length, type, content and checksum. */
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const CHUNK = { before: 8, after: 4 } as const;

/** Where a file stops being a PNG file; where its chunks are whole, what the decoder says. */
async function damageOf(path: string, error: Error): Promise<string> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return error.message;
  const found = bytes.subarray(0, SIGNATURE.length);
  if (!found.equals(SIGNATURE)) {
    return `byte 0: expected the signature ${SIGNATURE.toString('hex')}, found ${found.toString('hex') || 'an empty file'}`;
  }
  for (let at = SIGNATURE.length; at < bytes.length;) {
    const left = bytes.length - at;
    const length = left < CHUNK.before ? 0 : bytes.readUInt32BE(at);
    const whole = CHUNK.before + length + CHUNK.after;
    if (left < whole) return `byte ${at}: expected a chunk of ${whole} bytes, found ${left}: the file is truncated`;
    at += whole;
  }
  return error.message;
}
