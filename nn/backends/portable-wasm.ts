// The portable backend: tfjs in WebAssembly, with the kernels that training needs added. One thread, no native code,
// the same bits on every machine.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend, BackendFacts } from './backend.ts';
import { composedLayers } from './composed-layers.ts';
import { normalValues, uniformValues } from './philox.ts';
import { registerTrainingKernels } from './portable-kernels.ts';
import { registerPoolingGradients } from './portable-pooling.ts';

let loaded: Backend | undefined;

/** Loads the WebAssembly backend, once per process. */
export async function loadPortable(facts: BackendFacts): Promise<Backend> {
  loaded ??= await load(facts);
  await loaded.tf.setBackend('wasm');
  return loaded;
}

async function load(facts: BackendFacts): Promise<Backend> {
  // For the gradients: the package tfjs-core alone registers none.
  await import('@tensorflow/tfjs');
  const tf = await import('@tensorflow/tfjs-core');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  registerTrainingKernels(tf);
  registerPoolingGradients(tf);
  const filled = (values: typeof uniformValues, shape: readonly number[], key: Tensor): Tensor => {
    const [seed, counter] = key.dataSync<'int32'>();
    if (key.shape.join() !== '2' || key.dtype !== 'int32' || seed === undefined || counter === undefined) {
      throw new Error(
        `Internal error: a random key is an int32 tensor of shape [2], got ${key.dtype} [${key.shape.join(', ')}]`,
      );
    }
    return tf.tensor(values([seed, counter], tf.util.sizeFromShape([...shape])), [...shape], 'float32');
  };
  const uniform: Backend['uniform'] = (shape, key) => filled(uniformValues, shape, key);
  return {
    name: 'portable',
    facts,
    tf,
    uniform,
    normal: (shape, key) => filled(normalValues, shape, key),
    layers: composedLayers(tf, uniform),
  };
}
