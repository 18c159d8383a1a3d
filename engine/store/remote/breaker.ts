import { RemoteFailure } from './failure.ts';

/** After so many failures in a row, a server is left alone for a while. */
const FAILURES = 3;
const FIRST_PAUSE_MS = 30_000;

export type Direction = 'read' | 'write';

/**
 * Leaves a server alone that does not work: for a while, twice as long each time, when it is away, slow or broken; for good when it
 * denies access or the address is wrong. A server that is full or takes no uploads is still read.
 */
export class Breaker {
  readonly #now: () => number;
  readonly #ended = new Map<Direction, RemoteFailure>();
  #failures = 0;
  #pauseMs = FIRST_PAUSE_MS;
  /** Present while the server is left alone, and until the first request after that succeeds. */
  #pause: { readonly because: RemoteFailure; until: number } | undefined;

  /** @param now a clock that never goes back, in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @throws the RemoteFailure for which the server is left alone */
  check(direction: Direction): void {
    const ended = this.#ended.get(direction);
    if (ended !== undefined) throw ended;
    if (this.#pause === undefined) return;
    if (this.#now() < this.#pause.until) throw this.#pause.because;
    // One request tries; the others wait for what becomes of it.
    this.#pause.until = this.#now() + FIRST_PAUSE_MS;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pause = undefined;
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  failed(direction: Direction, failure: RemoteFailure): void {
    switch (failure.fault) {
      case 'denied':
      case 'wrong':
        this.#ended.set(direction, failure);
        // Before an upload Assay looks at what is there.
        if (direction === 'read') this.#ended.set('write', failure);
        return;
      case 'full':
      case 'closed':
        this.#ended.set('write', failure);
        return;
      case 'damaged':
        return;
      case 'away':
      case 'slow':
      case 'broken':
        this.#failures += 1;
        if (this.#failures < FAILURES) return;
        this.#pause = { because: failure, until: this.#now() + this.#pauseMs };
        this.#pauseMs *= 2;
    }
  }
}
