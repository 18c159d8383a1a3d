import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../../../nn/layers/index.ts';
import { readTable } from '../../../../stages/formats/csv.ts';
import { network } from '../../../../stages/visualize/charts/network.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { PAPER, writeModel } from '../predicted.ts';

async function drawn(folder: string, path: string): Promise<{ readonly svg: string; readonly texts: string[] }> {
  await network.draw(contextWith(folder, { kind: 'network' }, { model: [{ path, point: {} }] }));
  const svg = readFileSync(join(folder, 'chart'), 'utf8');
  return { svg, texts: [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content = '']) => content) };
}

describe('draw() of network', () => {
  it('lists every layer with the numbers of SCIENCE 1.2', () =>
    withFolder(async (folder) => {
      await drawn(folder, await writeModel(folder, PAPER));
      const { rows } = await readTable(join(folder, 'table'));
      expect(rows.map(({ layer, output, parameters }) => [layer, output, Number(parameters)])).toEqual([
        ['conv1', '26x26x32', 10 * 32],
        ['conv2', '22x22x16', 16 * (25 * 32 + 1)],
        ['pool1', '11x11x16', 0],
        ['dropout1', '11x11x16', 0],
        ['flatten1', '1936', 0],
        ['dense1', '128', 121 * 16 * 128 + 128],
        ['dropout2', '128', 0],
        ['dense2', '50', 6450],
        ['dense3', '10', 510],
      ]);
      expect(rows.reduce((sum, { macs }) => sum + Number(macs), 0) / 1e6).toBeCloseTo(6.64, 2);
    }));

  it('draws shapes, parameters and settings, and notes dropout at the layer before', () =>
    withFolder(async (folder) => {
      const { texts } = await drawn(folder, await writeModel(folder, PAPER));
      expect(texts).toEqual(
        expect.arrayContaining([
          'The network',
          '268,032 parameters · 6,644,596 multiply-adds for one image',
          'input',
          '28 × 28 × 1',
          'conv1',
          'conv 3 × 3',
          '26 × 26 × 32',
          '320',
          'conv2',
          'conv 5 × 5',
          '22 × 22 × 16',
          '12,816',
          '6,195,200',
          'pool1',
          'max of 2 × 2',
          'dropout 25 %',
          '1936',
          'dense1',
          'dropout 50 %',
          '247,936',
          'softmax',
        ]),
      );
      expect(texts).not.toContain('dropout1');
    }));

  it('draws larger maps larger and longer layers higher', () =>
    withFolder(async (folder) => {
      const { svg } = await drawn(folder, await writeModel(folder, PAPER));
      const glyphs = [...svg.matchAll(/<rect [^>]*width="([\d.]+)" height="([\d.]+)" fill="#e6f0f8"/g)];
      const heights = glyphs.map(([, , height]) => Number(height));
      const distinct = heights.filter((height, index) => height !== heights[index - 1]);
      const [input = 0, conv1 = 0, conv2 = 0, pool = 0, flat = 0, dense1 = 0, dense2 = 0, dense3 = 0] = distinct;
      expect(conv1 / input).toBeCloseTo(26 / 28, 3);
      expect(conv2 / input).toBeCloseTo(22 / 28, 3);
      expect(pool / input).toBeCloseTo(11 / 28, 3);
      expect([flat > dense1, dense1 > dense2, dense2 > dense3]).toEqual([true, true, true]);
    }));

  it('breaks a long network into rows', () =>
    withFolder(async (folder) => {
      const layers = [{ flatten: {} }, ...Array.from({ length: 25 }, () => ({ dense: { units: 10 } }))];
      const { svg } = await drawn(folder, await writeModel(folder, layers));
      const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
      expect(Number(width)).toBeLessThan(1000);
      expect(Number(height)).toBeGreaterThan(500);
    }));

  it('draws what leaves out layers above, and no arrow between boxes that are not connected', () =>
    withFolder(async (folder) => {
      const { svg, texts } = await drawn(
        folder,
        await writeModel(folder, [
          { conv2d: { name: 'a', filters: 4, kernel: 3, padding: 'same' } },
          { batchNorm: {} },
          { activation: { kind: 'relu', name: 'out' } },
          { conv2d: { name: 'b', filters: 4, kernel: 3, padding: 'same' } },
          { conv2d: { name: 'c', from: 'out', filters: 4, kernel: 1 } },
          { add: { name: 'sum', from: ['b', 'c'] } },
        ]),
      );
      // The norm is a note, and its parameters count for the box.
      expect(texts).toEqual(expect.arrayContaining(['batch norm', 'relu', 'sum']));
      expect(texts).not.toContain('norm1');
      // input -> a -> b, c -> sum beside each other; a to c and b to sum above.
      expect(svg.match(/<line [^>]*stroke="[^"]*"[^>]*\/><path/g)).toHaveLength(3);
      expect(svg.match(/<path d="M[\d.]+ [\d.]+ V[\d.]+ H[\d.]+ V[\d.]+" fill="none"/g)).toHaveLength(2);
    }));

  it('names the other end of what goes on in another row', () =>
    withFolder(async (folder) => {
      const dense = (name: string): LayerSpec => ({ dense: { name, units: 10 } });
      const layers = [
        { flatten: {} },
        dense('early'),
        ...Array.from({ length: 12 }, (_, at) => dense(`d${at}`)),
        { add: { name: 'late', from: ['d11', 'early'] } },
      ];
      const { texts } = await drawn(folder, await writeModel(folder, layers));
      // Its own box, and the end in the other row.
      for (const name of ['early', 'late']) expect(texts.filter((each) => each === name)).toHaveLength(2);
    }));

  it('draws the same bytes twice', () =>
    withFolder(async (folder) => {
      const model = await writeModel(folder, PAPER);
      const images: Buffer[] = [];
      for (const _ of [1, 2]) {
        await drawn(folder, model);
        images.push(readFileSync(join(folder, 'image')));
      }
      expect(images[0]?.equals(images[1] ?? Buffer.alloc(0))).toBe(true);
    }));
});
