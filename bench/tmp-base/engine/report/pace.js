import { printable } from '../core/diagnostic.js';
import { showDuration } from '../core/duration.js';
/** Below this, the time left is not worth a word, and above it the rate is known from more than a moment. */
const LEAST_MS = 2000;
/** How fast one step goes, from the progress it tells. */
export class Pace {
    #first;
    #last;
    #text = '';
    #left;
    /** What people read: `epoch 12/50, loss 0.31, about 2 min 10 s left`. Empty before the first progress. */
    get text() {
        return this.#text;
    }
    /** How long the step may still take, as of `at`; undefined where its progress does not tell. */
    leftMs(at) {
        return this.#left === undefined ? undefined : Math.max(0, this.#left.ms - (at - this.#left.at));
    }
    /** Takes in a progress told at `at`, in milliseconds. */
    update(progress, at) {
        const { done, total, unit, note } = progress;
        // A step that begins to count something else, or again, has another rate.
        const again = this.#last === undefined || done < this.#last.done || unit !== this.#last.unit;
        if (this.#first === undefined || again)
            this.#first = { at, done };
        this.#last = progress;
        const left = this.#timeLeft(progress, at);
        this.#left = left === undefined ? undefined : { ms: left, at };
        const parts = [`${unit} ${showNumber(done)}${total === undefined ? '' : `/${showNumber(total)}`}`];
        if (note !== undefined && note !== '')
            parts.push(note);
        if (left !== undefined && left >= LEAST_MS)
            parts.push(`about ${showDuration(roughly(left))} left`);
        this.#text = printable(parts.join(', ').replaceAll(/\s+/g, ' '));
    }
    /** The rate so far holds for the rest: milliseconds, or undefined when it cannot be said. */
    #timeLeft({ done, total }, at) {
        if (this.#first === undefined || total === undefined)
            return undefined;
        const elapsed = at - this.#first.at;
        const progressed = done - this.#first.done;
        if (progressed <= 0 || elapsed < LEAST_MS)
            return undefined;
        return (elapsed / progressed) * Math.max(0, total - done);
    }
}
/** An estimate has no tenths of a second. */
export function roughly(ms) {
    return ms < 60_000 ? Math.ceil(ms / 1000) * 1000 : Math.ceil(ms / 10_000) * 10_000;
}
function showNumber(value) {
    return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
