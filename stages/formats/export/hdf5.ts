import type { HostTensor } from '../../../nn/initializers.ts';
import { bytesOf } from './network.ts';

// Writes HDF5 files that hold groups and float32 arrays, which is all that Keras needs. Why not a library: the one that runs in Node and
// writes (h5wasm) is 15 MB, and notes the time in every file, so that the same network would have other bytes each time.
// https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html: superblock version 2 (II.B), object headers version 2
// (IV.A.1.b) with links inside (IV.A.2.g). Numbers are little-endian, addresses and lengths have 8 bytes.

/** Names to groups and arrays. */
export interface Group {
  readonly [name: string]: Group | HostTensor;
}

const SUPERBLOCK_BYTES = 48;
const UNDEFINED = 0xffff_ffff_ffff_ffffn;
const MESSAGE = { dataspace: 1, linkInfo: 2, datatype: 3, fillValue: 5, link: 6, layout: 8, groupInfo: 10 };

/** The bytes of a file with this content. The same content gives the same bytes. */
export function encodeHdf5(root: Group): Uint8Array {
  const file = new Pieces(SUPERBLOCK_BYTES);
  const address = addGroup(file, root);
  const head = bytes(
    [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0],
    u64(0n),
    u64(UNDEFINED),
    u64(BigInt(file.end)),
    u64(BigInt(address)),
  );
  return Buffer.concat([checked(head), ...file.pieces]);
}

/** The file behind the superblock. */
class Pieces {
  readonly pieces: Uint8Array[] = [];
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  /** Adds bytes at a multiple of 8 and returns their address. */
  add(piece: Uint8Array): number {
    const gap = (8 - (this.end % 8)) % 8;
    if (gap > 0) this.pieces.push(new Uint8Array(gap));
    this.pieces.push(piece);
    const address = this.end + gap;
    this.end = address + piece.length;
    return address;
  }
}

/** Adds what a group contains, then its header. Returns the header's address. */
function addGroup(file: Pieces, group: Group): number {
  const links = Object.entries(group).map(([name, value]) => {
    const address = isTensor(value) ? addArray(file, value) : addGroup(file, value);
    const letters = new TextEncoder().encode(name);
    if (letters.length > 255) throw new Error(`Internal error: ${name} is too long for the name of a group`);
    return message(MESSAGE.link, [1, 0, letters.length], letters, u64(BigInt(address)));
  });
  // Links lie in the header itself: neither a heap nor an index of names.
  const info = message(MESSAGE.linkInfo, [0, 0], u64(UNDEFINED), u64(UNDEFINED));
  return file.add(header(info, message(MESSAGE.groupInfo, [0, 0]), ...links));
}

/** Adds an array, then its header. Returns the header's address. */
function addArray(file: Pieces, tensor: HostTensor): number {
  const content = bytesOf(tensor);
  const address = content.length === 0 ? UNDEFINED : BigInt(file.add(content));
  return file.add(
    header(
      message(MESSAGE.dataspace, [2, tensor.shape.length, 0, 1], ...tensor.shape.map((size) => u64(BigInt(size)))),
      // Version 1, class 1: IEEE 754 with sign, exponent and mantissa at bits 31, 23 and 0, and a bias of 127.
      message(MESSAGE.datatype, [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]),
      message(MESSAGE.fillValue, [3, 0x0a]),
      message(MESSAGE.layout, [3, 1], u64(address), u64(BigInt(content.length))),
    ),
  );
}

function isTensor(value: Group | HostTensor): value is HostTensor {
  return value['data'] instanceof Float32Array;
}

function message(type: number, ...content: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const body = bytes(...content);
  return bytes([type], u16(body.length), [0], body);
}

/** An object header in one piece, whose length takes 4 bytes. */
function header(...messages: readonly Uint8Array[]): Uint8Array {
  const body = bytes(...messages);
  return checked(bytes([0x4f, 0x48, 0x44, 0x52, 2, 0b10], u32(body.length), body));
}

function checked(content: Uint8Array): Uint8Array {
  return bytes(content, u32(lookup3(content)));
}

function bytes(...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

function u16(value: number): Uint8Array {
  return Uint8Array.from([value & 255, value >>> 8]);
}

function u32(value: number): Uint8Array {
  const result = Buffer.alloc(4);
  result.writeUInt32LE(value >>> 0);
  return result;
}

function u64(value: bigint): Uint8Array {
  const result = Buffer.alloc(8);
  result.writeBigUInt64LE(value);
  return result;
}

/**
 * Bob Jenkins' hash (lookup3, `hashlittle` from 0), with which HDF5 checks its metadata: http://burtleburtle.net/bob/c/lookup3.c.
 * Returns a whole number of 32 bits, which may be negative.
 */
export function lookup3(data: Uint8Array): number {
  let a = (0xdeadbeef + data.length) | 0;
  let [b, c] = [a, a];
  const word = (at: number): number => {
    let value = 0;
    for (let index = 0; index < 4; index += 1) value |= (data[at + index] ?? 0) << (8 * index);
    return value;
  };
  let at = 0;
  for (; data.length - at > 12; at += 12) {
    [a, b, c] = [(a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0];
    for (const [left, up, down] of MIX) {
      a = ((a - c) | 0) ^ rotate(c, left);
      c = (c + b) | 0;
      b = ((b - a) | 0) ^ rotate(a, up);
      a = (a + c) | 0;
      c = ((c - b) | 0) ^ rotate(b, down);
      b = (b + a) | 0;
    }
  }
  if (at === data.length) return c;
  [a, b, c] = [(a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0];
  for (const [first, second, third] of FINAL) {
    c = ((c ^ b) - rotate(b, first)) | 0;
    a = ((a ^ c) - rotate(c, second)) | 0;
    b = ((b ^ a) - rotate(a, third)) | 0;
  }
  return ((c ^ b) - rotate(b, 24)) | 0;
}

const MIX = [
  [4, 6, 8],
  [16, 19, 4],
] as const;
const FINAL = [
  [14, 11, 25],
  [16, 4, 14],
] as const;

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
