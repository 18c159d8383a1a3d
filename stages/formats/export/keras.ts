import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ExportFormat, ExportSource } from '../../../engine/core/export.ts';
import type { JsonObject } from '../../../engine/core/json.ts';
import { LEAKY_SLOPE } from '../../../nn/activations.ts';
import { cardOf } from './card.ts';
import { encodeHdf5, type Group } from './hdf5.ts';
import { KERAS_ACTIVATIONS, kerasLayers, type KerasLayer } from './keras-layers.ts';
import { faultsOf, readNetwork, SEQUENTIAL, type Network } from './network.ts';

/** The first version that reads this layout. */
const KERAS_VERSION = '3.0.0';
/** In a zip file every entry has a time. With this one, the same network gives the same bytes. */
const NO_TIME = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644, compress: false };

/** The `.keras` format of Keras 3: https://keras.io/api/models/model_saving_apis/model_saving_and_loading */
export async function prepare(source: ExportSource): ReturnType<ExportFormat['prepare']> {
  const faults = await faultsOf(source.path, 'Keras', { layers: SEQUENTIAL, activations: KERAS_ACTIVATIONS });
  if (faults.length > 0) return { faults };
  const network = await readNetwork(source);
  return {
    card: cardOf(network, {
      language: 'python',
      code: `import keras, numpy

model = keras.saving.load_model("model.keras")
images = numpy.zeros([1, ${network.input.join(', ')}], numpy.float32)  # yours
outputs = model.predict(images)`,
      about:
        '`model.keras` is a file of Keras 3, for each of its backends. It can be trained on: compile it first. Weights: `[height, width, channelsIn, filters]` and `[inputs, units]`.',
    }),
    write: (folder) => writeKeras(join(folder, 'model.keras'), network),
  };
}

async function writeKeras(path: string, network: Network): Promise<void> {
  const layers = kerasLayers(network.layers, { negative_slope: LEAKY_SLOPE });
  const zip = new ZipFile();
  const add = (name: string, content: string | Uint8Array): void => zip.addBuffer(Buffer.from(content), name, NO_TIME);
  // Keras shows the date and does nothing with it; a time of ours would make other bytes of the same network.
  add('metadata.json', JSON.stringify({ keras_version: KERAS_VERSION, date_saved: '1980-01-01@00:00:00' }));
  add('config.json', JSON.stringify(sequential(network, layers)));
  add('model.weights.h5', encodeHdf5(weightsOf(layers)));
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx' }));
}

function sequential({ name, input }: Network, layers: readonly KerasLayer[]): JsonObject {
  const shape = [null, ...input];
  const first = { className: 'InputLayer', config: { batch_shape: shape, dtype: 'float32', name: 'input' } };
  return {
    ...object('keras', 'Sequential', {
      name,
      layers: [first, ...layers].map(({ className, config }) => object('keras.layers', className, config)),
    }),
    build_config: { input_shape: shape },
  };
}

/** An object as Keras writes it. */
function object(module: string, className: string, config: JsonObject): JsonObject {
  return { module, class_name: className, config, registered_name: null };
}

/** Keras numbers the layers of each class and its weights, whatever their names: `layers/conv2d_1/vars/0`. */
function weightsOf(layers: readonly KerasLayer[]): Group {
  const counts = new Map<string, number>();
  const groups: Record<string, Group> = {};
  for (const { className, weights } of layers) {
    const count = counts.get(className) ?? 0;
    counts.set(className, count + 1);
    const vars = Object.fromEntries(Object.values(weights).map((tensor, index) => [String(index), tensor] as const));
    groups[`${snakeCase(className)}${count === 0 ? '' : `_${count}`}`] = { vars };
  }
  return { layers: groups, vars: {} };
}

/** `MaxPooling2D` is `max_pooling2d`: keras.src.utils.naming.to_snake_case. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
