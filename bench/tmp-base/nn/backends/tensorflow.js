// The native backend: tfjs-node on TensorFlow's C library.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { BackendUnavailable } from './backend.js';
import { setEnvironment } from './environment.js';
import { checkInForce, isaInLog, loadedDigest, ownFacts, threadsAdded, threadsNow } from './in-force.js';
import { FLOAT, INT32, nativeBackend, opAttributes } from './native.js';
import { registerNativeKernels } from './tensorflow-kernels.js';
import { tensorflowLayers } from './tensorflow-layers.js';
let loaded;
/**
 * Loads the native library, once per process: 0.5 s and 400 MB. The variables it reads are set before, and what it says of itself
 * after is held against the facts.
 *
 * @throws {BackendUnavailable} when it cannot be loaded, or is not what the facts say
 */
export async function loadTensorflow({ threads, facts = ownFacts(threads), }) {
    const key = JSON.stringify(facts);
    if (loaded !== undefined && loaded.key !== key) {
        throw new Error(`Internal error: TensorFlow was loaded with ${loaded.key} in this process, and fixes that then; cannot go on with ${key}`);
    }
    loaded ??= { backend: await load(facts), key };
    await loaded.backend.tf.setBackend('tensorflow');
    return loaded.backend;
}
async function load(facts) {
    setEnvironment(facts);
    restoreUtilFunctions();
    const native = openNative();
    const { addon } = native;
    const before = threadsNow();
    let threads;
    addon.silence();
    try {
        for (const file of native.libraries)
            addon.load(file);
        native.loadBinding();
        threads = threadsAdded(before);
        await import('@tensorflow/tfjs-node');
    }
    catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new BackendUnavailable('tensorflow', `Cannot load the native TensorFlow backend: ${why}\nTo install it again, and see what is in the way, run ` +
            '"node scripts/setup.mjs --backend"; to work without it, ask for the backend "portable".', { cause: error });
    }
    finally {
        addon.restore();
    }
    const tf = await import('@tensorflow/tfjs-core');
    checkInForce(facts, {
        library: nativeBackend(tf).binding.TF_Version,
        digest: loadedDigest(),
        oneDNN: addon.oneDNN(),
        isa: isaInLog(logOfOneDNN(tf, addon)),
        threads,
    });
    registerNativeKernels(tf);
    return {
        name: 'tensorflow',
        facts,
        tf,
        uniform: (shape, key) => stateless(tf, 'StatelessRandomUniform', { shape, key }),
        normal: (shape, key) => stateless(tf, 'StatelessRandomNormal', { shape, key }),
        layers: tensorflowLayers(tf),
    };
}
/** Where setup could not compile the addon: two lines too many appear, and the library is asked less. */
const NO_ADDON = {
    silence: () => undefined,
    restore: () => undefined,
    load: () => undefined,
    capture: () => undefined,
    captured: () => '',
    oneDNN: () => undefined,
};
/** The addon and the binding, which setup has put into the package, and the libraries to load between the two. */
function openNative() {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
    const [bindings, libraries] = [join(folder, 'lib', 'napi-v8'), join(folder, 'deps', 'lib')];
    const file = join(bindings, 'native_addon.node');
    const addon = existsSync(file) ? require(file) : NO_ADDON;
    const names = existsSync(libraries) ? readdirSync(libraries) : [];
    // The framework first: the other one needs it, and would look for it by its name alone.
    const ordered = names.sort((a, b) => Number(b.includes('_framework')) - Number(a.includes('_framework')));
    return {
        addon,
        libraries: ordered
            .filter((name) => /\.(so\.\d+|dylib)$/.test(name))
            .map((name) => realpathSync(join(libraries, name))),
        loadBinding: () => void require(join(bindings, 'tfjs_binding.node')),
    };
}
/** What oneDNN prints before its first operation, which is a small product of matrices. */
function logOfOneDNN(tf, addon) {
    addon.capture();
    try {
        tf.tidy(() => tf.matMul(tf.ones([16, 16]), tf.ones([16, 16])).dataSync());
    }
    catch (error) {
        addon.captured();
        throw error;
    }
    return addon.captured();
}
/** tfjs-node 4.22 calls two functions of `util` that Node 22 warns about and Node 23 has removed. */
function restoreUtilFunctions() {
    Object.assign(util, {
        isNullOrUndefined: (value) => value === null || value === undefined,
        isArray: Array.isArray,
    });
}
function stateless(tf, op, { shape, key }) {
    const native = nativeBackend(tf);
    const attributes = opAttributes(native.binding, { dtype: FLOAT, T: INT32, Tseed: INT32 });
    return tf.tidy(() => native.executeSingleOutput(op, attributes, [tf.tensor1d([...shape], 'int32'), key]));
}
