import { join } from 'node:path';
import type { ExportFormat, ExportSource } from '../../../engine/core/export.ts';
import { canonical, type Json } from '../../../engine/core/json.ts';
import { ACTIVATIONS } from '../../../nn/activations.ts';
import { dataOf } from '../../../nn/model.ts';
import { writeSafetensors, type Tensor } from '../safetensors.ts';
import { cardOf } from './card.ts';
import { faultsOf, readNetwork, SEQUENTIAL, type Network } from './network.ts';

/** https://huggingface.co/docs/safetensors */
export async function prepare(source: ExportSource): ReturnType<ExportFormat['prepare']> {
  const faults = await faultsOf(source.path, 'safetensors', { layers: SEQUENTIAL, activations: ACTIVATIONS });
  if (faults.length > 0) return { faults };
  const network = await readNetwork(source);
  return {
    card: cardOf(network, {
      language: 'python',
      code: `from safetensors import safe_open

with safe_open("model.safetensors", "numpy") as file:
  layers = file.metadata()["model"]  # JSON: the input and every layer with its settings
  weights = {name: file.get_tensor(name) for name in file.keys()}`,
      about:
        '`model.safetensors` has the weights after training, `<layer>.kernel` (`[height, width, channelsIn, filters]` or `[inputs, units]`) and `<layer>.bias`, and the layers in its metadata. It computes nothing by itself.',
    }),
    write: (folder) => write(join(folder, 'model.safetensors'), network),
  };
}

async function write(path: string, network: Network): Promise<void> {
  const layers = network.layers.map(({ layer }) => layer);
  const model = dataOf({ input: network.input as readonly [number, number, number], layers });
  const tensors = network.layers.flatMap(({ layer, weights }) =>
    Object.entries(weights).map(([part, { shape, data }]): [string, Tensor] => [
      `${layer.name}.${part}`,
      { dtype: 'F32', shape, data },
    ]),
  );
  await writeSafetensors(path, Object.fromEntries(tensors), {
    format: 'pt', // What transformers and others expect of row-major tensors.
    model: canonical(model as unknown as Json),
    ...(network.scale !== undefined && { scale: canonical(network.scale as unknown as Json) }),
  });
}
