import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Autoencoder } from '../../nn/autoencoder.ts';
import { activateVolume, type Activation } from '../../nn/activations.ts';
import type { ModelData } from '../../nn/model.ts';
import { metadataAt, readSafetensors, tensorAt } from './safetensors.ts';
import type { TensorFile } from './safetensors.ts';

// Encodes images and decodes codes in plain loops, in float64, so that pictures do not depend on the numeric backend.

/** A trained autoencoder, as its artifact has it. */
export interface TrainedAutoencoder {
  readonly network: Autoencoder<ModelData>;
  /** It takes pixels brighter than half for white and all others for black. */
  readonly binarised: boolean;
  readonly weights: TensorFile;
}

/**
 * Reads an `autoencoder` artifact.
 *
 * @throws StageFailure if it does not describe an autoencoder
 */
export async function readAutoencoder(path: string): Promise<TrainedAutoencoder> {
  const weights = await readSafetensors(path);
  const about = metadataAt(weights, 'autoencoder');
  if (!isObject(about) || !isObject(about['encoder']) || !isObject(about['decoder'])) {
    throw new StageFailure(
      'The artifact does not describe an autoencoder: expected "encoder" and "decoder" in its metadata',
    );
  }
  return { network: about as unknown as Autoencoder<ModelData>, binarised: about['binarised'] === true, weights };
}

/** Some images of a split with their classes. */
export interface LabelledPixels {
  /** `[images, height * width * channels]`, 0..255 */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly shape: readonly number[];
}

/**
 * The first `limit` test images of a dataset, or all.
 *
 * @throws StageFailure if there are none, or the network takes another shape
 */
export function readTestImages(dataset: TensorFile, network: Autoencoder<ModelData>, limit = Infinity): LabelledPixels {
  const { data, shape } = tensorAt(dataset, 'test.images', 'U8');
  const labels = tensorAt(dataset, 'test.labels', 'U8').data;
  const own = shape.slice(1);
  if (own.join() !== network.encoder.input.join()) {
    throw new StageFailure(
      `The autoencoder takes images of ${network.encoder.input.join('x')}, the dataset has ${own.join('x')}`,
    );
  }
  if (labels.length === 0) throw new StageFailure('The dataset has no test images to encode');
  const count = Math.min(labels.length, limit);
  const size = own.reduce((product, side) => product * side, 1);
  return { images: data.subarray(0, count * size), labels: labels.subarray(0, count), shape: own };
}

/** The codes `[images, latent]` of images 0..255 one after the other; of a variational autoencoder the means. */
export function encode({ network, binarised, weights }: TrainedAutoencoder, images: Uint8Array): Float64Array {
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  const count = images.length / size;
  const codes = new Float64Array(count * network.latent);
  const layers = denseLayers(network.encoder, weights);
  for (let image = 0; image < count; image++) {
    const pixels = Float64Array.from(images.subarray(image * size, (image + 1) * size), (pixel) =>
      binarised ? Number(pixel / 255 > 0.5) : pixel / 255,
    );
    codes.set(forward(layers, pixels).subarray(0, network.latent), image * network.latent);
  }
  return codes;
}

/** The images `[codes, height * width * channels]` of codes one after the other. */
export function decode({ network, weights }: TrainedAutoencoder, codes: Float64Array): Float64Array {
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  const images = new Float64Array((codes.length / network.latent) * size);
  const layers = denseLayers(network.decoder, weights);
  for (let at = 0; at < codes.length; at += network.latent) {
    images.set(forward(layers, codes.subarray(at, at + network.latent)), (at / network.latent) * size);
  }
  return images;
}

interface Dense {
  /** `[inputs, units]` */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: Activation;
}

function denseLayers({ layers }: ModelData, weights: TensorFile): Dense[] {
  return layers.flatMap((layer) => {
    if (layer.type === 'flatten') return [];
    if (layer.type !== 'dense')
      throw new StageFailure(`Cannot follow layer "${layer.name}": expected dense layers only`);
    const kernel = tensorAt(weights, `final/${layer.name}.kernel`, 'F32').data;
    const bias = tensorAt(weights, `final/${layer.name}.bias`, 'F32').data;
    return [{ kernel, bias, activation: layer.activation }];
  });
}

function forward(layers: readonly Dense[], input: Float64Array): Float64Array {
  let values = input;
  for (const { kernel, bias, activation } of layers) {
    const outputs = Float64Array.from(bias);
    const units = outputs.length;
    for (const [index, value] of values.entries()) {
      if (value === 0) continue; // most pixels
      const base = index * units;
      for (let unit = 0; unit < units; unit++) {
        outputs[unit] = (outputs[unit] as number) + value * (kernel[base + unit] as number);
      }
    }
    values = activateVolume({ height: 1, width: 1, channels: units, data: outputs }, activation).data;
  }
  return values;
}
