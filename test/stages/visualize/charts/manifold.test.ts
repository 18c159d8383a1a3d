import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Autoencoder } from '../../../../nn/autoencoder.ts';
import { visualize } from '../../../../stages/visualize/stage.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { writeDigits } from '../predicted.ts';

import { networkOf, writeAutoencoder } from '../autoencoders.ts';
import { manifold, normalQuantile } from '../../../../stages/visualize/charts/manifold.ts';

describe('normalQuantile()', () => {
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.025, -1.959963984540054],
    [0.8413447460685429, 1],
    [0.9986501019683699, 3],
  ])('of %d is %d', (share, z) => {
    expect(normalQuantile(share)).toBeCloseTo(z, 9);
  });
});

describe('draw() of manifold', () => {
  it('draws a grid, the same bytes twice, at quantiles of the codes or of the prior', () =>
    withFolder(async (folder) => {
      const network = networkOf('variational', 2);
      const autoencoder = [{ path: await writeAutoencoder(folder, network), point: {} }];
      const data = [{ path: await writeDigits(folder), point: {} }];
      const images: Buffer[] = [];
      for (const ports of [{ autoencoder }, { autoencoder }, { autoencoder, data }]) {
        await manifold.draw(contextWith(folder, { kind: 'manifold', side: 4 }, ports));
        images.push(readFileSync(join(folder, 'image')));
      }
      const [one, same, other] = images.map((image) => image.toString('base64'));
      expect(one).toBe(same);
      expect(one).not.toBe(other);
      // 4 x 4 images of 6 x 5 pixels, each pixel a square of 47 device pixels.
      const { width, height } = await sharp(images[0]).metadata();
      expect([width, height]).toEqual([
        2 * Math.max(60 + (4 * 5 * 47) / 2 + 24, 380),
        2 * (66 + (4 * 6 * 47) / 2 + 34),
      ]);
    }));

  it('asks for the data of a plain autoencoder, and for codes of two numbers', () =>
    withFolder(async (folder) => {
      const drawn = async (network: Autoencoder): Promise<unknown> =>
        manifold.draw(
          contextWith(
            folder,
            { kind: 'manifold', side: 4 },
            { autoencoder: [{ path: await writeAutoencoder(folder, network), point: {} }] },
          ),
        );
      await expect(drawn(networkOf('plain', 2))).rejects.toThrow(
        'Cannot tell where the codes of a plain autoencoder lie',
      );
      await expect(drawn(networkOf('variational', 3))).rejects.toThrow(
        'Cannot draw a plane of codes of 3 numbers: expected 2',
      );
    }));

  it('is refused before anything runs when the code is known to have more numbers', () => {
    const messages = (latent: number): unknown =>
      visualize.infer?.({ kind: 'manifold' }, { autoencoder: [{ latent }] }).problems?.map(({ message }) => message);
    expect(messages(5)).toEqual(['Cannot draw a plane of codes of 5 numbers: "latent" of the step before must be 2']);
    expect(messages(2)).toBeUndefined();
  });
});
