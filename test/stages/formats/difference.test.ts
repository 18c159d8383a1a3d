import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { registry } from '../../../stages/index.ts';
import { differenceOf } from '../../../stages/formats/difference.ts';
import type { ArtifactDifference } from '../../../engine/core/artifact-difference.ts';
import { encodeSafetensors, type Tensor } from '../../../stages/formats/safetensors.ts';
import { TOLERANCES } from '../../../stages/formats/tolerances.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

async function between(kind: string, a: Uint8Array | string, b: Uint8Array | string): Promise<ArtifactDifference> {
  const folder = tempDir();
  writeFileSync(join(folder, 'a'), a);
  writeFileSync(join(folder, 'b'), b);
  const difference = await differenceOf(kind, join(folder, 'a'), join(folder, 'b'));
  if (difference === undefined) throw new Error(`${kind} cannot be compared`);
  return difference;
}

function floats(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'F32', shape, data: Float32Array.from(values) };
}

function bytes(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'U8', shape, data: Uint8Array.from(values) };
}

describe('differenceOf() of tensors', () => {
  it('finds the greatest difference and where it is', async () => {
    const a = encodeSafetensors({ w: floats([2, 3], [1, 2, 3, 4, 5, 6]), bias: floats([1], [0.5]) });
    const b = encodeSafetensors({ w: floats([2, 3], [1, 2.5, 3, 4, 5, 8]), bias: floats([1], [0.5]) });
    expect(await between('model', a, b)).toEqual({
      // 6 and 8: a quarter of the greater; 2 and 2.5: a fifth.
      size: 0.25,
      absolute: 2,
      relative: 0.25,
      text: 'by at most 2 (relative 0.25), most at w[1, 2]; 2 of 7 numbers differ',
    });
  });

  it('agrees with a naive loop, whichever way round', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.float({ noNaN: true, min: -100, max: 100 }), fc.float({ noNaN: true, min: -100, max: 100 })),
          {
            minLength: 1,
            maxLength: 30,
          },
        ),
        async (pairs) => {
          const file = (index: 0 | 1): Uint8Array =>
            encodeSafetensors({
              w: floats(
                [pairs.length],
                pairs.map((pair) => pair[index]),
              ),
            });
          const found = await between('matrix', file(0), file(1));
          const sizes = pairs.map(([x, y]) => Math.abs(x - y) / Math.max(1, Math.abs(x), Math.abs(y)));
          expect(found.size).toBe(Math.max(...sizes));
          expect(found.absolute).toBe(Math.max(...pairs.map(([x, y]) => Math.abs(x - y))));
          expect((await between('matrix', file(1), file(0))).size).toBe(found.size);
        },
      ),
      { numRuns: 30 },
    ));

  it('knows no degree of another shape, another tensor, another label, or of NaN beside a number', async () => {
    const file = (tensors: Record<string, Tensor>): Uint8Array => encodeSafetensors(tensors);
    const base = file({ w: floats([2], [1, 2]) });
    const shape = await between('model', base, file({ w: floats([2, 1], [1, 2]) }));
    expect([shape.size, shape.text]).toEqual([null, 'in more than numbers: w is F32 [2] and F32 [2, 1]']);
    const extra = await between('model', base, file({ w: floats([2], [1, 2]), v: floats([1], [0]) }));
    expect(extra.text).toBe('in more than numbers: only one has the tensor v');
    const labels = await between('predictions', file({ l: bytes([3], [1, 2, 3]) }), file({ l: bytes([3], [1, 3, 4]) }));
    expect(labels.text).toBe('in more than numbers: l[1] is 2 and 3, and in 1 more place');
    const nan = await between('model', file({ w: floats([1], [Number.NaN]) }), file({ w: floats([1], [1]) }));
    expect(nan.size).toBeNull();
  });

  it('takes NaN for NaN and 0 for -0', async () => {
    const a = encodeSafetensors({ w: floats([2], [Number.NaN, 0]) });
    const b = encodeSafetensors({ w: floats([2], [Number.NaN, -0]) });
    expect(await between('model', a, b)).toMatchObject({
      size: 0,
      text: 'in its bytes only: every number is the same',
    });
  });

  it('compares images of a dataset by levels, its labels exactly, and metadata as JSON', async () => {
    const file = (pixel: number, label: number, mean: number): Uint8Array =>
      encodeSafetensors(
        { 'train.images': bytes([1, 2, 2, 1], [0, 10, 20, pixel]), 'train.labels': bytes([1], [label]) },
        { dataset: JSON.stringify({ name: 'x', scale: { mean: [mean], std: [1] } }) },
      );
    const pixel = await between('dataset', file(100, 3, 0.5), file(102, 3, 0.5));
    expect(pixel).toMatchObject({ size: 2 / 255, absolute: 2 });
    expect(pixel.text).toContain('by at most 2 of 255 levels, most at train.images[0, 1, 1, 0]');
    expect((await between('dataset', file(100, 3, 0.5), file(100, 4, 0.5))).size).toBeNull();
    expect((await between('dataset', file(100, 3, 0.5), file(100, 3, 0.25))).text).toContain('dataset.scale.mean[0]');
  });

  it('says what is wrong with a file that is none', async () => {
    await expect(between('model', 'nothing', 'nothing')).rejects.toThrow('Damaged safetensors file');
  });
});

