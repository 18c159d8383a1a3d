import { join } from 'node:path';
import { plainAutoencoder, variationalAutoencoder } from '../../../nn/autoencoder.ts';
import type { Autoencoder, Elementwise } from '../../../nn/autoencoder.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';
import type { Tensor } from '../../../stages/formats/safetensors.ts';

const INPUT = [6, 5, 1] as const;

/** Of images of 6 x 5. */
export function networkOf(
  kind: 'plain' | 'variational',
  latent: number,
  activation: Elementwise = 'tanh',
): Autoencoder {
  const spec = { input: INPUT, latent, hidden: [7], activation };
  return kind === 'plain' ? plainAutoencoder({ ...spec, outputActivation: activation }) : variationalAutoencoder(spec);
}

/** An `autoencoder` artifact with weights at random, those before training other ones. */
export async function writeAutoencoder(folder: string, network: Autoencoder, binarised = false): Promise<string> {
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
