import { createHash } from 'node:crypto';
import { StageFailure } from '../../engine/core/failure.ts';
import { BATCH_BYTES, toClasses } from './part.ts';
import type { Part } from './part.ts';
import type { Content, Contents } from './content.ts';
import type { Reading } from './reading.ts';
import { downloadHint, whatIs } from './sniff.ts';

/** An array of unsigned bytes, row-major. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The files of one dataset in the format of MNIST. */
export const IDX_NAMES: readonly string[] = ['train', 't10k'].flatMap((part) => [
  `${part}-images-idx3-ubyte`,
  `${part}-labels-idx1-ubyte`,
]);

/** Second byte of the magic number: the element type. Only this one is read. */
const UNSIGNED_BYTE = 0x08;

/**
 * The images in the four files `IDX_NAMES`.
 *
 * @param classes the number of classes; undefined: the greatest label plus 1
 * @throws StageFailure as `readIdxPart`
 */
export function readIdxParts(
  contents: Contents,
  classes: number | undefined,
): { readonly train: Part; readonly test: Part } {
  const read = (part: string): Part => readIdxPart(contents, { part, classes });
  return { train: read('train'), test: read('t10k') };
}

/**
 * The images of one part, from its two IDX files.
 *
 * @param options.part what the names of the files start with: `train` or `t10k`
 * @param options.classes the number of classes; undefined: as many as the greatest label needs
 * @param options.first the label of the first class
 * @throws StageFailure if a file is damaged, the two do not belong together, or a label is outside the classes
 */
export function readIdxPart(
  contents: Contents,
  options: { readonly part: string; readonly classes?: number | undefined; readonly first?: number },
): Part {
  const images = contents(`${options.part}-images-idx3-ubyte`);
  const labels = contents(`${options.part}-labels-idx1-ubyte`);
  const { shape, data } = parseIdx(images, 3);
  const { data: found } = parseIdx(labels, 1);
  const [count = 0, height = 0, width = 0] = shape;
  if (count !== found.length) {
    throw new StageFailure(
      `Images and labels do not belong together: ${count} images in "${images.file}", ${found.length} labels in "${labels.file}"`,
    );
  }
  if (count * height * width === 0) {
    throw new StageFailure(`No images in "${images.file}": its shape is [${shape.join(', ')}]`);
  }
  const { first = 0, classes } = options;
  const own = classes === undefined ? found : toClasses(found, { first, classes }, labels.file);
  return { shape: [height, width, 1], images: data, labels: own };
}

/**
 * Parses an IDX file: two zero bytes, the element type, the number of axes, one big-endian u32 size per axis, then the elements. (http://yann.lecun.com/exdb/mnist, "The IDX file format".)
 *
 * @returns a view of the bytes
 * @throws StageFailure if it is anything but unsigned bytes on `dimensions` axes, or the length does not fit
 */
export function parseIdx({ file, bytes }: Content, dimensions: number): ByteArray {
  const headerBytes = 4 + 4 * dimensions;
  const isHeader = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === UNSIGNED_BYTE && bytes[3] === dimensions;
  if (!isHeader) throw notIdx(file, bytes, dimensions);
  if (bytes.length < headerBytes) {
    throw damaged(file, 0, `expected a header of ${headerBytes} bytes, found ${bytes.length} bytes in all`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const elements = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== elements) {
    const what = found < elements ? 'the file ends early' : 'the file is too long';
    throw damaged(file, headerBytes, `${what}: expected ${elements} bytes for [${shape.join(', ')}], found ${found}`);
  }
  return { shape, data: bytes.subarray(headerBytes) };
}

/**
 * Checks the content of files.
 *
 * @param digests file name -> `sha256:<hex>` of the unpacked content
 * @throws StageFailure for the first one that differs
 */
export async function checkDigests(
  contents: Contents,
  digests: Readonly<Record<string, string>>,
  reading: Reading,
): Promise<void> {
  for (const [name, expected] of Object.entries(digests)) {
    const { file, bytes } = contents(name);
    const hash = createHash('sha256');
    for (let at = 0; at < bytes.length; at += BATCH_BYTES) {
      hash.update(bytes.subarray(at, at + BATCH_BYTES));
      await reading.pause();
    }
    const found = `sha256:${hash.digest('hex')}`;
    if (found === expected) continue;
    const what = whatIs(bytes);
    const is = what === undefined || what.startsWith('an IDX file') ? '' : `, ${what}`;
    throw new StageFailure(`Wrong content of "${file}": expected ${expected}, found ${found}${is}`, {
      hint: 'Get the file again, or correct the digest if you meant other content.',
    });
  }
}

/** The failure for a file that is something else: says what, if its content shows it. */
function notIdx(file: string, bytes: Uint8Array, dimensions: number): StageFailure {
  const expected = `an IDX file of unsigned bytes on ${dimensions} ${dimensions === 1 ? 'axis' : 'axes'}`;
  const what = whatIs(bytes);
  const begins = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  const message = `Cannot read "${file}": expected ${expected}, found ${what ?? `a file that begins with 0x${begins}`}`;
  return new StageFailure(message, { hint: idxHint(what, dimensions) });
}

function idxHint(what: string | undefined, dimensions: number): string {
  if (what?.includes('of unsigned bytes') === true)
    return 'Are the files of images and labels swapped? Assay reads no colour images from IDX: use "source: folder".';
  if (what?.startsWith('an IDX file') === true) {
    return dimensions === 1
      ? 'Write the labels as unsigned bytes (type 0x08), in NumPy: labels.astype("uint8").'
      : 'Write the pixels as unsigned bytes from 0 to 255 (type 0x08), in NumPy: (255 * images).round().astype("uint8") if they go from 0 to 1.';
  }
  return downloadHint(what) ?? 'Put a file in the format of MNIST there, as it is or packed with gzip.';
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged IDX file "${file}", byte ${offset}: ${what}`);
}
