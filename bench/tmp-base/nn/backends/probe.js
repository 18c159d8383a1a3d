// Loads a backend and measures it, for `assay backend`.
import { loadBackend } from './backend.js';
const SIZE = 1024;
const REPEATS = 9;
/**
 * Loads the backend and times matrix products: a second or two.
 *
 * @throws {BackendUnavailable} when it cannot be loaded, or is not what the facts say
 */
export async function probeBackend(facts) {
    const start = performance.now();
    const backend = await loadBackend(facts.backend, { threads: facts.threads, facts });
    const loadMs = performance.now() - start;
    const { tf } = backend;
    const key = tf.tensor1d([1, 1], 'int32');
    const matrix = backend.uniform([SIZE, SIZE], key);
    const times = [];
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
        const begin = performance.now();
        const product = tf.matMul(matrix, matrix);
        product.dataSync(); // done, not only begun
        times.push(performance.now() - begin);
        product.dispose();
    }
    tf.dispose([key, matrix]);
    times.shift(); // the first one also sets things up
    const medianMs = times.sort((a, b) => a - b)[REPEATS >> 1];
    return { loadMs, matmul: { size: SIZE, medianMs, gflops: (2 * SIZE ** 3) / (medianMs * 1e6) } };
}
