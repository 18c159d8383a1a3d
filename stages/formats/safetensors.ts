import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json, JsonObject } from '../../engine/core/json.ts';

// The safetensors format: the header's length as a little-endian u64, the header as JSON, the tensors' bytes without gaps.
// Typed arrays are used as they lie in memory, so this file needs a little-endian machine, as tfjs does.

interface ArrayOf {
  F32: Float32Array;
  F64: Float64Array;
  U8: Uint8Array;
  I32: Int32Array;
  I64: BigInt64Array;
}

/** The element types that Assay writes and reads. */
export type Dtype = keyof ArrayOf;

/** A row-major array. The length of `data` is the product of `shape`. */
export interface TensorOf<D extends Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: ArrayOf[D];
}

export type Tensor = { [D in Dtype]: TensorOf<D> }[Dtype];

/** The content of one file. `file` is its path: errors name it. */
export interface TensorFile {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const ELEMENT_BYTES: Record<Dtype, number> = { F32: 4, F64: 8, U8: 1, I32: 4, I64: 8 };
/** Bytes of the length that precedes the header. */
export const LENGTH_BYTES = 8;
/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

/** What is known of a tensor before its numbers are. */
export interface TensorHead {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** Where everything is in a file. */
export interface Layout {
  /** The file's first bytes: the length of the header, and the header. */
  readonly head: Uint8Array;
  /** By name, in bytes from the start of the file. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/**
 * Lays out a safetensors file. The same tensors and metadata give the same file, in whatever order their names come: the
 * header lists names by code unit and is padded with spaces to a multiple of 8 bytes, and the data lie by falling element
 * size and then by name, so that every tensor is aligned without the gaps that the format forbids.
 *
 * @throws Error if a shape is no shape, or a name is the reserved `__metadata__`: a bug of the caller.
 */
export function layOut(
  tensors: Readonly<Record<string, TensorHead>>,
  metadata: Readonly<Record<string, string>> = {},
): Layout {
  const named = Object.entries(tensors).sort(([a], [b]) => byCodeUnit(a, b));
  // Sorting is stable: tensors of one element size stay in the order of their names.
  const placed = [...named].sort(([, a], [, b]) => ELEMENT_BYTES[b.dtype] - ELEMENT_BYTES[a.dtype]);
  const places = new Map<string, [number, number]>();
  let dataBytes = 0;
  for (const [name, tensor] of placed) {
    const bytes = bytesOf(name, tensor);
    places.set(name, [dataBytes, dataBytes + bytes]);
    dataBytes += bytes;
  }

  const fields: string[] = [];
  const notes = Object.entries(metadata).sort(([a], [b]) => byCodeUnit(a, b));
  // Written field by field: an object would move names that look like array indices to the front.
  if (notes.length > 0) {
    const texts = notes.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
    fields.push(`"__metadata__":{${texts.join(',')}}`);
  }
  for (const [name, { dtype, shape }] of named) {
    fields.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: places.get(name) })}`);
  }
  const text = Buffer.from(`{${fields.join(',')}}`, 'utf8');
  const headerBytes = Math.ceil(text.length / 8) * 8;

  const start = LENGTH_BYTES + headerBytes;
  const head = new Uint8Array(start).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true);
  head.set(text, LENGTH_BYTES);
  const offsets = new Map(Array.from(places, ([name, [begin]]) => [name, start + begin]));
  return { head, offsets, size: start + dataBytes };
}

/**
 * The bytes of a safetensors file: see `layOut`.
 *
 * @throws Error if a shape does not fit its data, or as `layOut` does: a bug of the caller.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { head, offsets, size } = layOut(tensors, metadata);
  const file = new Uint8Array(size);
  file.set(head);
  for (const [name, tensor] of Object.entries(tensors)) file.set(rawBytes(name, tensor), offsets.get(name) ?? 0);
  return file;
}

/** Writes `encodeSafetensors(tensors, metadata)` to `path`. Throws in the middle when the signal is aborted. */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<void> {
  await writeFile(path, encodeSafetensors(tensors, metadata), { signal });
}

/**
 * Reads a whole safetensors file.
 *
 * @throws StageFailure if the file cannot be read, is damaged, or holds an element type outside `Dtype`.
 */
export async function readSafetensors(path: string): Promise<TensorFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new StageFailure(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
  return decodeSafetensors(bytes, path);
}

/**
 * Decodes a safetensors file. The tensors are views of `bytes` where alignment allows, else copies. `file` only appears in
 * errors.
 *
 * @throws StageFailure if a length, an offset, a shape or an element type is wrong
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const header = headerLength(bytes, bytes.length, file);
  const { start, entries, metadata } = parseHeader(bytes.subarray(0, LENGTH_BYTES + header), bytes.length, file);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    tensors.set(entry.name, tensorOf(entry, bytes.subarray(start + entry.begin, start + entry.end)));
  }
  return { file, tensors, metadata };
}

/**
 * Reads the header of a safetensors file.
 *
 * @param head the file's first bytes, to the end of the header
 * @param size of the whole file, in bytes
 * @returns `start`: where the data begin
 * @throws StageFailure as `decodeSafetensors` does
 */
export function parseHeader(
  head: Uint8Array,
  size: number,
  file: string,
): {
  readonly start: number;
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
} {
  const start = head.length;
  const dataBytes = size - start;
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(headerObject(head, file))) {
    if (name !== '__metadata__') {
      entries.push(readEntry(file, name, value));
      continue;
    }
    if (!isObject(value)) throw damaged(file, LENGTH_BYTES, 'expected "__metadata__" to be an object');
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string') throw damaged(file, LENGTH_BYTES, `expected metadata "${key}" to be a text`);
      metadata.set(key, text);
    }
  }

  // Tensors must tile the data: an overlap or a gap means that header and data do not belong together.
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== end) {
      throw damaged(
        file,
        start + entry.begin,
        `tensor "${entry.name}" begins at byte ${entry.begin} of the data, expected ${end}`,
      );
    }
    end = entry.end;
    if (end > dataBytes) {
      throw damaged(
        file,
        start + entry.begin,
        `the file ends early: tensor "${entry.name}" needs ${end} bytes of data, found ${dataBytes}`,
      );
    }
  }
  if (end !== dataBytes)
    throw damaged(file, start + end, `expected the end of the file, found ${dataBytes - end} more bytes`);
  return { start, entries, metadata };
}

/**
 * The tensor `name`, whose elements are `dtype`.
 *
 * @throws StageFailure if the file has none of that name or its elements are of another type.
 */
export function tensorAt<D extends Dtype>(from: TensorFile, name: string, dtype: D): TensorOf<D> {
  const tensor = from.tensors.get(name);
  if (tensor === undefined) {
    const names = [...from.tensors.keys()]
      .sort(byCodeUnit)
      .map((known) => `"${known}"`)
      .join(', ');
    throw new StageFailure(`Cannot find tensor "${name}" in ${basename(from.file)}: it has ${names || 'none'}`);
  }
  if (tensor.dtype !== dtype) {
    throw new StageFailure(`Tensor "${name}" in ${basename(from.file)}: expected ${dtype}, found ${tensor.dtype}`);
  }
  return tensor as unknown as TensorOf<D>; // TypeScript does not narrow a type parameter by comparing it
}

/**
 * The metadata entry `name`, parsed as JSON.
 *
 * @throws StageFailure if the file has none of that name or it is not JSON.
 */
export function metadataAt(from: TensorFile, name: string): Json {
  const text = from.metadata.get(name);
  if (text === undefined) throw new StageFailure(`Cannot find metadata "${name}" in ${basename(from.file)}`);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new StageFailure(`Metadata "${name}" in ${basename(from.file)} is not JSON`, { cause: error });
  }
}

/** Where a tensor lies; offsets in bytes from the start of the data. */
export interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * The length of the header.
 *
 * @param bytes the file's first bytes: the eight that tell it, where the file has so many
 * @throws StageFailure if it goes beyond the file, or the limit
 */
export function headerLength(bytes: Uint8Array, size: number, file: string): number {
  if (bytes.length < LENGTH_BYTES) {
    throw damaged(file, 0, `expected at least ${LENGTH_BYTES} bytes, found ${bytes.length}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const most = Math.min(size - LENGTH_BYTES, MAX_HEADER_BYTES);
  if (length > BigInt(most))
    throw damaged(file, 0, `expected a header of at most ${most} bytes, found a length of ${length}`);
  return Number(length);
}

function headerObject(head: Uint8Array, file: string): JsonObject {
  const own = head.subarray(LENGTH_BYTES);
  let value: Json;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own)) as Json;
  } catch (error) {
    throw damaged(file, LENGTH_BYTES, `expected a JSON header of ${own.length} bytes: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw damaged(file, LENGTH_BYTES, 'expected the header to be a JSON object');
  return value;
}

function readEntry(file: string, name: string, value: Json): Entry {
  const wrong = (what: string): StageFailure => damaged(file, LENGTH_BYTES, `tensor "${name}": ${what}`);
  if (!isObject(value)) throw wrong('expected an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, Json | undefined>;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_BYTES, dtype)) {
    throw wrong(`expected one of ${Object.keys(ELEMENT_BYTES).join(', ')}, found ${JSON.stringify(dtype)}`);
  }
  if (!isSizes(shape)) throw wrong(`expected "shape" to be sizes, found ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw wrong(`expected "data_offsets" to be two sizes, found ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  // A product beyond 2^53 is inexact but then far beyond any file, so it cannot equal end - begin.
  const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[dtype as Dtype]);
  if (end - begin !== bytes) {
    throw wrong(`expected ${bytes} bytes for ${dtype} [${shape.join(', ')}], found offsets ${begin} to ${end}`);
  }
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function isSizes(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The tensor of an entry, whose bytes these are: a view of them where alignment allows, else a copy. */
export function tensorOf({ dtype, shape }: Entry, own: Uint8Array): Tensor {
  const size = ELEMENT_BYTES[dtype];
  const aligned = own.byteOffset % size === 0;
  const { buffer, byteOffset } = aligned ? own : new Uint8Array(own); // a new array copies and starts at 0
  const length = own.length / size;
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer, byteOffset, length) };
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer, byteOffset, length) };
    case 'U8':
      return { dtype, shape, data: new Uint8Array(buffer, byteOffset, length) };
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer, byteOffset, length) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer, byteOffset, length) };
  }
}

function bytesOf(name: string, { dtype, shape }: TensorHead): number {
  if (name === '__metadata__') throw new Error('Internal error: "__metadata__" is a reserved name in safetensors');
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw new Error(`Internal error: tensor "${name}" has the shape [${shape.join(', ')}]`);
  }
  return shape.reduce((product, size) => product * size, ELEMENT_BYTES[dtype]);
}

/**
 * A tensor's numbers as they lie in memory.
 *
 * @throws Error if they do not fit its shape or element type: a bug of the caller.
 */
export function rawBytes(name: string, { dtype, shape, data }: Tensor): Uint8Array {
  if (data.byteLength !== bytesOf(name, { dtype, shape }) || ELEMENT_BYTES[dtype] !== data.BYTES_PER_ELEMENT) {
    throw new Error(
      `Internal error: tensor "${name}" is ${dtype} [${shape.join(', ')}] with ${data.length} elements of ${data.BYTES_PER_ELEMENT} bytes`,
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function damaged(file: string, offset: number, what: string): StageFailure {
  return new StageFailure(`Damaged safetensors file "${file}", byte ${offset}: ${what}`);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
