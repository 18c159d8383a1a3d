import { join } from 'node:path';
import type { ModelSpec } from '../../nn/model.ts';
import { writeSafetensors } from '../../stages/formats/safetensors.ts';
import type { Tensor } from '../../stages/formats/safetensors.ts';
import { bars } from '../nn/digits.ts';

/** A network for images of bars, with a convolution and two dense layers. */
export const BARS_MODEL: ModelSpec = {
  input: [6, 6, 1],
  layers: [
    { conv2d: { filters: 5, kernel: 3, activation: 'relu' } },
    { maxPool2d: {} },
    { flatten: {} },
    { dropout: { rate: 0.1 } },
    { dense: { units: 8, activation: 'relu' } },
    { dense: { units: 6, activation: 'softmax' } },
  ],
};

/** Writes a `dataset` artifact of 300 training, 60 validation and 100 test images of bars in 6 columns, and gives its path. */
export async function writeBars(folder: string): Promise<string> {
  const path = join(folder, 'bars.safetensors');
  const tensors: Record<string, Tensor> = {};
  const splits = { train: bars(300, 1), validation: bars(60, 2), test: bars(100, 3) };
  for (const [split, { images, labels }] of Object.entries(splits)) {
    tensors[`${split}.images`] = { dtype: 'U8', shape: [labels.length, 6, 6, 1], data: images };
    tensors[`${split}.labels`] = { dtype: 'U8', shape: [labels.length], data: labels };
  }
  await writeSafetensors(path, tensors, { dataset: JSON.stringify({ name: 'bars', classes: 6, shape: [6, 6, 1] }) });
  return path;
}
