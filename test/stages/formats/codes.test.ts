import { describe, expect, it } from 'vitest';
import { loadBackend } from '../../../nn/backends/index.ts';
import { forward } from '../../../nn/forward.ts';
import { toTensors } from '../../../nn/tensors.ts';
import { decode, encode, readAutoencoder } from '../../../stages/formats/codes.ts';
import { withFolder } from '../../helpers/alone.ts';

import { networkOf, writeAutoencoder } from '../visualize/autoencoders.ts';

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
          [4, 6, 5, 1],
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
