import type { Progress } from '../core/stage.ts';

/**
 * Thins out the progress of one step: at most one in `everyMs`, but always the last one, and always the values of a whole unit, which
 * are never left out (see `Measured`).
 */
export class ProgressPace {
  readonly #everyMs: number;
  #last = -Infinity;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Whether to pass this progress on. */
  passes(progress: Progress): boolean {
    const now = performance.now();
    if (now - this.#last < this.#everyMs && progress.done !== progress.total && !endsUnit(progress)) return false;
    this.#last = now;
    return true;
  }
}

function endsUnit({ measured }: Progress): boolean {
  return measured !== undefined && Number.isInteger(measured.at);
}
