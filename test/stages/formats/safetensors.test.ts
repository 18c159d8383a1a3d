import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  metadataAt,
  readSafetensors,
  tensorAt,
  writeSafetensors,
} from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLE: Record<string, Tensor> = {
  'train.labels': { dtype: 'U8', shape: [3], data: Uint8Array.of(7, 0, 255) },
  'b/final': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(0.5, -1.25, 3e-40, 65504) },
  'a/final': { dtype: 'F64', shape: [1, 2], data: Float64Array.of(Math.PI, -1e-300) },
  '10': { dtype: 'I32', shape: [2], data: Int32Array.of(-5, 2 ** 31 - 1) },
  '9': { dtype: 'I64', shape: [1], data: BigInt64Array.of(-(2n ** 62n)) },
  none: { dtype: 'U8', shape: [0, 28, 28, 1], data: new Uint8Array(0) },
};

/** Independent of our code: `safetensors` itself where it is installed, else the format read with struct and json. */
const PYTHON_READER = `
import json, struct, sys
path = sys.argv[1]
codes = {'F32': 'f', 'F64': 'd', 'U8': 'B', 'I32': 'i', 'I64': 'q'}
raw = {}
try:
    import safetensors
    for name, info in safetensors.deserialize(open(path, 'rb').read()):
        raw[name] = (info['dtype'], info['shape'], bytes(info['data']))
except ImportError:
    content = open(path, 'rb').read()
    (length,) = struct.unpack('<Q', content[:8])
    header = json.loads(content[8:8 + length])
    for name, info in header.items():
        if name != '__metadata__':
            begin, end = info['data_offsets']
            raw[name] = (info['dtype'], info['shape'], content[8 + length + begin:8 + length + end])
out = {}
for name, (dtype, shape, data) in raw.items():
    count = len(data) // struct.calcsize('<' + codes[dtype])
    values = struct.unpack('<%d%s' % (count, codes[dtype]), data)
    out[name] = {'dtype': dtype, 'shape': list(shape), 'data': [repr(v) for v in values]}
print(json.dumps(out))
`;

/** A safetensors file from a header object and the length of its data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** A header with one tensor of two floats, some of its fields replaced. */
function x(fields: object): object {
  return { x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } };
}

describe('encodeSafetensors()', () => {
  it('writes what Python reads', async () => {
    const path = join(folder, 'sample.safetensors');
    await writeSafetensors(path, SAMPLE, { dataset: '{"name":"ä"}' });
    const seen = JSON.parse(execFileSync('python3', ['-c', PYTHON_READER, path], { encoding: 'utf8' })) as Record<
      string,
      { dtype: string; shape: number[]; data: string[] }
    >;
    expect(Object.keys(seen).sort()).toEqual(Object.keys(SAMPLE).sort());
    for (const [name, tensor] of Object.entries(SAMPLE)) {
      const { dtype, shape, data } = seen[name] as (typeof seen)[string];
      expect({ dtype, shape }).toEqual({ dtype: tensor.dtype, shape: tensor.shape });
      const values = tensor.dtype === 'I64' ? data.map(BigInt) : data.map(Number);
      expect(values).toEqual([...tensor.data]);
    }
  });

  it('gives the same bytes in whatever order the names come', () => {
    const backwards = Object.fromEntries(Object.entries(SAMPLE).reverse());
    const bytes = encodeSafetensors(SAMPLE, { a: '1', b: '2' });
    expect(Buffer.compare(bytes, encodeSafetensors(backwards, { b: '2', a: '1' }))).toBe(0);
  });

  it('lists names by code unit and aligns every tensor', () => {
    const bytes = encodeSafetensors(SAMPLE, { '2': 'x', '10': 'y' });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const text = Buffer.from(bytes.subarray(8, 8 + length)).toString();
    expect(length % 8).toBe(0);
    expect([...text.matchAll(/"([^"]*)":\{"dtype/g)].map((match) => match[1])).toEqual(Object.keys(SAMPLE).sort());
    expect(text.startsWith('{"__metadata__":{"10":"y","2":"x"},')).toBe(true);
    const header = JSON.parse(text) as Record<string, { data_offsets: [number, number] }>;
    for (const [name, { data }] of Object.entries(SAMPLE)) {
      expect((header[name]?.data_offsets[0] ?? NaN) % data.BYTES_PER_ELEMENT).toBe(0);
    }
  });

  it('refuses a shape that does not fit its data', () => {
    expect(() => encodeSafetensors({ x: { dtype: 'F32', shape: [3], data: new Float32Array(2) } })).toThrow(
      'Internal error: tensor "x" is F32 [3] with 2 elements of 4 bytes',
    );
  });
});