describe('differenceOf() of tables', () => {
  it('compares cells that are numbers by degree, others exactly', async () => {
    const found = await between('table', 'name,loss\na,0.5\nb,2\n', 'name,loss\na,0.5\nb,2.5\n');
    expect(found).toMatchObject({ size: 0.2, absolute: 0.5, relative: 0.2 });
    expect(found.text).toContain('most at row 2, loss; 1 of 2 numbers differ');
    const text = await between('table', 'name,loss\na,0.5\n', 'name,loss\nb,0.5\n');
    expect([text.size, text.text]).toEqual([null, 'in more than numbers: row 1, name is "a" and "b"']);
    // An empty cell is no 0.
    expect((await between('history', 'x\n0\n1\n', 'x\n""\n1\n')).size).toBeNull();
    expect((await between('table', 'a,b\n1,2\n', 'a,c\n1,2\n')).text).toContain('the columns are a, b and a, c');
    expect((await between('table', 'a\n1\n', 'a\n1\n2\n')).text).toContain('they have 1 and 2 rows');
  });
});

describe('differenceOf() of JSON', () => {
  it('compares numbers by degree at their path, and everything else exactly', async () => {
    const a = JSON.stringify({ entries: [{ layer: 'c', z: 10, k: [1, 2] }, { z: null }] });
    const b = JSON.stringify({ entries: [{ layer: 'c', z: 12.5, k: [1, 2] }, { z: null }] });
    expect(await between('similarity', a, b)).toEqual({
      size: 0.2,
      absolute: 2.5,
      relative: 0.2,
      text: 'by at most 2.5 (relative 0.2), most at entries[0].z; 1 of 3 numbers differ',
    });
    const other = (change: (text: string) => string): Promise<ArtifactDifference> => between('pairs', a, change(a));
    expect((await other((text) => text.replace('null', '0'))).text).toContain('entries[1].z is null and 0');
    expect((await other((text) => text.replace('[1,2]', '[1]'))).text).toContain('k is a list of 2 and a list of 1');
    expect((await other((text) => text.replace('"layer"', '"name"'))).text).toContain('layer is "c" and absent');
  });
});

describe('differenceOf() of pictures', () => {
  const png = (pixels: readonly number[], width = 2): Promise<Buffer> =>
    sharp(Buffer.from(pixels), { raw: { width, height: pixels.length / width / 3, channels: 3 } })
      .png()
      .toBuffer();

  it('compares levels of pixels, not how the file is packed', async () => {
    const a = await png([0, 0, 0, 9, 9, 9, 20, 20, 20, 255, 255, 255]);
    const b = await png([0, 0, 0, 9, 9, 9, 20, 71, 20, 255, 255, 255]);
    const found = await between('image', a, b);
    expect(found).toMatchObject({ size: 51 / 255, absolute: 51 });
    expect(found.text).toBe('by at most 51 of 255 levels, most at column 0, row 1; 1 of 12 numbers differ');
    const packed = await sharp(a).png({ compressionLevel: 0 }).toBuffer();
    expect(packed.equals(a)).toBe(false);
    expect((await between('image', a, packed)).size).toBe(0);
    expect((await between('image', a, await png([0, 0, 0, 9, 9, 9, 20, 20, 20, 1, 2, 3], 1))).text).toContain(
      'they have 2 x 2 x 3 and 1 x 4 x 3 pixels',
    );
  });

  it('compares the numbers of a drawing by degree, its words and colours exactly', async () => {
    const svg = (x: string, colour: string): string => `<svg><path d="M${x},-2e-3" fill="${colour}"/></svg>`;
    expect(await between('chart', svg('1.5', '#0ff'), svg('2.5', '#0ff'))).toMatchObject({ size: 0.4, absolute: 1 });
    expect((await between('chart', svg('1.5', '#100'), svg('1.5', '#200'))).size).toBeNull();
    expect((await between('chart', svg('1', 'red'), svg('1', 'blue'))).text).toContain('the text is');
  });
});

describe('differenceOf()', () => {
  const kinds = new Set(
    Object.values(registry.stages).flatMap((stage) => Object.values(stage.outputs).map(({ kind }) => kind)),
  );

  it('knows every kind of artifact that a stage makes, and each has a tolerance of its own', async () => {
    expect(Object.keys(TOLERANCES).toSorted()).toEqual([...kinds].toSorted());
    for (const kind of kinds) {
      // A file that cannot be read is found, so there is something that reads it.
      await expect(differenceOf(kind, '/nowhere/a', '/nowhere/b')).rejects.toThrow('Cannot read');
      expect(TOLERANCES[kind]).toBeGreaterThan(0);
    }
  });

  it('cannot compare a kind it does not know', async () => {
    expect(await differenceOf('cake', 'a', 'b')).toBeUndefined();
    expect(await differenceOf('constructor', 'a', 'b')).toBeUndefined();
  });
});
