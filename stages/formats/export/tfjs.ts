import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat, ExportSource } from '../../../engine/core/export.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { LEAKY_SLOPE } from '../../../nn/activations.ts';
import { cardOf } from './card.ts';
import { KERAS_ACTIVATIONS, kerasLayers, type KerasLayer } from './keras-layers.ts';
import { bytesOf, faultsOf, readNetwork, SEQUENTIAL, type Network } from './network.ts';

/** The layers format of TensorFlow.js: https://www.tensorflow.org/js/guide/save_load */
export async function prepare(source: ExportSource): ReturnType<ExportFormat['prepare']> {
  const faults = await faultsOf(source.path, 'TensorFlow.js', { layers: SEQUENTIAL, activations: KERAS_ACTIVATIONS });
  if (faults.length > 0) return { faults };
  const network = await readNetwork(source);
  return {
    card: cardOf(network, {
      language: 'javascript',
      code: `import * as tf from '@tensorflow/tfjs';

const model = await tf.loadLayersModel('https://example.org/model.json'); // or file:// with tfjs-node
const images = tf.zeros([1, ${network.input.join(', ')}]); // yours
const outputs = model.predict(images);`,
      about: '`model.json` describes the layers and names `weights.bin`, which must lie beside it.',
    }),
    write: (folder) => writeTfjs(folder, network),
  };
}

async function writeTfjs(folder: string, network: Network): Promise<void> {
  const layers = kerasLayers(network.layers, { alpha: LEAKY_SLOPE });
  const weights = layers.flatMap(({ config, weights: own }) =>
    Object.entries(own).map(([part, tensor]) => ({ name: `${config.name}/${part}`, tensor })),
  );
  await writeFile(join(folder, 'weights.bin'), Buffer.concat(weights.map(({ tensor }) => bytesOf(tensor))), {
    flag: 'wx',
  });
  const manifest = weights.map(({ name, tensor: { shape } }) => ({ name, shape, dtype: 'float32' }));
  const model = {
    format: 'layers-model',
    generatedBy: 'assay',
    convertedBy: null,
    modelTopology: topology(network, layers),
    weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
  };
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(model, null, 2)}\n`, { flag: 'wx' });
}

/** As Keras 2 wrote it, which is what TensorFlow.js reads. */
function topology({ name, input }: Network, layers: readonly KerasLayer[]): JsonObject {
  const first = {
    class_name: 'InputLayer',
    config: { name: 'input', batch_input_shape: [null, ...input], dtype: 'float32', sparse: false },
  };
  const others = layers.map(({ className, config }) => ({
    class_name: className,
    config: { ...config, dtype: 'float32' },
  }));
  const config = { name, layers: [first, ...others] };
  return { keras_version: '2.15.0', backend: 'tensorflow', model_config: { class_name: 'Sequential', config } };
}
