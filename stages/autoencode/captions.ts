import type { Autoencoder } from '../../nn/autoencoder.ts';
import type { Examples, Losses } from '../../nn/train-autoencoder.ts';
import { fixed } from '../drawing/number.ts';
import type { AutoencodeParams } from './params.ts';
import { square } from '../statistics/square.ts';

/** Title and subtitle of the strip: the network's widths, and the error of all test images. */
export function titlesOf(
  params: AutoencodeParams,
  { encoder, latent }: Autoencoder,
  test: Losses | undefined,
): [title: string, subtitle: string] {
  const pixels = encoder.input.reduce((product, size) => product * size, 1);
  const name = params.kind === 'plain' ? 'Autoencoder' : 'Variational autoencoder';
  const widths = [pixels, ...params.hidden, latent, ...params.hidden.toReversed(), pixels].join(' – ');
  const epochs = `${params.epochs} ${params.epochs === 1 ? 'epoch' : 'epochs'}`;
  return [`${name} ${widths}`, `${testError(params, test)} · ${epochs}`];
}

function testError(params: AutoencodeParams, test: Losses | undefined): string {
  if (test === undefined) return 'no test images';
  const { loss, reconstruction = Number.NaN, kl = Number.NaN } = test;
  if (params.kind === 'plain') {
    const what = params.loss === 'mse' ? 'mean squared error' : 'cross-entropy';
    return `${what} of a test pixel ${loss.toFixed(4)}`;
  }
  const parts = `${fixed(reconstruction, 1)} reconstruction + ${fixed(kl, 1)} divergence`;
  return `−ELBO of a test image ${fixed(loss, 1)} nats = ${parts}`;
}

/** The error of each example, as the loss measures it: of a pixel, or of a variational autoencoder in nats per image. */
export function errorsOf(params: AutoencodeParams, { images, reconstructions, codes }: Examples): string[] {
  const count = codes.length / params.latent;
  const pixels = images.length / count;
  const squared = params.kind === 'plain' && params.loss === 'mse';
  return Array.from({ length: count }, (_, example) => {
    let sum = 0;
    for (let at = example * pixels; at < (example + 1) * pixels; at += 1) {
      const [target, output] = [images[at] ?? Number.NaN, reconstructions[at] ?? Number.NaN];
      sum += squared ? square(output - target) : crossEntropy(target, output);
    }
    return params.kind === 'plain' ? withoutZero(sum / pixels) : fixed(sum, 0);
  });
}

/** Of a probability that float32 may have rounded to 0 or 1. */
function crossEntropy(target: number, output: number): number {
  const p = Math.min(Math.max(output, 1e-7), 1 - 1e-7);
  return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
}

/** `.0213`: narrow enough for the column of one image. */
function withoutZero(value: number): string {
  return value.toFixed(4).replace(/^0/, '');
}
