import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../../stages/formats/csv.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import { IMAGES, LABELS, writeDigits } from '../predicted.ts';

import { networkOf, writeAutoencoder } from '../autoencoders.ts';
import { latent, placesOf } from '../../../../stages/visualize/charts/latent.ts';

describe('placesOf()', () => {
  const labels = Uint8Array.of(0, 1, 2);

  it('draws codes of two numbers as they are', () => {
    const { places, axes } = placesOf(Float64Array.of(1, 2, 3, 4, 5, 7), { labels, latent: 2, axes: 'principal' });
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [1, 2],
      [3, 4],
      [5, 7],
    ]);
    expect(axes).toEqual(['first number of the code', 'second number of the code']);
  });

  it('turns longer codes to where they vary most', () => {
    // Along (0, 3, 4) / 5 by -10, 0 and 10; across it by 0, 1 and 0 along (1, 0, 0).
    const codes = Float64Array.of(0, -6, -8, 1, 0, 0, 0, 6, 8);
    const { places, axes } = placesOf(codes, { labels, latent: 3, axes: 'principal' });
    for (const [at, x] of [-10, 0, 10].entries()) expect(places[at]?.x).toBeCloseTo(x, 5);
    expect(axes[0]).toBe('first principal component (100 % of the variance)');
    expect(placesOf(codes, { labels, latent: 3, axes: 'first' }).places.map(({ x, y }) => [x, y])).toEqual([
      [0, -6],
      [1, 0],
      [0, 6],
    ]);
  });

  it('draws codes of one number along x', () => {
    const { places } = placesOf(Float64Array.of(3, 1, 2), { labels, latent: 1, axes: 'principal' });
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [3, 0],
      [1, 0],
      [2, 0],
    ]);
  });
});

describe('draw() of latent', () => {
  it('draws every image asked for as its class, and lists the places', () =>
    withFolder(async (folder) => {
      const ports = {
        autoencoder: [{ path: await writeAutoencoder(folder, networkOf('plain', 3)), point: {} }],
        data: [{ path: await writeDigits(folder), point: {} }],
      };
      await latent.draw(contextWith(folder, { kind: 'latent', images: 40, axes: 'principal' }, ports));
      const { rows } = await readTable(join(folder, 'table'));
      expect(rows.map(({ label }) => Number(label))).toEqual([...LABELS.subarray(0, 40)]);
      const texts = [...readFileSync(join(folder, 'chart'), 'utf8').matchAll(/<text[^>]*font-size="8px"[^>]*>(\d)</g)];
      expect(texts).toHaveLength(40);
      expect(texts.filter(([, digit]) => digit === '2')).toHaveLength(
        LABELS.subarray(0, 40).filter((label) => label === 2).length,
      );
    }));

  it('draws principal components with one scale, so that a long cloud looks long', () =>
    withFolder(async (folder) => {
      const ports = {
        autoencoder: [{ path: await writeAutoencoder(folder, networkOf('plain', 3)), point: {} }],
        data: [{ path: await writeDigits(folder), point: {} }],
      };
      await latent.draw(contextWith(folder, { kind: 'latent', images: 40, axes: 'principal' }, ports));
      const { rows } = await readTable(join(folder, 'table'));
      // Where the digits are drawn, in pixels: differences are in the same proportion to those of the codes on both axes.
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      const drawn = [...svg.matchAll(/<text[^>]*transform="translate\(([\d.-]+),([\d.-]+)\)"[^>]*font-size="8px"/g)];
      expect(drawn).toHaveLength(40);
      const extent = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
      const perUnit = (['x', 'y'] as const).map(
        (axis, at) =>
          extent(drawn.map((match) => Number(match[at + 1]))) / extent(rows.map((row) => Number(row[axis]))),
      );
      expect((perUnit[0] ?? 0) / (perUnit[1] ?? 1)).toBeCloseTo(1, 2);
    }));

  it('takes all images where there are fewer, and names long classes once', () =>
    withFolder(async (folder) => {
      const ports = {
        autoencoder: [{ path: await writeAutoencoder(folder, networkOf('variational', 2)), point: {} }],
        data: [{ path: await writeDigits(folder, { classNames: ['ant', 'bee', 'cat', 'dog'] }), point: {} }],
      };
      await latent.draw(contextWith(folder, { kind: 'latent', images: 4000, axes: 'first' }, ports));
      expect((await readTable(join(folder, 'table'))).rows).toHaveLength(IMAGES);
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      expect(svg.match(/>ant</g)).toHaveLength(2); // its white edge and itself
    }));
});
