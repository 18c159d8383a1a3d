import { StageFailure } from '../../engine/core/failure.ts';
import { interleave, toClasses } from './part.ts';
import type { Part } from './part.ts';
import type { Content } from './content.ts';
import type { Reading } from './reading.ts';
import { foundInstead } from './sniff.ts';

const SHAPE = [32, 32, 3] as const;
const PIXELS = 32 * 32 * 3;

/** How each record of a file begins: with labels, one of which is used. */
export interface CifarLabels {
  /** Labels before the pixels: 1 in CIFAR-10, 2 (coarse, fine) in CIFAR-100. */
  readonly count: 1 | 2;
  readonly used: 0 | 1;
  readonly classes: number;
}

/**
 * Images from files in the binary format of CIFAR: records of labels and the red, green and blue plane, row by row.
 * (https://www.cs.toronto.edu/~kriz/cifar.html, "binary version".)
 *
 * @throws StageFailure if a file does not hold whole records, or a label is outside the classes
 */
export async function readCifar(files: readonly Content[], labels: CifarLabels, reading: Reading): Promise<Part> {
  const recordBytes = labels.count + PIXELS;
  const parts: { readonly planes: Uint8Array; readonly labels: Uint8Array }[] = [];
  for (const content of files) {
    const { file, bytes } = content;
    const records = Math.floor(bytes.length / recordBytes);
    if (records === 0 || bytes.length % recordBytes !== 0) {
      foundInstead(content, 'a file of CIFAR');
      const found = `found ${bytes.length - records * recordBytes} bytes after ${records} of them`;
      throw new StageFailure(
        `Damaged CIFAR file "${file}", byte ${records * recordBytes}: expected records of ${recordBytes} bytes, ${found}`,
      );
    }
    const planes = new Uint8Array(records * PIXELS);
    const found = new Uint8Array(records);
    for (let record = 0; record < records; record++) {
      const start = record * recordBytes;
      found[record] = bytes[start + labels.used] as number;
      planes.set(bytes.subarray(start + labels.count, start + recordBytes), record * PIXELS);
    }
    parts.push({ planes, labels: toClasses(found, { first: 0, classes: labels.classes }, file) });
    await reading.pause();
  }
  const planes = Buffer.concat(parts.map((part) => part.planes));
  return {
    shape: SHAPE,
    images: await interleave(planes, { shape: SHAPE, columnMajor: false }, reading),
    labels: new Uint8Array(Buffer.concat(parts.map((part) => part.labels))),
  };
}

/**
 * The class names in a file of CIFAR-100 that has one per line.
 *
 * @throws StageFailure if there is not one for each class
 */
export function parseNames(content: Content, classes: number): readonly string[] {
  const { file, bytes } = content;
  const names = Buffer.from(bytes)
    .toString('utf8')
    .trim()
    .split(/\s*\n\s*/);
  if (names.length === classes) return names;
  foundInstead(content, 'a list of names');
  throw new StageFailure(
    `Damaged file "${file}": expected ${classes} lines, one for each class, found ${names.length}`,
  );
}
