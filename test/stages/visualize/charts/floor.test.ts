import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable, writeTable } from '../../../../stages/formats/csv.ts';
import { crossEntropies, floor, squaredErrors } from '../../../../stages/visualize/charts/floor.ts';
import type { FloorParams } from '../../../../stages/visualize/charts/floor.ts';
import { withFolder } from '../../../helpers/alone.ts';
import { contextWith } from '../artifacts.ts';
import type { Ports } from '../artifacts.ts';
import { writeDigits } from '../predicted.ts';

const PARAMS: FloorParams = { kind: 'floor', loss: 'mse', components: 2 };

async function historyOf(folder: string, test: number, more: Record<string, number> = {}): Promise<string> {
  const path = join(folder, `history-${test}`);
  const columns = ['epoch', 'trainLoss', 'testLoss', ...Object.keys(more)];
  await writeTable(path, columns, [
    { epoch: 0, trainLoss: 1, testLoss: null, ...more },
    { epoch: 1, trainLoss: test / 2, testLoss: test, ...more },
  ]);
  return path;
}

describe('squaredErrors()', () => {
  it('is nothing for images that lie in a plane, and their variance for the mean image', () => {
    // Images of 4 pixels: a · (1, 1, 0, 0) + b · (0, 0, 1, 1).
    const pairs = [
      [0, 0],
      [100, 0],
      [0, 200],
      [100, 200],
      [50, 100],
    ] as const;
    const values = Uint8Array.from(pairs.flatMap(([a, b]) => [a, a, b, b]));
    const [mean, floor, clamped] = squaredErrors({ size: 4, values }, { size: 4, values }, 2);
    const variance = (list: readonly number[]): number => {
      const middle = list.reduce((sum, value) => sum + value, 0) / list.length;
      return list.reduce((sum, value) => sum + (value - middle) ** 2, 0) / list.length;
    };
    const expected = (variance(pairs.map(([a]) => a)) + variance(pairs.map(([, b]) => b))) / 2 / 255 ** 2;
    expect(mean?.test).toBeCloseTo(expected, 12);
    expect(mean?.train).toBeCloseTo(expected, 12);
    expect(floor?.test).toBeCloseTo(0, 12);
    expect(clamped?.test).toBeCloseTo(0, 12);
  });
});

describe('crossEntropies()', () => {
  it('agrees with a naive sum', () => {
    const train = Uint8Array.of(0, 255, 51, 102, 204, 255);
    const test = Uint8Array.of(0, 51, 255, 102, 128, 255);
    const [mean, floor] = crossEntropies({ size: 3, values: train }, { size: 3, values: test });
    const cost = (target: number, p: number): number =>
      -(target === 0 ? 0 : target * Math.log(p)) - (target === 1 ? 0 : (1 - target) * Math.log(1 - p));
    const pixels = [...test].map((pixel) => pixel / 255);
    const means = [(0 + 102) / 510, (255 + 204) / 510, (51 + 255) / 510];
    const average = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(floor?.test).toBeCloseTo(average(pixels.map((pixel) => cost(pixel, pixel))), 12);
    expect(mean?.test).toBeCloseTo(average(pixels.map((pixel, at) => cost(pixel, means[at % 3] ?? 0))), 12);
  });

  it('counts the images whose cross-entropy to the mean image is infinite, and says that it is kept away from that', () => {
    // The first pixel is black in all training images; two of three test images have some white there.
    const train = Uint8Array.of(0, 100, 0, 200);
    const test = Uint8Array.of(0, 50, 1, 50, 255, 50);
    const [mean] = crossEntropies({ size: 2, values: train }, { size: 2, values: test });
    expect(mean).toMatchObject({ name: 'mean image, kept 1e-7 away from 0 and 1', infinite: 2 });
    expect(Number.isFinite(mean?.test)).toBe(true);
  });

  it('has no entropy for black and white', () => {
    const values = Uint8Array.of(0, 255, 255, 0);
    expect(crossEntropies({ size: 2, values }, { size: 2, values })[1]?.test).toBe(0);
  });
});

