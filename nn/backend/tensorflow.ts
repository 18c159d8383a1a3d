// The native backend: tfjs-node on TensorFlow's C library.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { type Backend, BackendUnavailable } from './backend.ts';

type Tf = Backend['tf'];

/** An attribute of a TensorFlow operation, as the binding takes it. */
interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that runs any TensorFlow operation by its name; the package does not export a type. */
interface NativeBackend {
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
  };
  executeSingleOutput(op: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): Tensor;
}

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

/** The native backend behind a tfjs that `loadTensorflow` has loaded. */
function nativeBackend(tf: Tf): NativeBackend {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the class is not exported
  return tf.findBackend('tensorflow') as unknown as NativeBackend;
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
  registerReluGradient(tf);
  return {
    name: 'tensorflow',
    tf,
    uniform: (shape, key) => stateless(tf, 'StatelessRandomUniform', { shape, key }),
    normal: (shape, key) => stateless(tf, 'StatelessRandomNormal', { shape, key }),
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

/**
 * tfjs computes the gradient of relu from a step function, which tfjs-node composes of four operations: a fifth of a
 * training step. TensorFlow has one operation for it. It needs relu's output, which is positive where the input is.
 */
function registerReluGradient(tf: Tf): void {
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => reluGradient(tf, [dy].flat()[0]!, y!) }),
  });
}

function reluGradient(tf: Tf, dy: Tensor, y: Tensor): Tensor {
  // Gradients are registered for all backends of the process.
  if (tf.getBackend() !== 'tensorflow') return tf.mul(dy, tf.cast(tf.step(y), 'float32'));
  const { binding } = nativeBackend(tf);
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return nativeBackend(tf).executeSingleOutput('ReluGrad', [type], [dy, y]);
}

function stateless(tf: Tf, op: string, { shape, key }: { shape: readonly number[]; key: Tensor }): Tensor {
  const native = nativeBackend(tf);
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = native.binding;
  const attributes = [
    { name: 'dtype', type, value: TF_FLOAT },
    { name: 'T', type, value: TF_INT32 },
    { name: 'Tseed', type, value: TF_INT32 },
  ];
  return tf.tidy(() => native.executeSingleOutput(op, attributes, [tf.tensor1d([...shape], 'int32'), key]));
}
