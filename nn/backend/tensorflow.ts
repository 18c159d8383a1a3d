// The native backend: tfjs-node on TensorFlow's C library.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Backend, BackendUnavailable } from './backend.ts';
import { FLOAT, INT32, nativeBackend, opAttributes } from './native.ts';
import { registerNativeKernels } from './tensorflow-kernels.ts';
import { tensorflowLayers } from './tensorflow-layers.ts';

type Tf = Backend['tf'];

let loaded: { backend: Backend; threads: number } | undefined;

/**
 * Loads the native library, once per process: 0.5 s and 400 MB.
 *
 * @throws {BackendUnavailable} when it cannot be loaded
 */
export async function loadTensorflow({ threads }: { threads: number }): Promise<Backend> {
  if (loaded !== undefined && loaded.threads !== threads) {
    throw new Error(
      `Internal error: TensorFlow was loaded with ${loaded.threads} threads in this process, and fixes them then; ` +
        `cannot go on with ${threads}`,
    );
  }
  loaded ??= { backend: await load(threads), threads };
  await loaded.backend.tf.setBackend('tensorflow');
  return loaded.backend;
}

async function load(threads: number): Promise<Backend> {
  // TensorFlow reads these when its library is loaded.
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] = String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // errors only
  restoreUtilFunctions();
  const gate = process.env['TF_CPP_MIN_LOG_LEVEL'] === '0' ? undefined : stderrGate();
  gate?.close();
  try {
    await import('@tensorflow/tfjs-node');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BackendUnavailable(
      'tensorflow',
      `Cannot load the native TensorFlow backend: ${why}\nTo install it again, and see what is in the way, run ` +
        '"node scripts/setup.mjs --backend"; to work without it, ask for the backend "portable".',
      { cause: error },
    );
  } finally {
    gate?.open();
  }
  const tf = await import('@tensorflow/tfjs-core');
  registerNativeKernels(tf);
  return {
    name: 'tensorflow',
    tf,
    uniform: (shape, key) => stateless(tf, 'StatelessRandomUniform', { shape, key }),
    normal: (shape, key) => stateless(tf, 'StatelessRandomNormal', { shape, key }),
    layers: tensorflowLayers(tf),
  };
}

/** The addon that setup has built beside the binding; see scripts/provision/stderr_gate.cc. */
function stderrGate(): { close(): void; open(): void } | undefined {
  const require = createRequire(import.meta.url);
  try {
    const file = join(dirname(require.resolve('@tensorflow/tfjs-node/package.json')), 'lib/napi-v8/stderr_gate.node');
    const gate: { close(): void; open(): void } = require(file);
    return gate;
  } catch {
    // Without it two lines too many appear; whatever is wrong with the installation shows when the binding is loaded.
    return undefined;
  }
}

/** tfjs-node 4.22 calls two functions of `util` that Node 22 warns about and Node 23 has removed. */
function restoreUtilFunctions(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

function stateless(tf: Tf, op: string, { shape, key }: { shape: readonly number[]; key: Tensor }): Tensor {
  const native = nativeBackend(tf);
  const attributes = opAttributes(native.binding, { dtype: FLOAT, T: INT32, Tseed: INT32 });
  return tf.tidy(() => native.executeSingleOutput(op, attributes, [tf.tensor1d([...shape], 'int32'), key]));
}
