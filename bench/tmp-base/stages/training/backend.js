import { Cancelled, StageFailure } from '../../engine/core/failure.js';
import { BackendUnavailable, loadBackend } from '../../nn/backends/backend.js';
import { DivergedError } from '../../nn/fit.js';
/**
 * Loads the numeric backend of a run.
 *
 * @throws StageFailure when it cannot be used on this machine, or is not what the key says.
 */
export async function openBackend({ backend, threads, facts }) {
    if (backend !== 'tensorflow' && backend !== 'portable')
        throw new Error(`Internal error: unknown backend "${backend}"`);
    try {
        // The engine keeps them as plain data; main.ts made them.
        const keyed = facts === undefined ? {} : { facts: facts };
        return await loadBackend(backend, { threads, ...keyed });
    }
    catch (error) {
        if (error instanceof BackendUnavailable)
            throw new StageFailure(error.message, { cause: error });
        throw error;
    }
}
/** What can happen to a training in a healthy program, in the engine's words; anything else as it is. */
export function trainingFailure(error, signal) {
    if (error instanceof DivergedError) {
        return new StageFailure(error.message, { hint: 'Try a smaller learningRate.', cause: error });
    }
    if (signal.aborted && error === signal.reason)
        return new Cancelled('Interrupted while training', { cause: error });
    return error;
}
