// Writes protocol buffers: the five kinds of fields that an ONNX file is made of. A library would need the 900 lines of ONNX's schema
// and a compiler for them, to write eight small messages.
// https://protobuf.dev/programming-guides/encoding

/** A field or a message as pieces that follow one another: large tensors are not copied again and again. */
export type Pieces = readonly Uint8Array[];

const VARINT = 0;
const LENGTH = 2;
const FIXED32 = 5;

/** An int64 or an enum. Negative numbers take ten bytes. */
export function int(field: number, value: number): Pieces {
  return [Uint8Array.from([...varint(tag(field, VARINT)), ...varint(BigInt.asUintN(64, BigInt(value)))])];
}

/** A float32. */
export function float(field: number, value: number): Pieces {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [Uint8Array.from(varint(tag(field, FIXED32))), bytes];
}

export function text(field: number, value: string): Pieces {
  return bytes(field, [new TextEncoder().encode(value)]);
}

/** Bytes, or a message that was put together with `message`. */
export function bytes(field: number, content: Pieces): Pieces {
  const length = content.reduce((sum, piece) => sum + piece.length, 0);
  return [Uint8Array.from([...varint(tag(field, LENGTH)), ...varint(BigInt(length))]), ...content];
}

/** The content of a message: its fields, in this order. */
export function message(...fields: readonly Pieces[]): Pieces {
  return fields.flat();
}

function tag(field: number, type: number): bigint {
  return BigInt(field * 8 + type);
}

/** Seven bits a byte, the lowest first; all but the last have the highest bit set. */
function varint(value: bigint): number[] {
  const digits: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) digits.push(Number(rest & 127n) | 128);
  digits.push(Number(rest));
  return digits;
}
