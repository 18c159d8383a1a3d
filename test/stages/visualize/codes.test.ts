import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { plainAutoencoder, variationalAutoencoder } from '../../../nn/autoencoder.ts';
import type { Autoencoder, Elementwise } from '../../../nn/autoencoder.ts';
import { loadBackend } from '../../../nn/backends/index.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { forward } from '../../../nn/forward.ts';
import { toTensors } from '../../../nn/tensors.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';
import { readTable } from '../../../stages/formats/csv.ts';
import { decode, encode, readAutoencoder } from '../../../stages/visualize/codes.ts';
import { placesOf } from '../../../stages/visualize/latent.ts';
import { normalQuantile } from '../../../stages/visualize/manifold.ts';
import { run } from '../../../stages/visualize/run.ts';
import { visualize } from '../../../stages/visualize/stage.ts';
import { withFolder } from '../../helpers/alone.ts';
import { contextWith } from './artifacts.ts';
import { IMAGES, LABELS, writeDigits } from './predicted.ts';

const INPUT = [6, 5, 1] as const;

function networkOf(kind: 'plain' | 'variational', latent: number, activation: Elementwise = 'tanh'): Autoencoder {
  const spec = { input: INPUT, latent, hidden: [7], activation };
  return kind === 'plain' ? plainAutoencoder({ ...spec, outputActivation: activation }) : variationalAutoencoder(spec);
}

/** An `autoencoder` artifact with weights at random, those before training other ones. */
async function writeAutoencoder(folder: string, network: Autoencoder, binarised = false): Promise<string> {
  const tensors: Record<string, Tensor> = {};
  for (const [snapshot, seed] of [
    ['initial', 1],
    ['final', 2],
  ] as const) {
    const weights = { ...initialWeights(network.encoder, seed), ...initialWeights(network.decoder, seed + 5) };
    for (const [name, { shape, data }] of Object.entries(weights)) {
      const shifted = name.endsWith('.bias') ? data.map((_, at) => 0.1 * Math.sin(at + seed)) : data;
      tensors[`${snapshot}/${name}`] = { dtype: 'F32', shape, data: shifted };
    }
  }
  const path = join(folder, `${network.kind}-${network.latent}`);
  await writeSafetensors(path, tensors, { autoencoder: JSON.stringify({ ...network, binarised }) });
  return path;
}

describe('encode() and decode()', () => {
  it.each(['linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid'] as const)(
    'agree with the network itself where it uses %s',
    (activation) =>
      withFolder(async (folder) => {
        const network = networkOf('plain', 3, activation);
        const trained = await readAutoencoder(await writeAutoencoder(folder, network));
        const backend = await loadBackend('portable', { threads: 1 });
        const { tf } = backend;
        const images = Uint8Array.from({ length: 4 * 30 }, (_, at) => (at * 37) % 256);
        const weights = toTensors(
          backend,
          Object.fromEntries(
            [...trained.weights.tensors].flatMap(([name, { shape, data }]) =>
              name.startsWith('final/') && data instanceof Float32Array ? [[name.slice(6), { shape, data }]] : [],
            ),
          ),
        );
        const x = tf.tensor(
          Float32Array.from(images, (pixel) => pixel / 255),
          [4, ...INPUT],
        );
        const codes = forward(backend, network.encoder, { weights, x });
        const outputs = forward(backend, network.decoder, { weights, x: codes });
        const own = encode(trained, images);
        for (const [at, value] of (await codes.data()).entries()) expect(own[at]).toBeCloseTo(value, 5);
        for (const [at, value] of (await outputs.data()).entries())
          expect(decode(trained, own)[at]).toBeCloseTo(value, 5);
      }),
  );

  it('take the means of a variational code, of pixels in black and white where it was trained on those', () =>
    withFolder(async (folder) => {
      const network = networkOf('variational', 2);
      const trained = await readAutoencoder(await writeAutoencoder(folder, network, true));
      const grey = Uint8Array.from({ length: 30 }, (_, at) => at * 8);
      const binary = grey.map((pixel) => (pixel / 255 > 0.5 ? 255 : 0));
      expect(encode(trained, grey)).toHaveLength(2);
      expect([...encode(trained, grey)]).toEqual([...encode(trained, binary)]);
      expect([...encode({ ...trained, binarised: false }, grey)]).not.toEqual([...encode(trained, grey)]);
    }));
});

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

describe('run() with kind latent', () => {
  it('draws every image asked for as its class, and lists the places', () =>
    withFolder(async (folder) => {
      const ports = {
        autoencoder: [{ path: await writeAutoencoder(folder, networkOf('plain', 3)), point: {} }],
        data: [{ path: await writeDigits(folder), point: {} }],
      };
      await run(contextWith(folder, { kind: 'latent', images: 40, axes: 'principal' }, ports));
      const { rows } = await readTable(join(folder, 'table'));
      expect(rows.map(({ label }) => Number(label))).toEqual([...LABELS.subarray(0, 40)]);
      const texts = [...readFileSync(join(folder, 'chart'), 'utf8').matchAll(/<text[^>]*font-size="8px"[^>]*>(\d)</g)];
      expect(texts).toHaveLength(40);
      expect(texts.filter(([, digit]) => digit === '2')).toHaveLength(
        LABELS.subarray(0, 40).filter((label) => label === 2).length,
      );
    }));

  it('takes all images where there are fewer, and names long classes once', () =>
    withFolder(async (folder) => {
      const ports = {
        autoencoder: [{ path: await writeAutoencoder(folder, networkOf('variational', 2)), point: {} }],
        data: [{ path: await writeDigits(folder, { classNames: ['ant', 'bee', 'cat', 'dog'] }), point: {} }],
      };
      await run(contextWith(folder, { kind: 'latent', images: 4000, axes: 'first' }, ports));
      expect((await readTable(join(folder, 'table'))).rows).toHaveLength(IMAGES);
      const svg = readFileSync(join(folder, 'chart'), 'utf8');
      expect(svg.match(/>ant</g)).toHaveLength(2); // its white edge and itself
    }));
});

describe('run() with kind manifold', () => {
  it('draws a grid, the same bytes twice, at quantiles of the codes or of the prior', () =>
    withFolder(async (folder) => {
      const network = networkOf('variational', 2);
      const autoencoder = [{ path: await writeAutoencoder(folder, network), point: {} }];
      const data = [{ path: await writeDigits(folder), point: {} }];
      const images: Buffer[] = [];
      for (const ports of [{ autoencoder }, { autoencoder }, { autoencoder, data }]) {
        await run(contextWith(folder, { kind: 'manifold', side: 4 }, ports));
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
      const manifold = async (network: Autoencoder): Promise<unknown> =>
        run(
          contextWith(
            folder,
            { kind: 'manifold', side: 4 },
            { autoencoder: [{ path: await writeAutoencoder(folder, network), point: {} }] },
          ),
        );
      await expect(manifold(networkOf('plain', 2))).rejects.toThrow(
        'Cannot tell where the codes of a plain autoencoder lie',
      );
      await expect(manifold(networkOf('variational', 3))).rejects.toThrow(
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