describe('draw() of floor', () => {
  const compared = async (folder: string, ports: Ports, params: Partial<FloorParams> = {}) => {
    await floor.draw(contextWith(folder, { ...PARAMS, ...params }, ports));
    return (await readTable(join(folder, 'table'))).rows;
  };

  it('lists references and autoencoders by falling error', () =>
    withFolder(async (folder) => {
      const ports = {
        data: [{ path: await writeDigits(folder), point: {} }],
        history: [{ path: await historyOf(folder, 0.02), point: {} }],
      };
      const rows = await compared(folder, ports);
      expect(rows.map(({ role }) => role)).toEqual(
        expect.arrayContaining(['autoencoder', 'best linear code', 'reference', 'reference']),
      );
      expect(rows).toHaveLength(4);
      expect(rows.find(({ role }) => role === 'autoencoder')).toEqual({
        name: 'autoencoder',
        role: 'autoencoder',
        train: '0.01',
        test: '0.02',
        infinite: '',
      });
      const errors = rows.map(({ test }) => Number(test));
      expect(errors).toEqual(errors.toSorted((a, b) => b - a));
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      expect(svg).toContain('>0.0200<');
      expect(svg).toContain('PCA, 2 components');
    }));

  it('says in the picture where an error would be infinite', () =>
    withFolder(async (folder) => {
      const ports = {
        data: [{ path: await writeDigits(folder), point: {} }],
        history: [{ path: await historyOf(folder, 0.2), point: {} }],
      };
      const rows = await compared(folder, ports, { loss: 'binaryCrossEntropy' });
      const infinite = Number(rows.find(({ role }) => role === 'reference')?.['infinite']);
      expect(readFileSync(join(folder, 'chart'), 'utf8').includes('would be infinite for')).toBe(infinite > 0);
    }));

  it('refuses before it runs a history of another loss, of another length of code, and of a variational autoencoder', () => {
    const found = (history: Record<string, string | number>): readonly string[] =>
      (floor.check?.({ ...PARAMS, components: 32 }, { history: [history] }) ?? []).map(
        ({ path, message }) => `${path.join('.')}: ${message}`,
      );
    expect(found({ kind: 'plain', loss: 'mse', latent: 32 })).toEqual([]);
    expect(found({ kind: 'plain', loss: 'binaryCrossEntropy', latent: 32 })).toEqual([
      'loss: The autoencoder minimises binaryCrossEntropy, but this figure compares mse',
    ]);
    expect(found({ kind: 'plain', loss: 'mse', latent: 16 })).toEqual([
      'components: The codes have 16 numbers, but the best linear code is drawn for 32',
    ]);
    expect(found({ kind: 'variational', latent: 32 })).toEqual([
      'history: The loss of a variational autoencoder cannot be compared: expected kind "plain"',
    ]);
  });

  it('names several by the sweep, or as told', () =>
    withFolder(async (folder) => {
      const history = await Promise.all(
        [0.03, 0.02].map(async (error, at) => ({
          path: await historyOf(folder, error),
          point: { width: 8 * (at + 1) },
        })),
      );
      const ports = { data: [{ path: await writeDigits(folder), point: {} }], history };
      const named = async (params?: Partial<FloorParams>): Promise<unknown> =>
        (await compared(folder, ports, params)).flatMap(({ name, role }) => (role === 'autoencoder' ? [name] : []));
      expect(await named()).toEqual(['width = 8', 'width = 16']);
      expect(await named({ names: ['narrow', 'wide'] })).toEqual(['narrow', 'wide']);
      expect(await named({ loss: 'binaryCrossEntropy' })).toEqual(['width = 8', 'width = 16']);
    }));

  it('refuses the history of something else, and a code as long as an image', () =>
    withFolder(async (folder) => {
      const data = [{ path: await writeDigits(folder), point: {} }];
      const variational = [{ path: await historyOf(folder, 0.02, { kl: 3 }), point: {} }];
      await expect(compared(folder, { data, history: variational })).rejects.toThrow(
        'The history of "autoencoder" is not that of a plain autoencoder',
      );
      const plain = [{ path: await historyOf(folder, 0.02), point: {} }];
      await expect(compared(folder, { data, history: plain }, { components: 30 })).rejects.toThrow(
        'A code of 30 numbers is no shorter than an image of 30 values',
      );
    }));
});
