import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreviewBlock } from '../../../engine/core/preview.ts';
import { previewModel } from '../../../stages/formats/preview/model.ts';
import { previewTensors } from '../../../stages/formats/preview/tensors.ts';
import { writeSafetensors, type Tensor } from '../../../stages/formats/safetensors.ts';
import { kinds } from '../../../stages/kinds.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

async function fileOf(tensors: Readonly<Record<string, Tensor>>, metadata = {}): Promise<string> {
  const path = join(tempDir(), 'file');
  await writeSafetensors(path, tensors, metadata);
  return path;
}

function block<K extends PreviewBlock['kind']>(blocks: readonly PreviewBlock[], kind: K): PreviewBlock & { kind: K } {
  const found = blocks.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} among ${blocks.map((each) => each.kind).join()}`);
  return found as PreviewBlock & { kind: K };
}

describe('previewTensors()', () => {
  it('cuts a kernel [height, width, channels, filters] into one picture for each filter', async () => {
    // At [0, column, 0, filter]: 10 * column + filter.
    const data = Float32Array.from([0, 1, 2, 10, 11, 12]).map((value) => value - 5);
    const path = await fileOf({ 'final/conv1.kernel': { dtype: 'F32', shape: [1, 2, 1, 3], data } });
    const { blocks, part } = await previewTensors(path);
    expect(part).toBe('final/conv1.kernel');
    expect(block(blocks, 'tiles')).toMatchObject({
      width: 2,
      height: 1,
      tiles: [
        [-5, 5],
        [-4, 6],
        [-3, 7],
      ],
      low: -7,
      high: 7,
      scale: 'signed',
    });
    const { counts, low, high } = block(blocks, 'histogram');
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect([low, high]).toEqual([-5, 7]);
  });

  it('cuts images [images, height, width, channels] one by one, in grey', async () => {
    const data = Uint8Array.from({ length: 2 * 2 * 3 * 1 }, (_, index) => index * 20);
    const path = await fileOf({ 'train.images': { dtype: 'U8', shape: [2, 2, 3, 1], data } });
    const tiles = block((await previewTensors(path)).blocks, 'tiles');
    expect(tiles).toMatchObject({ width: 3, height: 2, scale: 'grey', low: 0, high: 220 });
    expect(tiles.tiles[1]).toEqual([120, 140, 160, 180, 200, 220]);
  });

  it('shows of a large matrix the means over blocks', async () => {
    const [rows, columns] = [300, 200];
    const data = Float64Array.from({ length: rows * columns }, (_, index) =>
      Math.floor(index / columns) < 150 ? 1 : 3,
    );
    const path = await fileOf({ cosines: { dtype: 'F64', shape: [rows, columns], data } });
    const tiles = block((await previewTensors(path)).blocks, 'tiles');
    const cells = tiles.tiles[0] ?? [];
    expect(cells).toHaveLength(tiles.width * tiles.height);
    expect(cells[0]).toBe(1);
    expect(cells.at(-1)).toBe(3);
    expect(tiles.note).toContain('300 × 200');
  });

  it('chooses another part by its name, and the usual one for a name that is none', async () => {
    const one: Tensor = { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) };
    const path = await fileOf({ a: one, b: one });
    expect(await previewTensors(path, 'b')).toMatchObject({ parts: ['a', 'b'], part: 'b' });
    expect((await previewTensors(path, '../../x')).part).toBe('a');
  });

  it('says how many values are not finite, and fails for a file that is damaged', async () => {
    const data = Float32Array.of(Number.NaN, 1, Infinity, 2);
    const path = await fileOf({ a: { dtype: 'F32', shape: [4], data } });
    expect(block((await previewTensors(path)).blocks, 'histogram').note).toContain('2 are not finite');
    writeFileSync(path, 'no tensors');
    await expect(previewTensors(path)).rejects.toThrow('Damaged safetensors file');
  });
});

describe('previewModel()', () => {
  it('lists the layers with their settings', async () => {
    const layers = [
      { type: 'conv2d', name: 'conv1', filters: 8, kernel: [3, 3] },
      { type: 'flatten', name: 'flatten1' },
    ];
    const kernel: Tensor = { dtype: 'F32', shape: [3, 3, 1, 1], data: new Float32Array(9).fill(1) };
    const path = await fileOf(
      { 'final/conv1.kernel': kernel },
      { model: JSON.stringify({ input: [28, 28, 1], layers }) },
    );
    const { title, rows } = block((await previewModel(path)).blocks, 'table');
    expect(title).toBe('layers, input 28 × 28 × 1');
    expect(rows).toEqual([
      [1, 'conv1', 'conv2d', 'filters 8, kernel [3,3]'],
      [2, 'flatten1', 'flatten', ''],
    ]);
  });
});

describe('kinds', () => {
  it('have a preview where the file ending alone says too little', () => {
    const shown = Object.entries(kinds).flatMap(([kind, known]) => ('preview' in known ? [kind] : []));
    expect(shown).toEqual(expect.arrayContaining(['model', 'dataset', 'filters', 'matrix', 'autoencoder']));
    expect(shown).not.toContain('table');
    expect(shown).not.toContain('image');
  });
});
