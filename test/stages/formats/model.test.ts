import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonical, type Json } from '../../../engine/core/json.ts';
import { validate } from '../../../engine/read/validate.ts';
import { initialWeights } from '../../../nn/initializers.ts';
import { resolveModel, type ModelSpec } from '../../../nn/model.ts';
import { modelOf, weightsOf, writeModel } from '../../../stages/formats/model.ts';
import { readSafetensors } from '../../../stages/formats/safetensors.ts';
import { sections } from '../../../stages/sections.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

/** One of each layer that there was before layers could name what they read. */
const SEQUENTIAL: ModelSpec = {
  input: [28, 28, 1],
  layers: [
    { conv2d: { filters: 4, kernel: 3, activation: 'relu' } },
    { conv2d: { filters: 3, kernel: [5, 3], strides: 2, padding: 'same', useBias: false } },
    { activation: { kind: 'tanh' } },
    { maxPool2d: { size: 2 } },
    { avgPool2d: { name: 'mean', size: 2, strides: 1 } },
    { dropout: { rate: 0.25 } },
    { flatten: {} },
    { dense: { units: 5, activation: 'sigmoid' } },
    { dense: { units: 10, activation: 'softmax' } },
  ],
};

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

async function written(spec: ModelSpec): Promise<string> {
  const model = resolveModel(spec);
  const weights = initialWeights(model, 7);
  const path = join(tempDir(), 'model.safetensors');
  await writeModel(path, { model, initial: weights, final: weights, training: { epochs: 1, kept: [] } });
  return path;
}

test('a model without branches has the part in keys, the weights and the file that it had before there were branches', async () => {
  const spec = structuredClone(SEQUENTIAL) as unknown as Json;
  expect(validate(sections['models'] ?? {}, spec)).toEqual([]);
  // Computed by the commit before layers could say `from`.
  expect(sha256(canonical(spec))).toBe('aca7b5fe94695f607d88c6fb65fc7d5c44337da95a6c61cee4a65b6e2ec39240');
  const file = readFileSync(await written(SEQUENTIAL));
  expect(sha256(file)).toBe('2756c24c72eaa113d4bd307d8c0b481145f760a61d8249d3904734bd2f27fe5d');
});

test('a model with branches and repeats comes back from its file as it was', async () => {
  const spec: ModelSpec = {
    input: [6, 6, 2],
    layers: [
      { conv2d: { name: 'stem', filters: 2, kernel: 3, padding: 'same' } },
      {
        repeat: {
          times: 2,
          layers: [
            { conv2d: { name: 'a', filters: 2, kernel: 3, padding: 'same', activation: 'relu' } },
            { add: { from: ['a', 'input'] } },
          ],
        },
      },
      { concat: { from: ['add2', 'stem'] } },
    ],
  };
  const file = await readSafetensors(await written(spec));
  const { layers, input } = resolveModel(spec);
  const read = modelOf(file);
  expect({ layers: read.layers, input: read.input }).toEqual({ layers, input });
  expect(weightsOf(file, read, 'final')).toEqual(initialWeights(read, 7));
});
