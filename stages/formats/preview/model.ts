import type { Preview, PreviewBlock } from '../../../engine/core/preview.ts';
import { isObject, type Json } from '../../../engine/core/json.ts';
import { readTensors } from '../tensor-stream.ts';
import { metadataAt, type TensorFile } from '../safetensors.ts';
import { previewTensors } from './tensors.ts';

/** A look at a network: its layers, and the numbers of one of its tensors. */
export async function previewModel(path: string, part?: string): Promise<Preview> {
  const layers = layersOf(await readTensors(path, () => []));
  const tensors = await previewTensors(path, part);
  return { ...tensors, blocks: [...layers, ...tensors.blocks] };
}

/** The layers as its file has them; an autoencoder has two networks. */
function layersOf(file: TensorFile): readonly PreviewBlock[] {
  const named = file.metadata.has('model')
    ? [['layers', metadataAt(file, 'model')] as const]
    : file.metadata.has('autoencoder')
      ? Object.entries(asObject(metadataAt(file, 'autoencoder'))).filter(([, value]) => isObject(value))
      : [];
  return named.flatMap(([title, value]): readonly PreviewBlock[] => {
    const { layers, input } = asObject(value);
    if (!Array.isArray(layers)) return [];
    const rows = layers.map((layer: Json, index) => [index + 1, ...layerCells(layer)]);
    const shape = Array.isArray(input) ? `, input ${input.join(' × ')}` : '';
    return [{ kind: 'table', title: `${title}${shape}`, columns: ['', 'layer', 'type', 'settings'], rows }];
  });
}

/** Name, type and settings of a layer, whichever way its file says them: `{ conv2d: {...} }` or with a field `type`. */
function layerCells(layer: Json): readonly string[] {
  const fields = asObject(layer);
  const [only] = Object.entries(fields);
  const nested = Object.keys(fields).length === 1 && only !== undefined && isObject(only[1]);
  const settings = nested ? asObject(only[1]) : fields;
  const type = nested ? only[0] : (fields['type'] ?? fields['kind']);
  const { name, type: _, kind: __, ...others } = settings;
  const told = Object.entries(others).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [typeof name === 'string' ? name : '', typeof type === 'string' ? type : '?', told.join(', ')];
}

function asObject(value: Json): Readonly<Record<string, Json>> {
  return isObject(value) ? value : {};
}
