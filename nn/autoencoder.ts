import { activationOf, dataOf, resolveModel } from './model.ts';
import type { Activation } from './activations.ts';
import type { LayerSpec } from './layers/index.ts';
import type { Model, ModelData } from './model.ts';
import { inferShapes } from './shapes.ts';
import type { ModelSummary } from './shapes.ts';

// Autoencoders as data. Light: stages import it to check a file before anything runs.

/** Activations of the layers of an autoencoder: all but softmax, which is for classes. */
export type Elementwise = Exclude<Activation, 'softmax'>;

/**
 * Images through a narrow code and back: two models of dense layers. No two layers of both have the same name.
 *
 * @typeParam M `ModelData`: as artifacts carry it
 */
export interface Autoencoder<M extends ModelData = Model> {
  readonly kind: 'plain' | 'variational';
  /** Length of the code of an image. */
  readonly latent: number;
  /**
   * From an image to its code. Its last layer `code` has `latent` units; of a variational one twice as many: the means, then
   * the logarithms of the standard deviations.
   */
  readonly encoder: M;
  /** From a code, seen as an image of 1 x 1 pixels with `latent` channels, to `height * width * channels` values. */
  readonly decoder: M;
}

export interface AutoencoderSpec {
  /** Shape of one image: `[height, width, channels]`. */
  readonly input: readonly [number, number, number];
  readonly latent: number;
  /** Units of the layers before the code. The decoder has the same layers in reverse. */
  readonly hidden: readonly number[];
  readonly activation: Elementwise;
}

/** Returns an autoencoder whose code has the same activation as its other layers. */
export function plainAutoencoder(spec: AutoencoderSpec & { readonly outputActivation: Elementwise }): Autoencoder {
  return build('plain', spec, {
    code: { units: spec.latent, activation: spec.activation },
    outputActivation: spec.outputActivation,
  });
}

/**
 * A variational autoencoder (Kingma and Welling 2014, appendix C): the encoder gives a diagonal Gaussian over codes, the
 * decoder the probability of each pixel.
 */
export function variationalAutoencoder(spec: AutoencoderSpec): Autoencoder {
  return build('variational', spec, {
    code: { units: 2 * spec.latent, activation: 'linear' },
    outputActivation: 'sigmoid',
  });
}

/** The layers of both models, in the order of the data. */
export function summariseAutoencoder({ encoder, decoder }: Autoencoder): Pick<ModelSummary, 'layers' | 'parameters'> {
  const [first, second] = [inferShapes(encoder), inferShapes(decoder)];
  return { layers: [...first.layers, ...second.layers], parameters: first.parameters + second.parameters };
}

/** What an artifact carries of an autoencoder. */
export function autoencoderData({ kind, latent, encoder, decoder }: Autoencoder): Autoencoder<ModelData> {
  return { kind, latent, encoder: dataOf(encoder), decoder: dataOf(decoder) };
}

/** Returns the same model without the activation of its last layer. */
export function withoutOutputActivation(model: Model): Model {
  const last = model.layers.at(-1);
  if (last?.type !== 'dense') throw new Error(`Internal error: expected a dense layer at the end, got ${last?.type}`);
  return { ...model, layers: [...model.layers.slice(0, -1), { ...last, activation: 'linear' }] };
}

/** The activation of the pixels. */
export function outputActivationOf({ decoder }: Autoencoder): Activation {
  return activationOf(decoder, decoder.layers.at(-1));
}

function build(
  kind: Autoencoder['kind'],
  { input, latent, hidden, activation }: AutoencoderSpec,
  ends: { readonly code: { units: number; activation: Elementwise }; readonly outputActivation: Elementwise },
): Autoencoder {
  const layer =
    (part: string) =>
    (units: number, index: number): LayerSpec => ({
      dense: { name: `${part}${index + 1}`, units, activation },
    });
  const pixels = input.reduce((product, size) => product * size, 1);
  const encoder: LayerSpec[] = [
    { flatten: { name: 'pixels' } },
    ...hidden.map(layer('encoder')),
    { dense: { name: 'code', ...ends.code } },
  ];
  const decoder: LayerSpec[] = [
    { flatten: { name: 'sample' } },
    ...hidden.toReversed().map(layer('decoder')),
    { dense: { name: 'output', units: pixels, activation: ends.outputActivation } },
  ];
  return {
    kind,
    latent,
    encoder: resolveModel({ input, layers: encoder }),
    decoder: resolveModel({ input: [1, 1, latent], layers: decoder }),
  };
}
