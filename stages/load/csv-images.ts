import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { didYouMean } from '../../engine/core/diagnostic.ts';
import { StageFailure } from '../../engine/core/failure.ts';
import type { Arrays } from './array-file.ts';
import type { Content } from './content.ts';
import { BATCH_BYTES } from './part.ts';
import type { Reading } from './reading.ts';
import { foundInstead } from './sniff.ts';

type FromFile = ReturnType<Arrays>;

/** How the rows of a file are read. */
export interface Rows {
  /** Of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Which column has the labels: the first, the last, or the one of that name in the first row. */
  readonly label: string;
  readonly separator: string;
}

/**
 * Reads a CSV file with an image in each row: a label, and the pixels row by row, channels last. A first row that is not of numbers names
 * the columns.
 *
 * @returns the arrays `imagesOf` takes; values as they are in the file
 * @throws StageFailure that names the line of a row with too few or too many fields, or with what is no number
 */
export async function readCsvImages(
  content: Content,
  rows: Rows,
  reading: Reading,
): Promise<{ readonly images: FromFile; readonly labels: FromFile }> {
  const { file, bytes } = content;
  foundInstead(content, 'a CSV file');
  const { CsvError, parse: parser } = await import('csv-parse');
  const options = {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    delimiter: rows.separator,
    info: true,
  };
  const found = startTable(file, rows);
  try {
    await pipeline(Readable.from(piecesOf(bytes, reading)), parser(options), async (records) => {
      for await (const { record, info } of records as AsyncIterable<Parsed>) found.add(record, info.lines);
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StageFailure(`Damaged CSV file "${file}": ${error.message}`, { cause: error });
  }
  return found.arrays();
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function* piecesOf(bytes: Uint8Array, reading: Reading): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += BATCH_BYTES) {
    await reading.pause();
    yield bytes.subarray(at, at + BATCH_BYTES);
  }
}

interface Table {
  add(record: readonly string[], line: number): void;
  arrays(): { readonly images: FromFile; readonly labels: FromFile };
}

function startTable(file: string, { shape, label }: Rows): Table {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const labels: number[] = [];
  let values = new Float64Array(size * 1024);
  let column: number | undefined;
  const add = (record: readonly string[], line: number): void => {
    if (record.length !== size + 1) {
      throw new StageFailure(
        `Wrong row in "${file}", line ${line}: expected ${size + 1} fields, a label and ${height} x ${width} x ${channels} pixels, found ${record.length}`,
        { hint: 'Correct "size", "channels" or "separator" of the dataset.' },
      );
    }
    const isFirst = column === undefined;
    column ??= columnOf(file, record, label);
    if (isFirst && record.some((field) => Number.isNaN(numberOf(field)))) return;
    const start = labels.length * size;
    if (start === values.length) values = enlarged(values);
    for (const [place, field] of record.entries()) {
      const value = numberOf(field);
      if (Number.isNaN(value)) {
        throw new StageFailure(
          `Wrong row in "${file}", line ${line}: expected numbers, found "${field}" in column ${place + 1}`,
        );
      }
      if (place === column) labels.push(value);
      else values[start + place - (place > column ? 1 : 0)] = value;
    }
  };
  const arrays = (): { readonly images: FromFile; readonly labels: FromFile } => {
    const count = labels.length;
    if (count === 0) throw new StageFailure(`No images in "${file}"`);
    const images = { file, shape: [count, ...shape], data: values.subarray(0, count * size) };
    return { images, labels: { file, shape: [count], data: Float64Array.from(labels) } };
  };
  return { add, arrays };
}

/** Where the labels are, by the first row. */
function columnOf(file: string, first: readonly string[], label: string): number {
  if (label === 'first') return 0;
  if (label === 'last') return first.length - 1;
  const column = first.indexOf(label);
  if (column >= 0) return column;
  throw new StageFailure(`Cannot find the column "${label}" in the first row of "${file}"${didYouMean(label, first)}`, {
    hint: 'Correct "label" of the dataset: first, last, or the name of a column.',
  });
}

/** NaN for what is no number. */
function numberOf(field: string): number {
  return field === '' ? Number.NaN : Number(field);
}

function enlarged(values: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * values.length);
  more.set(values);
  return more;
}
