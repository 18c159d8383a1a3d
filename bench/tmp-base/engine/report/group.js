import { printable } from '../core/diagnostic.js';
import { showDuration } from '../core/duration.js';
import { Pace } from './pace.js';
/** Instances of one step that are shown one by one; the others are counted. */
const MOST_INSTANCES = 4;
/** One step of the file: the instances it has, and what has become of them. */
export class Group {
    name;
    ids;
    #states = new Map();
    #counts;
    #running = new Map();
    #workMs = 0;
    constructor(name, ids) {
        this.name = name;
        this.ids = ids;
        const none = { running: 0, reused: 0, finished: 0, failed: 0, skipped: 0, cancelled: 0 };
        this.#counts = { waiting: ids.length, ...none };
    }
    /** Takes in what happens to one of the instances, at `now` in milliseconds. */
    take(event, now) {
        const running = this.#running.get(event.step);
        if (event.type === 'progress')
            running?.pace.update(event.progress, event.at);
        else if (event.type === 'retried') {
            const again = `tried again, ${event.attempt} of ${event.of}`;
            this.#running.set(event.step, { pace: new Pace(), since: now, again });
        }
        else if (event.type === 'started') {
            this.#running.set(event.step, { pace: new Pace(), since: now, again: '' });
            this.#become(event.step, 'running');
        }
        else {
            this.#running.delete(event.step);
            if (event.type === 'finished')
                this.#workMs += event.record.durationMs;
            this.#become(event.step, event.type);
        }
    }
    #become(step, state) {
        this.#counts[this.#states.get(step) ?? 'waiting'] -= 1;
        this.#counts[state] += 1;
        this.#states.set(step, state);
    }
    get phase() {
        if (this.#counts.running > 0)
            return 'running';
        if (this.#counts.waiting === this.ids.length)
            return 'waiting';
        return this.#counts.waiting > 0 ? 'running' : 'done';
    }
    get hasFailed() {
        return this.#counts.failed > 0;
    }
    /** Whether all that became of it is that it was skipped or cancelled. */
    get wasLeftOut() {
        return this.#counts.skipped + this.#counts.cancelled > 0 && !this.hasFailed;
    }
    /** How many instances have ended, in whatever way. */
    get ended() {
        return this.ids.length - this.#counts.waiting - this.#counts.running;
    }
    get unfinished() {
        return this.ids.filter((id) => ['waiting', 'running'].includes(this.#states.get(id) ?? 'waiting'));
    }
    /** How long an instance took, of those that ran in this run; undefined before one has ended. */
    get meanMs() {
        return this.#counts.finished === 0 ? undefined : this.#workMs / this.#counts.finished;
    }
    /**
     * How long an instance that runs may still take, from its own progress or from what is expected of it whole; undefined
     * where neither is known.
     */
    leftMs(id, expectedMs, now) {
        const running = this.#running.get(id);
        if (running === undefined)
            return expectedMs;
        const left = running.pace.leftMs(now);
        return left ?? (expectedMs === undefined ? undefined : Math.max(0, expectedMs - (now - running.since)));
    }
    /** `training 3/8, 1 reused, 1 failed`. */
    title() {
        const { waiting, running, reused, finished, failed, skipped, cancelled } = this.#counts;
        const total = this.ids.length;
        const parts = [];
        if (reused > 0)
            parts.push(total === 1 ? 'reused' : `${reused} reused`);
        if (failed > 0)
            parts.push(total === 1 ? 'failed' : `${failed} failed`);
        if (skipped > 0)
            parts.push(total === 1 ? 'skipped' : `${skipped} skipped`);
        if (cancelled > 0)
            parts.push(total === 1 ? 'cancelled' : `${cancelled} cancelled`);
        if (waiting + running === 0 && finished > 0)
            parts.push(`took ${showDuration(this.#workMs)}`);
        const count = total === 1 ? '' : ` ${this.ended}/${total}`;
        return [printable(this.name) + count, ...parts].join(', ');
    }
    /** The instances that run, each with its progress, or how long it has run where it tells none. */
    instances(now) {
        const lines = [...this.#running].slice(0, MOST_INSTANCES).map(([id, { pace, again, since }]) => {
            const label = printable(id.startsWith(`${this.name}[`) ? id.slice(this.name.length) : '');
            const state = [again, pace.text || `running for ${wholeSeconds(now - since)}`].filter((part) => part !== '');
            return [label, state.join(', ')].filter((part) => part !== '').join(' ');
        });
        const more = this.#running.size - lines.length;
        return more > 0 ? [...lines, `and ${more} more`] : lines;
    }
}
/** `42 s`, `3 min 5 s`: a clock that moves once a second. */
export function wholeSeconds(ms) {
    return ms < 1000 ? '0 s' : showDuration(Math.floor(ms / 1000) * 1000);
}
