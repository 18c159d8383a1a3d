// The native backend: tfjs-node on TensorFlow's C library.

import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Backend, BackendUnavailable } from './backend.ts';
import type { BackendFacts } from './backend.ts';
import { checkInForce, isaInLog, loadedDigest, threadsAdded, threadsNow } from './in-force.ts';
import { FLOAT, INT32, nativeBackend, opAttributes } from './native.ts';
import { kernelFile, readInstalled } from './installed.ts';
import { kernelLayers } from './kernel-layers.ts';
import { kernelSetOf, LANES } from './kernels.ts';
import { nativeRequire, nativeRoot, packageRoot } from './place.ts';
import { registerNativeKernels } from './tensorflow-kernels.ts';
import { tensorflowLayers } from './tensorflow-layers.ts';

type Tf = Backend['tf'];

let loaded: { backend: Backend; key: string } | undefined;

/**
 * Loads the native library, once per process: 0.5 s and 400 MB. The variables it reads must be set before; what it says of
 * itself after is held against the facts.
 *
 * @throws {BackendUnavailable} when it cannot be loaded, or is not what the facts say
 */
export async function loadTensorflow(facts: BackendFacts): Promise<Backend> {
  const key = JSON.stringify(facts);
  if (loaded !== undefined && loaded.key !== key) {
    throw new Error(
      `Internal error: TensorFlow was loaded with ${loaded.key} in this process, and fixes that then; cannot go on with ${key}`,
    );
  }
  loaded ??= { backend: await load(facts), key };
  await loaded.backend.tf.setBackend('tensorflow');
  return loaded.backend;
}

async function load(facts: BackendFacts): Promise<Backend> {
  restoreUtilFunctions();
  const native = openNative();
  const { addon } = native;
  const before = threadsNow();
  let threads: number | undefined;
  addon.silence();
  try {
    for (const file of native.libraries) addon.load(file);
    native.loadBinding();
    threads = threadsAdded(before);
    native.require('@tensorflow/tfjs-node');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BackendUnavailable(
      'tensorflow',
      `Cannot load the native TensorFlow backend: ${why}\nTo install it again, and see what is in the way, run ` +
        '"assay backend --install"; to work without it, ask for the backend "portable".',
      { cause: error },
    );
  } finally {
    addon.restore();
  }
  const kernels = facts.convolution === 'winograd' ? startKernels(facts) : undefined;
  // The one that tfjs-node uses: an installed Assay has another of its own, for the portable backend.
  const tf = native.require('@tensorflow/tfjs-core') as Tf;
  checkInForce(facts, {
    library: nativeBackend(tf).binding.TF_Version,
    digest: loadedDigest(),
    oneDNN: addon.oneDNN(),
    isa: isaInLog(logOfOneDNN(tf, addon)),
    threads,
    kernels,
  });
  registerNativeKernels(tf);
  const uniform: Backend['uniform'] = (shape, key) => stateless(tf, 'StatelessRandomUniform', { shape, key });
  const layers = tensorflowLayers(tf, uniform);
  return {
    name: 'tensorflow',
    facts,
    tf,
    uniform,
    normal: (shape, key) => stateless(tf, 'StatelessRandomNormal', { shape, key }),
    layers: facts.convolution === 'winograd' ? kernelLayers(tf, layers) : layers,
  };
}

/** What JavaScript cannot do itself; see scripts/provision/native_addon.cc. */
interface Addon {
  silence(): void;
  restore(): void;
  load(path: string): void;
  capture(): void;
  captured(): string;
  oneDNN(): boolean | undefined;
}

/** Where setup could not compile the addon: two lines too many appear, and the library is asked less. */
const NO_ADDON: Addon = {
  silence: () => undefined,
  restore: () => undefined,
  load: () => undefined,
  capture: () => undefined,
  captured: () => '',
  oneDNN: () => undefined,
};

/** The addon and the binding, which setup has put into the package, and the libraries to load between the two. */
function openNative(): {
  readonly addon: Addon;
  readonly libraries: readonly string[];
  readonly require: NodeJS.Require;
  loadBinding(): void;
} {
  const require = nativeRequire();
  const folder = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  const [bindings, libraries] = [join(folder, 'lib', 'napi-v8'), join(folder, 'deps', 'lib')];
  const file = join(bindings, 'native_addon.node');
  const addon = existsSync(file) ? (require(file) as Addon) : NO_ADDON;
  const names = existsSync(libraries) ? readdirSync(libraries) : [];
  // The framework first: the other one needs it, and would look for it by its name alone.
  const ordered = names.sort((a, b) => Number(b.includes('_framework')) - Number(a.includes('_framework')));
  return {
    addon,
    require,
    libraries: ordered
      .filter((name) => /\.(so\.\d+|dylib)$/.test(name))
      .map((name) => realpathSync(join(libraries, name))),
    loadBinding: () => void require(join(bindings, 'tfjs_binding.node')),
  };
}

/**
 * Makes the operations of native/ known to TensorFlow.
 *
 * @returns the digest of what was loaded
 */
function startKernels({ isa, threads }: BackendFacts): string | undefined {
  const root = nativeRoot() ?? packageRoot();
  const set = kernelSetOf(isa);
  const kernels = nativeRequire()(kernelFile(root, set)) as { start(threads: number): number };
  const lanes = kernels.start(threads);
  if (lanes !== LANES[set])
    throw new Error(`Internal error: the kernels for ${set} have registers of ${lanes} numbers`);
  return readInstalled(root).installed?.kernels.digests[set];
}

/** What oneDNN prints before its first operation, which is a small product of matrices. */
function logOfOneDNN(tf: Tf, addon: Addon): string {
  addon.capture();
  try {
    tf.tidy(() => tf.matMul(tf.ones([16, 16]), tf.ones([16, 16])).dataSync());
  } catch (error) {
    addon.captured();
    throw error;
  }
  return addon.captured();
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
