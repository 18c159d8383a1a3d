import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Sharp, SharpOptions } from 'sharp';
import { isExpected, StageFailure } from '../../engine/core/failure.ts';
import type { Preparing } from './dataset.ts';
import { readOnce } from './open-file.ts';
import type { Part, Parts } from './part.ts';
import { listImages, SPLITS } from './image-list.ts';
import type { ImageList } from './image-list.ts';
import type { Reading } from './reading.ts';
import { downloadHint, whatIs } from './sniff.ts';

/** PNG files as `<root>/<split>/<label>/<name>.png`. */
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
 * Reads `<root>/<split>/<label>/<name>.png`, sorted by label and then by name. The labels' folders are the classes, in
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
      hint: `Put them there as ${split}/<label>/<name>.png, or correct "root".`,
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
      batch.map(async ({ path }) => decodePng(sharp, { path, shape, bytes: await readOnce(path, reading) })),
    );
    for (const [index, result] of read.entries()) {
      // Of several bad images, reports the first in order, not the first that was read.
      if (result.status === 'rejected') throw result.reason;
      images.set(result.value, (start + index) * size);
    }
  }
  return { shape, images, labels: Uint8Array.from(files, ({ label }) => label) };
}

type Open = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** An image as read, and what it should be. */
interface Image {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly shape: Part['shape'];
}

/** One image as uint8 `[height, width, channels]`: values as stored, whatever colour profile the file names. */
async function decodePng(open: Open, { path, bytes, shape }: Image): Promise<Uint8Array> {
  const [height, width, channels] = shape;
  const wrong = (expected: string, found: string): StageFailure =>
    new StageFailure(`Wrong image "${path}": expected ${expected}, found ${found}`);
  checkSignature(path, bytes);
  const image = open(bytes, { ignoreIcc: true, failOn: 'warning' });
  let found;
  let pixels;
  try {
    found = await image.metadata();
    // Checked first, because unpacking an image of a billion pixels would take all memory.
    if (found.height !== height || found.width !== width) {
      throw wrong(`${height} x ${width} pixels (height x width)`, `${found.height} x ${found.width}`);
    }
    pixels = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (isExpected(error)) throw error;
    throw new StageFailure(`Cannot read "${path}" as a PNG image: ${damageOf(bytes) ?? (error as Error).message}`, {
      cause: error,
    });
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

/** The first bytes of every PNG file; then come chunks, each with its length, type, content and checksum. */
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const CHUNK = { before: 8, after: 4 } as const;

/** The failure for a file that is called .png but is not one: says what it is instead. */
function checkSignature(path: string, bytes: Uint8Array): void {
  const begin = Buffer.from(bytes.subarray(0, SIGNATURE.length));
  if (begin.equals(SIGNATURE)) return;
  const what = whatIs(bytes);
  const isImage = /^a \w+ image$|WebP/.test(what ?? '');
  const hint = isImage
    ? 'Convert it to PNG: a file keeps its format when only its name is changed.'
    : downloadHint(what);
  throw new StageFailure(
    `Wrong image "${path}": expected a PNG image, found ${what ?? `a file that begins with 0x${begin.toString('hex')}`}`,
    { ...(hint !== undefined && { hint }) },
  );
}

/** Where the chunks of a PNG file are damaged; undefined if they are whole. */
function damageOf(file: Uint8Array): string | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let at = SIGNATURE.length; at < bytes.length;) {
    const left = bytes.length - at;
    const length = left < CHUNK.before ? 0 : bytes.readUInt32BE(at);
    const whole = CHUNK.before + length + CHUNK.after;
    if (left < whole) return `byte ${at}: the file ends early: expected a chunk of ${whole} bytes, found ${left}`;
    at += whole;
  }
  return undefined;
}
