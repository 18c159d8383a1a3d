import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Breaker, type Direction } from './breaker.ts';
import { RemoteFailure } from './failure.ts';
import type { Bytes, Content, RemoteFiles, RemotePath } from './files.ts';
import { Turns } from './turns.ts';

/** How long to wait before another try, in ms, the first time and the second; up to half as much again is added by chance. */
const PAUSES_MS = [200, 1000];

/** The same files, asked steadily: at most so many requests at once, again after a passing fault, and not at all after many. */
export class SteadyFiles implements RemoteFiles {
  readonly name: string;
  readonly #files: RemoteFiles;
  readonly #breaker: Breaker;
  readonly #turns: Turns;

  constructor(files: RemoteFiles, { parallel, breaker }: { readonly parallel: number; readonly breaker?: Breaker }) {
    this.name = files.name;
    this.#files = files;
    this.#breaker = breaker ?? new Breaker();
    this.#turns = new Turns(parallel);
  }

  read<T>(path: RemotePath, consume: (bytes: Bytes) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    return this.#ask('read', () => this.#files.read(path, consume, signal), signal);
  }

  look(path: RemotePath, signal: AbortSignal): Promise<{ readonly bytes?: number } | undefined> {
    return this.#ask('read', () => this.#files.look(path, signal), signal);
  }

  write(path: RemotePath, content: Content, signal: AbortSignal): Promise<void> {
    return this.#ask('write', () => this.#files.write(path, content, signal), signal);
  }

  close(): void {
    this.#files.close();
  }

  #ask<T>(direction: Direction, request: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#turns.run(async () => {
      for (let tries = 0; ; tries += 1) {
        signal.throwIfAborted();
        this.#breaker.check(direction);
        try {
          const answer = await request();
          this.#breaker.succeeded();
          return answer;
        } catch (error) {
          if (!(error instanceof RemoteFailure)) throw error;
          const pauseMs = pauseAfter(error, tries);
          if (pauseMs === undefined) {
            this.#breaker.failed(direction, error);
            throw error;
          }
          await setTimeout(pauseMs, undefined, { signal });
        }
      }
    });
  }
}

/** How long to wait before another try, in ms; undefined when another try is no use. */
function pauseAfter({ fault, afterMs }: RemoteFailure, tries: number): number | undefined {
  const usual = PAUSES_MS[tries];
  // A server that kept us waiting would do so again. Damage on the way is rare: once more tells it from damage on the server.
  const passing = fault === 'away' || fault === 'broken' || (fault === 'slow' && afterMs !== undefined);
  if (usual === undefined || !(passing || (fault === 'damaged' && tries === 0))) return undefined;
  return Math.max(afterMs ?? 0, usual + randomInt(usual / 2));
}
