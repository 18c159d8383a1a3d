import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { diverging } from '../../../../stages/drawing/colour.ts';
import { paintMatrix } from '../../../../stages/drawing/image.ts';
import type { Raster } from '../../../../stages/drawing/image.ts';
import { drawHeatMap, heatMap, placeRows } from '../../../../stages/visualize/charts/heat-map.ts';
import { largestCosine, oneLayer, pairCosines } from '../../../../stages/visualize/matrix.ts';
import { roundLimit } from '../../../../stages/statistics/curve-grid.ts';
import type { Matrix } from '../../../../stages/visualize/matrix.ts';
import type { HeatMapParams } from '../../../../stages/visualize/charts/heat-map.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith, writeStudy } from '../artifacts.ts';
import { pixelAt, pixelsOf, placesOf } from '../pixels.ts';

const PARAMS: HeatMapParams = { kind: 'heat-map', snapshot: 'final', order: 'index' };
/** Filters 0 and 2 are alike, 1 is opposite to both. */
const THREE: Matrix = {
  layer: 'conv1',
  count: 3,
  cosines: Float64Array.of(1, -0.5, 0.8, -0.5, 1, -0.4, 0.8, -0.4, 1),
};
/** 1040 pixels for three filters. */
const CELL = 346;

function painted(values: readonly number[], limit = 1): Raster {
  return paintMatrix(values, { width: 3, size: CELL, colour: (value) => diverging(value / limit) });
}

describe('drawHeatMap()', () => {
  it('draws every cosine in its place and colour', async () => {
    expect(placesOf(painted([...THREE.cosines]), await drawHeatMap(THREE, PARAMS))).toHaveLength(1);
  });

  it('puts like filters beside each other', async () => {
    const sheet = await drawHeatMap(THREE, { ...PARAMS, order: 'clustered' });
    // 1 goes beside 2, to which it is less opposite than to 0.
    expect(placesOf(painted([1, 0.8, -0.5, 0.8, 1, -0.4, -0.5, -0.4, 1]), sheet)).toHaveLength(1);
  });

  it('draws the tree of the clustering above, each joint over its filters and as high as its axis says', async () => {
    const sheet = await drawHeatMap(THREE, { ...PARAMS, order: 'clustered' });
    const [place] = placesOf(painted([1, 0.8, -0.5, 0.8, 1, -0.4, -0.5, -0.4, 1]), sheet);
    if (place === undefined) throw new Error('no matrix');
    const dark = (x: number, y: number): boolean =>
      pixelAt(sheet, Math.round(place.left + x * CELL), y).every((part) => part < 80);
    // The axis goes from 0, at 190 units, to 1.5, at 70. Filters 0 and 2 join at 1 - 0.8, 1 joins them at 1 + 0.5.
    const [low, high] = [2 * (190 - (120 * 0.2) / 1.5), 2 * 70];
    expect([0.6, 1.4].map((x) => dark(x, low))).toEqual([true, true]);
    expect([0.4, 1.6, 2.5].map((x) => dark(x, low))).toEqual([false, false, false]);
    expect([1.1, 2.4].map((x) => dark(x, high))).toEqual([true, true]);
    expect([0.9, 2.6].map((x) => dark(x, high))).toEqual([false, false]);
    expect(dark(1, (low + high) / 2)).toBe(true);
    // No clustering, no tree.
    expect(sheet.height - (await drawHeatMap(THREE, PARAMS)).height).toBe(2 * 127);
  });

  it('has a colour bar from the darkest blue below to the darkest red above, neutral in the middle', async () => {
    const sheet = await drawHeatMap(THREE, PARAMS);
    const [place] = placesOf(painted([...THREE.cosines]), sheet);
    if (place === undefined) throw new Error('no matrix');
    const side = 3 * CELL;
    const x = place.left + side + 2 * 26 + 14; // the middle of the bar, right of the gap
    const near = (y: number, colour: readonly number[]): void => {
      const found = pixelAt(sheet, x, place.top + y);
      for (const [part, value] of found.entries()) expect(Math.abs(value - (colour[part] ?? 0))).toBeLessThanOrEqual(2);
    };
    near(1, diverging(1));
    near(side / 2, [247, 247, 247]);
    near(side - 2, diverging(-1));
    near(Math.floor(side / 4), diverging(0.5));
  });

  it('spreads the colours over a smaller range when all cosines are small, or as told', async () => {
    const cosines = Float64Array.of(1, 0.07, -0.03, 0.07, 1, 0.09, -0.03, 0.09, 1);
    const small = { ...THREE, cosines };
    expect(placesOf(painted([...cosines], 0.1), await drawHeatMap(small, PARAMS))).toHaveLength(1);
    expect(placesOf(painted([...cosines], 0.4), await drawHeatMap(small, { ...PARAMS, limit: 0.4 }))).toHaveLength(1);
  });

  it('draws filters without direction in grey, wherever the clustering puts them', async () => {
    const cosines = Float64Array.of(1, NaN, 0.8, NaN, NaN, NaN, 0.8, NaN, 1);
    for (const order of ['index', 'clustered'] as const) {
      const sheet = await drawHeatMap({ ...THREE, cosines }, { ...PARAMS, order });
      // Whole cells; the drawing around them may have a pixel of the same grey by chance.
      expect(Math.floor(pixelsOf([176, 176, 176], sheet) / CELL ** 2)).toBe(5);
      expect(Math.floor(pixelsOf(diverging(0.8), sheet) / CELL ** 2)).toBe(2);
    }
  });

  it.each([2, 64, 65, 256, 1100])('keeps a readable size with %i filters', async (count) => {
    const cosines = Float64Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? 1 : 0.3));
    const { width, height } = await drawHeatMap({ layer: 'dense1', count, cosines }, { ...PARAMS, order: 'clustered' });
    expect(Math.min(width, height)).toBeGreaterThan(700);
    expect(Math.max(width, height)).toBeLessThan(1600);
  });
});

