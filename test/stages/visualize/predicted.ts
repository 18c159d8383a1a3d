import { join } from 'node:path';
import { resolveModel } from '../../../nn/model.ts';
import type { LayerSpec } from '../../../nn/layers/index.ts';
import { randomOf } from '../../../nn/random.ts';
import { writeSafetensors } from '../../../stages/formats/safetensors.ts';

/** Classes and images of the test split that `writeDigits` and `writePredictions` make. */
export const CLASSES = 4;
export const IMAGES = 60;
export const LABELS = Uint8Array.from({ length: IMAGES }, (_, image) => (image * 7) % CLASSES);

/** Logits at random, those of the label raised by `skill`. */
export function logitsOf(seed: number, skill: number): Float32Array {
  const random = randomOf(seed, 'logits');
  return Float32Array.from({ length: IMAGES * CLASSES }, (_, at) => {
    const right = at % CLASSES === LABELS[Math.floor(at / CLASSES)];
    return 4 * random.uniform() + (right ? skill : 0);
  });
}

/** A `predictions` artifact. */
export async function writePredictions(
  folder: string,
  options: { readonly seed: number; readonly skill?: number; readonly labels?: Uint8Array },
): Promise<string> {
  const { seed, skill = 2, labels = LABELS } = options;
  const path = join(folder, `predictions-${seed}`);
  await writeSafetensors(path, {
    'test.logits': { dtype: 'F32', shape: [IMAGES, CLASSES], data: logitsOf(seed, skill) },
    'test.labels': { dtype: 'U8', shape: [IMAGES], data: labels },
  });
  return path;
}

/** A `dataset` artifact with the labels of the predictions; image i has the grey level 4·(i + 1) everywhere. */
export async function writeDigits(
  folder: string,
  options: { readonly classNames?: readonly string[]; readonly labels?: Uint8Array } = {},
): Promise<string> {
  const { classNames, labels = LABELS } = options;
  const path = join(folder, 'digits.safetensors');
  const images = Uint8Array.from({ length: IMAGES * 30 }, (_, at) => 4 * (Math.floor(at / 30) + 1));
  const about = { name: 'toy', classes: CLASSES, shape: [6, 5, 1], ...(classNames && { classNames }) };
  await writeSafetensors(
    path,
    {
      'train.images': { dtype: 'U8', shape: [IMAGES, 6, 5, 1], data: images },
      'train.labels': { dtype: 'U8', shape: [IMAGES], data: labels },
      'test.images': { dtype: 'U8', shape: [IMAGES, 6, 5, 1], data: images },
      'test.labels': { dtype: 'U8', shape: [IMAGES], data: labels },
    },
    { dataset: JSON.stringify(about) },
  );
  return path;
}

/** A `model` artifact without weights: drawing one needs none. */
export async function writeModel(
  folder: string,
  layers: readonly LayerSpec[],
  input: readonly [number, number, number] = [28, 28, 1],
): Promise<string> {
  const path = join(folder, `model-${layers.length}`);
  await writeSafetensors(path, {}, { model: JSON.stringify(resolveModel({ input, layers })) });
  return path;
}

/** The paper's network with 32 and 16 filters. */
export const PAPER: readonly LayerSpec[] = [
  { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
  { conv2d: { filters: 16, kernel: 5, activation: 'relu' } },
  { maxPool2d: { size: 2 } },
  { dropout: { rate: 0.25 } },
  { flatten: {} },
  { dense: { units: 128, activation: 'relu' } },
  { dropout: { rate: 0.5 } },
  { dense: { units: 50, activation: 'relu' } },
  { dense: { units: 10, activation: 'softmax' } },
];
