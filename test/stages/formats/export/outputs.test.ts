import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { readSafetensors, tensorAt } from '../../../../stages/formats/safetensors.ts';
import { pythonWith } from '../../../helpers/python.ts';
import { digits, expectedOutputs, exportTo, NETWORKS, numbersFor, writeNetwork } from './networks.ts';

// Exported networks give, in the programs that they are exported for, what plain loops in float64 give for the same real images.

const MOST = 1e-5;
const IMAGES = digits(8);
const folder = mkdtempSync(join(tmpdir(), 'assay-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Exports a network and computes what it should give. */
async function exported(network: string, format: string) {
  const place = join(folder, `${network}-${format}`);
  mkdirSync(place);
  const artifact = `${place}.safetensors`;
  const { model, weights } = await writeNetwork(artifact, NETWORKS[network] as (typeof NETWORKS)[string]);
  await exportTo(format, artifact, place);
  return { place, weights, expected: expectedOutputs(model, weights, IMAGES) };
}

const required = process.env['ASSAY_REQUIRE_SYSTEM'] === '1';
const python = pythonWith('export', ['keras==3.15.1', 'jax==0.10.2', 'onnxruntime==1.32.0']);
const why = 'missing' in python ? ` (skipped: ${python.missing.trim().split('\n').at(-1)})` : '';

describe.skipIf(why !== '' && !required)(`onnx and keras${why}`, { timeout: 600_000 }, () => {
  it('give the outputs of the network to 1e-5, in onnxruntime and in Keras', async () => {
    if ('missing' in python) throw new Error(python.missing);
    const names: string[] = [];
    const jobs: object[] = [];
    for (const network of Object.keys(NETWORKS)) {
      for (const [format, file] of [
        ['onnx', 'model.onnx'],
        ['keras', 'model.keras'],
      ] as const) {
        const { place, expected } = await exported(network, format);
        names.push(`${network} ${format}`);
        jobs.push({
          path: join(place, file),
          images: numbersFor(`${place}.images`, IMAGES),
          expected: numbersFor(`${place}.expected`, expected),
        });
      }
    }
    const script = join(import.meta.dirname, 'outputs.py');
    const { status, stdout, stderr } = spawnSync(python.path, [script], {
      input: JSON.stringify(jobs),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const differences = JSON.parse(stdout) as readonly number[];
    expect(differences).toHaveLength(names.length);
    for (const [index, name] of names.entries()) expect(differences[index], name).toBeLessThan(MOST);
  });
});

describe('tfjs', () => {
  it.each(Object.keys(NETWORKS))('gives the outputs of the network %s to 1e-5, in TensorFlow.js', async (network) => {
    const { place, expected } = await exported(network, 'tfjs');
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(place, 'model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: [{ paths: string[]; weights: tf.io.WeightsManifestEntry[] }];
    };
    expect(weightsManifest[0].paths).toEqual(['weights.bin']);
    const weightData = new Uint8Array(readFileSync(join(place, 'weights.bin'))).buffer;
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    );
    const outputs = model.predict(tf.tensor(IMAGES.data, IMAGES.shape as number[])) as tf.Tensor;
    expect(outputs.shape).toEqual(expected.shape);
    const found = await outputs.data();
    expect(
      Math.max(...expected.data.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)))),
    ).toBeLessThan(MOST);
  });
});

describe('safetensors', () => {
  it('has the weights after training, bit by bit, and the layers with every setting', async () => {
    const { place, weights } = await exported('windows', 'safetensors');
    const file = await readSafetensors(join(place, 'model.safetensors'));
    expect([...file.tensors.keys()].sort()).toEqual(Object.keys(weights).sort());
    for (const [name, tensor] of Object.entries(weights)) {
      const { shape, data } = tensorAt(file, name, 'F32');
      expect({ shape, data }).toEqual(tensor);
    }
    expect(JSON.parse(file.metadata.get('model') ?? '')).toMatchObject({
      input: [28, 28, 1],
      layers: [
        { type: 'conv2d', name: 'conv1', kernel: [4, 3], strides: [2, 3], padding: 'same' },
        ...Array.from({ length: 9 }, () => ({})),
      ],
    });
  });
});
