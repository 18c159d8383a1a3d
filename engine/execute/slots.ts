import type { Resources } from '../core/plan.ts';

/**
 * The capacity of a machine, shared by running steps. Requests are served strictly in order of rank, lowest first, so that small
 * steps cannot keep a large one waiting forever.
 */
export class Slots {
  #free: Resources;
  /** Sorted by rank. Ranks are unique. */
  readonly #waiting: (Request | undefined)[] = [];
  /** No request waits below this rank. */
  #first = 0;
  #open = true;
  /** The cores that running steps have. */
  readonly #taken = new Set<number>();

  constructor(capacity: Resources) {
    this.#free = capacity;
  }

  /**
   * Resolves to the cores that it has taken, counted from 0, once there is all that is needed; or to undefined, with nothing taken,
   * once the slots are closed. The system decides on which cores of the machine a step runs: these only tell steps apart.
   *
   * @param needs no more than the capacity: see `within`
   */
  take(rank: number, needs: Resources): Promise<readonly number[] | undefined> {
    if (!this.#open) return Promise.resolve(undefined);
    return new Promise((grant) => {
      this.#waiting[rank] = { needs, grant };
      this.#first = Math.min(this.#first, rank);
      this.#serve();
    });
  }

  /** Takes back what `take` has given. */
  give(needs: Resources, cores: readonly number[]): void {
    for (const core of cores) this.#taken.delete(core);
    this.#free = sum(this.#free, needs, 1);
    this.#serve();
  }

  /** Refuses all waiting requests, and all later ones. */
  close(): void {
    this.#open = false;
    for (const request of this.#waiting.splice(0)) request?.grant(undefined);
  }

  #serve(): void {
    for (; this.#first < this.#waiting.length; this.#first += 1) {
      const request = this.#waiting[this.#first];
      if (request === undefined) continue;
      const left = sum(this.#free, request.needs, -1);
      if (left.cores < 0 || (left.memory ?? 0) < 0 || (left.gpus ?? 0) < 0) return;
      this.#free = left;
      this.#waiting[this.#first] = undefined;
      request.grant(this.#cores(request.needs.cores));
    }
  }

  #cores(count: number): readonly number[] {
    const cores: number[] = [];
    for (let core = 0; cores.length < count; core += 1) {
      if (this.#taken.has(core)) continue;
      this.#taken.add(core);
      cores.push(core);
    }
    return cores;
  }
}

interface Request {
  readonly needs: Resources;
  readonly grant: (cores: readonly number[] | undefined) => void;
}

/** What is free after `needs` are given back or, with the sign -1, taken. What is unknown about the machine is not counted. */
function sum(free: Resources, needs: Resources, sign: 1 | -1): Resources {
  const { memory, gpus } = free;
  return {
    cores: free.cores + sign * needs.cores,
    ...(memory !== undefined && { memory: memory + sign * (needs.memory ?? 0) }),
    ...(gpus !== undefined && { gpus: gpus + sign * (needs.gpus ?? 0) }),
  };
}