describe('readSafetensors()', () => {
  it('gives back tensors and metadata bit by bit', async () => {
    const path = join(folder, 'back.safetensors');
    await writeSafetensors(path, SAMPLE, { note: '[1,2]' });
    const file = await readSafetensors(path);
    expect(Object.fromEntries(file.tensors)).toEqual(SAMPLE);
    expect(metadataAt(file, 'note')).toEqual([1, 2]);
  });

  it('names the file it cannot read', async () => {
    await expect(readSafetensors(join(folder, 'absent.safetensors'))).rejects.toThrow(/^Cannot read ".*absent/);
    await expect(readSafetensors(join(folder, 'absent.safetensors'))).rejects.toBeInstanceOf(StageFailure);
  });
});

describe('decodeSafetensors()', () => {
  it('inverts encodeSafetensors for any tensors at any alignment', () => {
    const tensor = fc
      .array(fc.double(), { maxLength: 9 })
      .chain((values) =>
        fc.constantFrom<Tensor>(
          { dtype: 'F64', shape: [values.length], data: Float64Array.from(values) },
          { dtype: 'F32', shape: [1, values.length], data: Float32Array.from(values) },
          { dtype: 'U8', shape: [values.length], data: Uint8Array.from(values) },
          { dtype: 'I32', shape: [values.length], data: Int32Array.from(values) },
        ),
      );
    const names = fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(names, tensor), fc.nat(7), (tensors, shift) => {
        const bytes = encodeSafetensors(tensors);
        const moved = Buffer.alloc(bytes.length + shift);
        moved.set(bytes, shift);
        const back = decodeSafetensors(moved.subarray(shift), 'moved');
        expect(Object.fromEntries(back.tensors)).toEqual({ ...tensors });
      }),
    );
  });

  it('takes an unpadded header and data in any order, as other writers leave them', () => {
    const header = {
      one: { dtype: 'U8', shape: [1], data_offsets: [4, 5] },
      four: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
    };
    const bytes = fileOf(header, 5);
    new DataView(bytes.buffer).setFloat32(bytes.length - 5, 1.5, true);
    bytes[bytes.length - 1] = 9;
    const file = decodeSafetensors(bytes, 'foreign');
    expect([...tensorAt(file, 'four', 'F32').data, ...tensorAt(file, 'one', 'U8').data]).toEqual([1.5, 9]);
  });

  const long = fileOf(x({}), 8);
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
  it.each([
    ['an empty file', new Uint8Array(3), 'byte 0: expected at least 8 bytes, found 3'],
    [
      'a header beyond the file',
      long,
      `byte 0: expected a header of at most ${long.length - 8} bytes, found a length of 9223372036854775808`,
    ],
    [
      'a header that is no JSON',
      Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0x7b),
      'byte 8: expected a JSON header of 1 bytes',
    ],
    ['a header that is no object', fileOf([], 0), 'byte 8: expected the header to be a JSON object'],
    [
      'an unknown element type',
      fileOf(x({ dtype: 'BF16' }), 8),
      'tensor "x": expected one of F32, F64, U8, I32, I64, found "BF16"',
    ],
    ['an inherited name as element type', fileOf(x({ dtype: 'toString' }), 8), 'found "toString"'],
    ['a negative size', fileOf(x({ shape: [-2] }), 8), 'tensor "x": expected "shape" to be sizes, found [-2]'],
    ['a fractional size', fileOf(x({ shape: [0.5] }), 8), 'expected "shape" to be sizes'],
    [
      'a shape whose product overflows',
      fileOf(x({ shape: [2 ** 52, 2 ** 52] }), 8),
      'for F32 [4503599627370496, 4503599627370496]',
    ],
    [
      'offsets that do not fit the shape',
      fileOf(x({ shape: [3] }), 8),
      'expected 12 bytes for F32 [3], found offsets 0 to 8',
    ],
    [
      'offsets the wrong way round',
      fileOf(x({ data_offsets: [8, 0] }), 8),
      'expected 8 bytes for F32 [2], found offsets 8 to 0',
    ],
    ['missing offsets', fileOf(x({ data_offsets: [0] }), 8), 'expected "data_offsets" to be two sizes, found [0]'],
    ['a truncated file', fileOf(x({}), 7), 'tensor "x" needs 8 bytes of data, found 7'],
    ['bytes after the end', fileOf(x({}), 9), 'expected the end of the file, found 1 more bytes'],
    ['a gap', fileOf(x({ data_offsets: [1, 9] }), 9), 'tensor "x" begins at byte 1 of the data, expected 0'],
    [
      'an overlap',
      fileOf({ ...x({}), y: { dtype: 'U8', shape: [4], data_offsets: [4, 8] } }, 8),
      'tensor "y" begins at byte 4 of the data, expected 8',
    ],
    ['metadata that is no text', fileOf({ __metadata__: { a: 1 } }, 0), 'expected metadata "a" to be a text'],
  ])('refuses %s', (_what, bytes, message) => {
    let caught: unknown;
    try {
      decodeSafetensors(bytes, 'bad.safetensors');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(StageFailure);
    expect((caught as Error).message).toMatch(/^Damaged safetensors file "bad.safetensors", byte \d+: /);
    expect((caught as Error).message).toContain(message);
  });
});

describe('tensorAt()', () => {
  const file = decodeSafetensors(encodeSafetensors(SAMPLE, { bad: '{' }), 'folder/sample');
  it('says which tensors there are', () => {
    expect(() => tensorAt(file, 'c/final', 'F32')).toThrow(
      'Cannot find tensor "c/final" in sample: it has "10", "9", "a/final", "b/final", "none", "train.labels"',
    );
  });
  it('says which element type it found', () => {
    expect(() => tensorAt(file, 'a/final', 'F32')).toThrow('Tensor "a/final" in sample: expected F32, found F64');
  });
});

describe('metadataAt()', () => {
  it('refuses absent metadata and what is not JSON', () => {
    const file = decodeSafetensors(encodeSafetensors(SAMPLE, { bad: '{' }), 'folder/sample');
    expect(() => metadataAt(file, 'model')).toThrow('Cannot find metadata "model" in sample');
    expect(() => metadataAt(file, 'bad')).toThrow('Metadata "bad" in sample is not JSON');
  });
});
