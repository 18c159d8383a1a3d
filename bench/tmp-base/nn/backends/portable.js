// The portable backend: tfjs in WebAssembly, with the kernels that training needs added. One thread, no native code,
// the same bits on every machine.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { composedLayers } from './composed-layers.js';
import { chooseBackend } from './facts.js';
import { normalValues, uniformValues } from './philox.js';
import { registerTrainingKernels } from './portable-kernels.js';
import { registerPoolingGradients } from './portable-pooling.js';
let loaded;
/** Loads the WebAssembly backend, once per process. */
export async function loadPortable() {
    loaded ??= await load();
    await loaded.tf.setBackend('wasm');
    return loaded;
}
async function load() {
    // For the gradients: the package tfjs-core alone registers none.
    await import('@tensorflow/tfjs');
    const tf = await import('@tensorflow/tfjs-core');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    registerTrainingKernels(tf);
    registerPoolingGradients(tf);
    const filled = (values, shape, key) => {
        const [seed, counter] = key.dataSync();
        if (key.shape.join() !== '2' || key.dtype !== 'int32' || seed === undefined || counter === undefined) {
            throw new Error(`Internal error: a random key is an int32 tensor of shape [2], got ${key.dtype} [${key.shape.join(', ')}]`);
        }
        return tf.tensor(values([seed, counter], tf.util.sizeFromShape([...shape])), [...shape], 'float32');
    };
    return {
        name: 'portable',
        facts: chooseBackend({ backend: 'portable' }).facts,
        tf,
        uniform: (shape, key) => filled(uniformValues, shape, key),
        normal: (shape, key) => filled(normalValues, shape, key),
        layers: composedLayers(tf),
    };
}
