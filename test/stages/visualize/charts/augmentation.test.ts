import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ink } from '../../../../stages/drawing/colour.ts';
import { blank } from '../../../../stages/drawing/image.ts';
import type { Raster } from '../../../../stages/drawing/image.ts';
import { augmentation } from '../../../../stages/visualize/charts/augmentation.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { placesOf } from '../pixels.ts';
import { writeDigits } from '../predicted.ts';

test('draw() of augmentation shows each image as it is and as epochs see it, the same each time', () =>
  withFolder(async (folder) => {
    const data = [{ path: await writeDigits(folder), point: {} }];
    const params = { kind: 'augmentation', augment: { shift: { pixels: 1 } }, count: 2, epochs: 3, seed: 1 } as const;
    await augmentation.draw(contextWith(folder, params, { data }));
    const first = readFileSync(join(folder, 'image'));
    const { data: bytes, info } = await sharp(first).raw().toBuffer({ resolveWithObject: true });
    const sheet: Raster = { width: info.width, height: info.height, data: new Uint8Array(bytes) };
    // Even images of 6 x 5 pixels, which a shift leaves as they are: each four times in a row of its own.
    for (const image of [0, 1]) {
      const places = placesOf(blank(5 * 21, 6 * 21, ink((4 * (image + 1)) / 255)), sheet);
      expect(new Set(places.map(({ top }) => top)).size).toBe(1);
      expect(places).toHaveLength(4);
    }
    await augmentation.draw(contextWith(folder, params, { data }));
    expect(readFileSync(join(folder, 'image')).equals(first)).toBe(true);
  }));
