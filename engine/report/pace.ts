import { printable } from '../core/diagnostic.ts';
import { showDuration } from '../core/duration.ts';
import type { Progress } from '../core/stage.ts';

/** A shorter time left is not worth showing, and a rate needs at least this long to be measured. */
const LEAST_MS = 2000;

/** The speed of one step, from the progress that it reports. */
export class Pace {
  #first: { readonly at: number; readonly done: number } | undefined;
  #last: Progress | undefined;
  #text = '';
  #left: { readonly ms: number; readonly at: number } | undefined;

  /** The text for people: `epoch 12/50, loss 0.31, about 2 min 10 s left`. Empty before the first progress. */
  get text(): string {
    return this.#text;
  }

  /** The time that the step may still take, as of `at`; undefined where its progress does not say. */
  leftMs(at: number): number | undefined {
    return this.#left === undefined ? undefined : Math.max(0, this.#left.ms - (at - this.#left.at));
  }

  /** Records progress reported at `at`, in milliseconds. */
  update(progress: Progress, at: number): void {
    const { done, total, unit, note } = progress;
    // A step that starts to count something else, or starts over, has another rate.
    const again = this.#last === undefined || done < this.#last.done || unit !== this.#last.unit;
    if (this.#first === undefined || again) this.#first = { at, done };
    this.#last = progress;
    const left = this.#timeLeft(progress, at);
    this.#left = left === undefined ? undefined : { ms: left, at };
    const parts = [`${unit} ${showNumber(done)}${total === undefined ? '' : `/${showNumber(total)}`}`];
    if (note !== undefined && note !== '') parts.push(note);
    if (left !== undefined && left >= LEAST_MS) parts.push(`about ${showDuration(roughly(left))} left`);
    this.#text = printable(parts.join(', ').replaceAll(/\s+/g, ' '));
  }

  /** Extrapolates the rate so far: milliseconds, or undefined when nothing can be said. */
  #timeLeft({ done, total }: Progress, at: number): number | undefined {
    if (this.#first === undefined || total === undefined) return undefined;
    const elapsed = at - this.#first.at;
    const progressed = done - this.#first.done;
    if (progressed <= 0 || elapsed < LEAST_MS) return undefined;
    return (elapsed / progressed) * Math.max(0, total - done);
  }
}

/** Rounds, because an estimate has no tenths of a second. */
export function roughly(ms: number): number {
  return ms < 60_000 ? Math.ceil(ms / 1000) * 1000 : Math.ceil(ms / 10_000) * 10_000;
}

function showNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
