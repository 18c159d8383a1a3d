import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { resolveModel } from '../../../../nn/model.ts';
import { modelFormats } from '../../../../stages/formats/export/all.ts';
import { writeSafetensors } from '../../../../stages/formats/safetensors.ts';
import { filesIn } from '../../../helpers/assay.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const { layers } = resolveModel({
  input: [6, 6, 1],
  layers: [{ conv2d: { filters: 2, kernel: 3 } }, { flatten: {} }, { dense: { units: 3 } }],
});

/** What each format says of a model with these layers. */
async function faultsOf(changed: readonly object[]): Promise<readonly unknown[]> {
  const folder = tempDir();
  const path = join(folder, 'model');
  await writeSafetensors(path, {}, { model: JSON.stringify({ input: [6, 6, 1], layers: changed }) });
  const told = await Promise.all(
    modelFormats.map((format) => format.prepare({ path, name: 'training', input: () => Promise.resolve(undefined) })),
  );
  expect(filesIn(folder)).toEqual(['model']);
  return told;
}

describe('prepare()', () => {
  it('tells every layer that a format does not have, all at once, and writes nothing', async () => {
    const told = await faultsOf([{ type: 'gain', name: 'gain1' }, ...layers, { type: 'lstm', name: 'memory' }]);
    for (const [index, name] of ['ONNX', 'Keras', 'TensorFlow.js', 'safetensors'].entries())
      expect(told[index]).toEqual({
        faults: [
          `The layer "gain1" is of the type "gain", which ${name} does not have`,
          `The layer "memory" is of the type "lstm", which ${name} does not have`,
        ],
      });
  });

  it('tells a setting that it would leave out: the network would be another one', async () => {
    const told = await faultsOf([{ ...layers[0], from: ['a', 'b'] }, ...layers.slice(1)]);
    expect(told[0]).toEqual({ faults: ['The layer "conv1" has the setting "from", which cannot be written as ONNX'] });
  });

  it('tells an activation that a format does not have', async () => {
    const told = await faultsOf([{ ...layers[0], activation: 'cubic' }, ...layers.slice(1)]);
    expect(told[1]).toEqual({ faults: ['The layer "conv1" has the activation "cubic", which Keras does not have'] });
  });
});
