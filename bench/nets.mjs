// The networks that are compared; the Python workers build the same ones.
import { resolveModel } from '../dist/nn/model.js';

/** The paper's, with which classifiers are trained. */
export const SGD = { sgd: { learningRate: 0.001, momentum: 0.9, nesterov: true } };

/** Filters and kernel of the two convolutions of each network that has a name. */
const CONVOLUTIONS = {
  paperBase: [
    [32, 3],
    [16, 5],
  ],
  paperBase128: [
    [128, 3],
    [16, 5],
  ],
  paper256: [
    [256, 3],
    [256, 5],
  ],
  threeByThree: [
    [64, 3],
    [64, 3],
  ],
};

/** `[filters, kernel]` of both; a number means so many filters in each. The Python workers are told them. Undefined for a network without convolutions. */
export function convolutionsOf(net) {
  const filters = Number(net);
  return (
    CONVOLUTIONS[net] ??
    (Number.isNaN(filters)
      ? undefined
      : [
          [filters, 3],
          [filters, 5],
        ])
  );
}

/** A classifier by name: a number of filters, a name of those above, or `mlp`. Undefined for the autoencoders. */
export function classifierOf(net) {
  const input = [28, 28, 1];
  if (net === 'mlp') {
    const layers = [{ flatten: {} }, { dense: { units: 32, activation: 'relu' } }];
    return resolveModel({ input, layers: [...layers, { dense: { units: 10, activation: 'softmax' } }] });
  }
  const convolutions = convolutionsOf(net);
  if (convolutions === undefined) return undefined;
  return resolveModel({
    input,
    layers: [
      ...convolutions.map(([filters, kernel]) => ({ conv2d: { filters, kernel, activation: 'relu' } })),
      { maxPool2d: { size: 2 } },
      { dropout: { rate: 0.25 } },
      { flatten: {} },
      { dense: { units: 128, activation: 'relu' } },
      { dropout: { rate: 0.5 } },
      { dense: { units: 50, activation: 'relu' } },
      { dropout: { rate: 0.5 } },
      { dense: { units: 10, activation: 'softmax' } },
    ],
  });
}

/** 784-32-784 with mean squared error, or a variational one 784-500-5-500-784. */
async function autoencoderOf(backend, net) {
  const { plainAutoencoder, variationalAutoencoder } = await import('../dist/nn/autoencoder.js');
  const { plainAutoencoding } = await import('../dist/nn/autoencoding.js');
  const { variationalAutoencoding } = await import('../dist/nn/variational.js');
  const input = [28, 28, 1];
  if (net === 'vae') {
    const network = variationalAutoencoder({ input, latent: 5, hidden: [500], activation: 'tanh' });
    return variationalAutoencoding(backend, network, { decoderDecay: 0.01 });
  }
  const activations = { activation: 'relu', outputActivation: 'sigmoid' };
  return plainAutoencoding(backend, plainAutoencoder({ input, latent: 32, hidden: [], ...activations }), 'mse');
}

/** How a network is trained in a benchmark: its models, what is minimised, and the optimizer. */
export async function trainingOf(backend, net, { precision = 'float32' } = {}) {
  const { createOptimizer } = await import('../dist/nn/optimizers/index.js');
  const classifier = classifierOf(net);
  if (classifier === undefined) {
    const autoencoding = await autoencoderOf(backend, net);
    const { encoder, decoder } = autoencoding.network;
    const optimizer = createOptimizer({ adam: { learningRate: 0.001 } });
    return { models: [encoder, decoder], objective: autoencoding.objective, optimizer };
  }
  const { classification } = await import('../dist/nn/train.js');
  const optimizer = createOptimizer(SGD);
  return { models: [classifier], objective: classification(backend, classifier, { precision }), optimizer };
}
