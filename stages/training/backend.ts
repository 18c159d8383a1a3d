import { Cancelled, StageFailure } from '../../engine/core/failure.ts';
import type { Runtime } from '../../engine/core/stage.ts';
import { BackendUnavailable } from '../../nn/backends/backend.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import type { BackendFacts } from '../../nn/backends/backend.ts';
import { loadBackend } from '../../nn/backends/index.ts';
import { DivergedError } from '../../nn/fit.ts';

/**
 * Loads the numeric backend of a run.
 *
 * @throws StageFailure when it cannot be used on this machine, or is not what the key says.
 */
export async function openBackend({ backend, threads, facts }: Runtime): Promise<Backend> {
  try {
    // The engine keeps them as plain data; application.ts made them.
    const keyed = facts === undefined ? {} : { facts: facts as unknown as BackendFacts };
    return await loadBackend(backend, { threads, ...keyed });
  } catch (error) {
    if (error instanceof BackendUnavailable) throw new StageFailure(error.message, { cause: error });
    throw error;
  }
}

/** Translates what can happen to a training without a bug into the engine's errors; returns anything else unchanged. */
export function trainingFailure(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof DivergedError) {
    return new StageFailure(error.message, { hint: 'Try a smaller learningRate.', cause: error });
  }
  if (signal.aborted && error === signal.reason) return new Cancelled('Interrupted while training', { cause: error });
  return error;
}
