import { Cancelled, StageFailure } from '../../engine/failure.ts';
import type { Runtime } from '../../engine/stage.ts';
import { BackendUnavailable, loadBackend } from '../../nn/backend/backend.ts';
import type { Backend } from '../../nn/backend/backend.ts';
import { DivergedError } from '../../nn/fit.ts';

/**
 * Loads the numeric backend of a run.
 *
 * @throws StageFailure when it cannot be used on this machine.
 */
export async function openBackend({ backend, threads }: Runtime): Promise<Backend> {
  if (backend !== 'tensorflow' && backend !== 'portable')
    throw new Error(`Internal error: unknown backend "${backend}"`);
  try {
    return await loadBackend(backend, { threads });
  } catch (error) {
    if (error instanceof BackendUnavailable) throw new StageFailure(error.message, { cause: error });
    throw error;
  }
}

/** What can happen to a training in a healthy program, in the engine's words; anything else as it is. */
export function trainingFailure(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof DivergedError) {
    return new StageFailure(error.message, { hint: 'Try a smaller learningRate.', cause: error });
  }
  if (signal.aborted && error === signal.reason) return new Cancelled('Interrupted while training', { cause: error });
  return error;
}
