import { createHash } from 'node:crypto';
import { StageFailure } from '../../engine/failure.ts';
import { toClasses } from './part.ts';
import type { Part } from './part.ts';
import type { Content, Contents } from './read-files.ts';

/** An array of unsigned bytes, row-major. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Second byte of the magic number: the element type. Only this one is read. */
const UNSIGNED_BYTE = 0x08;

/**
 * The images of one part, from its two IDX files.
 *
 * @param options.part how the names of the files begin: `train` or `t10k`
 * @param options.classes how many classes there are; undefined: as many as the greatest label tells
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
 * Takes an IDX file apart: two zero bytes, the element type, the number of axes, one big-endian u32 size per axis, then the
 * elements. (http://yann.lecun.com/exdb/mnist, "The IDX file format".)
 *
 * @returns a view of the bytes
 * @throws StageFailure if the magic number is not that of unsigned bytes on `dimensions` axes, or the length does not fit
 */
export function parseIdx({ file, bytes }: Content, dimensions: number): ByteArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw damaged(file, 0, `expected a header of ${headerBytes} bytes, found ${bytes.length} bytes in all`);
  }
  const magic = view.getUint32(0);
  const expected = (UNSIGNED_BYTE << 8) | dimensions;
  if (magic !== expected) throw damaged(file, 0, `expected magic number ${hex(expected)}, found ${hex(magic)}`);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const elements = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== elements) {
    const what = found < elements ? 'truncated' : 'too long';
    throw damaged(
      file,
      headerBytes,
      `expected ${elements} bytes for [${shape.join(', ')}], found ${found}: the file is ${what}`,
    );
  }
  return { shape, data: bytes.subarray(headerBytes) };
}

/**
 * Checks the content of files.
 *
 * @param digests file name -> `sha256:<hex>` of the unpacked content
 * @throws StageFailure for the first one that differs
 */
export function checkDigests(contents: Contents, digests: Readonly<Record<string, string>>): void {
  for (const [name, expected] of Object.entries(digests)) {
    const { file, bytes } = contents(name);
    const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (found === expected) continue;
    throw new StageFailure(`Wrong content of "${file}": expected ${expected}, found ${found}`, {
      hint: 'Get the file again, or correct its digest if the content is meant to be another.',
    });
  }
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged IDX file "${file}", byte ${offset}: ${what}`);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