describe('draw() of heat-map', () => {
  it('draws the layer and snapshot asked for, the same bytes twice', () =>
    withFolder(async (folder) => {
      const { matrix } = await writeStudy(folder, { filters: 6 });
      const draw = async (params: HeatMapParams): Promise<Buffer> => {
        await heatMap.draw(contextWith(folder, params, { matrix: [{ path: matrix, point: {} }] }));
        return readFileSync(join(folder, 'image'));
      };
      const first = await draw({ ...PARAMS, layer: 'conv1' });
      expect((await draw({ ...PARAMS, layer: 'conv1' })).equals(first)).toBe(true);
      expect((await draw({ ...PARAMS, layer: 'conv1', snapshot: 'initial' })).equals(first)).toBe(false);
      // Filters 1 and 3 point the same way: with the diagonal, eight cells in the darkest red.
      const { data, info } = await sharp(first).raw().toBuffer({ resolveWithObject: true });
      const cell = paintMatrix([1], { width: 1, size: Math.floor(1040 / 6), colour: diverging });
      const image = { width: info.width, height: info.height, data: new Uint8Array(data) };
      expect(placesOf(cell, image)).toHaveLength(8);
    }));

  it('lists which filter is in which row, with the most similar one', () => {
    const rows = placeRows(THREE, 'clustered');
    // 0 and 2 belong together, at 0.8; 1 is at best -0.4.
    expect(rows.map(({ place }) => place)).toEqual([0, 1, 2]);
    expect(new Set(rows.map(({ filter }) => filter))).toEqual(new Set([0, 1, 2]));
    expect(rows.find(({ filter }) => filter === 0)).toMatchObject({ nearest: 2, cosine: 0.8 });
    expect(rows.find(({ filter }) => filter === 1)).toMatchObject({ nearest: 2, cosine: -0.4 });
    expect(placeRows(THREE, 'index').map(({ filter }) => filter)).toEqual([0, 1, 2]);
  });

  it('says which layers there are', () =>
    withFolder(async (folder) => {
      const { matrix } = await writeStudy(folder, { filters: 6 });
      const ports = { matrix: [{ path: matrix, point: {} }] };
      await expect(heatMap.draw(contextWith(folder, PARAMS, ports))).rejects.toThrow(
        'Cannot choose a layer: the artifact has "conv1", "conv2", "dense1"',
      );
      await expect(heatMap.draw(contextWith(folder, { ...PARAMS, layer: 'conv3' }, ports))).rejects.toThrow(
        'Cannot find layer "conv3": the artifact has "conv1", "conv2", "dense1"',
      );
    }));
});

describe('oneLayer(), pairCosines(), largestCosine(), roundLimit()', () => {
  it('take the only layer, pairs i < j with a cosine, the largest of either sign, and the next round number', () => {
    expect(oneLayer(['conv1'], undefined)).toBe('conv1');
    const cosines = Float64Array.of(1, -0.9, NaN, -0.9, 1, 0.2, NaN, 0.2, 1);
    const pairs = pairCosines({ ...THREE, cosines });
    expect([...pairs]).toEqual([-0.9, 0.2]);
    expect(largestCosine(pairs)).toBe(0.9);
    expect([0, 0.05, 0.051, 0.25, 0.31, 0.7].map(roundLimit)).toEqual([0.05, 0.05, 0.1, 0.3, 0.5, 1]);
  });
});
