// The numeric backends, behind one interface: TensorFlow through its native library, and a portable one in WebAssembly
// for machines that have no such library. Both are used through the one `@tensorflow/tfjs-core` in the process.
/** The backend cannot be used here. The message says why and what to do; it is no bug. */
export class BackendUnavailable extends Error {
    name = 'BackendUnavailable';
    backend;
    constructor(backend, message, options) {
        super(message, options);
        this.backend = backend;
    }
}
/**
 * Loads a backend and makes it the one that tfjs uses in this process. A second call costs nothing; after loading
 * another backend it switches back.
 *
 * @param options.threads for one operation and between operations; part of what decides the bits of a result. The
 *   portable backend has one thread, whatever is asked for.
 * @param options.facts what the key of the step says; without a key, what this machine has by default
 * @throws {BackendUnavailable} when the native library is missing, cannot be loaded, or is not what `facts` say
 */
export async function loadBackend(name, options) {
    if (name === 'tensorflow') {
        const { loadTensorflow } = await import('./tensorflow.js');
        return loadTensorflow(options);
    }
    const { loadPortable } = await import('./portable.js');
    return loadPortable();
}
