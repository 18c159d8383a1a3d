import { printable } from '../core/diagnostic.ts';
import { showDuration } from '../core/duration.ts';
import type { StepEvent } from '../core/event.ts';
import type { OutlinedStep } from '../core/outline.ts';
import type { Point } from '../core/stage.ts';
import { showPoint } from '../read/point.ts';
import { Pace } from './pace.ts';

/** Up to this many instances of one step are shown one by one; the others are counted. */
const MOST_INSTANCES = 4;

type State = 'waiting' | 'running' | 'reused' | 'finished' | 'failed' | 'skipped' | 'cancelled';

interface Running {
  readonly pace: Pace;
  readonly since: number;
  /** For an instance that failed before: `tried again, 1 of 2`. */
  readonly again: string;
}

/** One step of the file, with its instances and their states. */
export class Group {
  readonly name: string;
  readonly ids: readonly string[];
  readonly #states = new Map<string, State>();
  readonly #counts: Record<State, number>;
  readonly #running = new Map<string, Running>();
  #workMs = 0;

  /** Where in the sweep the instances are, by id. */
  readonly #points: ReadonlyMap<string, Point>;

  constructor(name: string, instances: readonly Pick<OutlinedStep, 'id' | 'point'>[]) {
    this.name = name;
    this.ids = instances.map(({ id }) => id);
    this.#points = new Map(instances.map(({ id, point }) => [id, point]));
    const none = { running: 0, reused: 0, finished: 0, failed: 0, skipped: 0, cancelled: 0 };
    this.#counts = { waiting: instances.length, ...none };
  }

  /** Records what happens to one of the instances, at `now` in milliseconds. */
  take(event: Exclude<StepEvent, { type: 'warned' }>, now: number): void {
    const running = this.#running.get(event.step);
    if (event.type === 'progress') running?.pace.update(event.progress, event.at);
    else if (event.type === 'retried') {
      const again = `tried again, ${event.attempt} of ${event.of}`;
      this.#running.set(event.step, { pace: new Pace(), since: now, again });
    } else if (event.type === 'started') {
      this.#running.set(event.step, { pace: new Pace(), since: now, again: '' });
      this.#become(event.step, 'running');
    } else {
      this.#running.delete(event.step);
      if (event.type === 'finished') this.#workMs += event.record.durationMs;
      this.#become(event.step, event.type);
    }
  }

  #become(step: string, state: State): void {
    this.#counts[this.#states.get(step) ?? 'waiting'] -= 1;
    this.#counts[state] += 1;
    this.#states.set(step, state);
  }

  get phase(): 'waiting' | 'running' | 'done' {
    if (this.#counts.running > 0) return 'running';
    if (this.#counts.waiting === this.ids.length) return 'waiting';
    return this.#counts.waiting > 0 ? 'running' : 'done';
  }

  get hasFailed(): boolean {
    return this.#counts.failed > 0;
  }

  /** Whether every instance was skipped or cancelled. */
  get wasLeftOut(): boolean {
    return this.#counts.skipped + this.#counts.cancelled > 0 && !this.hasFailed;
  }

  /** How many instances have ended, whatever their outcome. */
  get ended(): number {
    return this.ids.length - this.#counts.waiting - this.#counts.running;
  }

  get unfinished(): readonly string[] {
    return this.ids.filter((id) => ['waiting', 'running'].includes(this.#states.get(id) ?? 'waiting'));
  }

  /** The mean duration of the instances that ran in this run; undefined before one has ended. */
  get meanMs(): number | undefined {
    return this.#counts.finished === 0 ? undefined : this.#workMs / this.#counts.finished;
  }

  /**
   * The time that a running instance may still take, from its progress or from its expected duration; undefined where neither
   * is known.
   */
  leftMs(id: string, expectedMs: number | undefined, now: number): number | undefined {
    const running = this.#running.get(id);
    if (running === undefined) return expectedMs;
    const left = running.pace.leftMs(now);
    return left ?? (expectedMs === undefined ? undefined : Math.max(0, expectedMs - (now - running.since)));
  }

  /** `training 3/8, 1 reused, 1 failed`. */
  title(): string {
    const { waiting, running, reused, finished, failed, skipped, cancelled } = this.#counts;
    const total = this.ids.length;
    const parts = [];
    if (reused > 0) parts.push(total === 1 ? 'reused' : `${reused} reused`);
    if (failed > 0) parts.push(total === 1 ? 'failed' : `${failed} failed`);
    if (skipped > 0) parts.push(total === 1 ? 'skipped' : `${skipped} skipped`);
    if (cancelled > 0) parts.push(total === 1 ? 'cancelled' : `${cancelled} cancelled`);
    if (waiting + running === 0 && finished > 0) parts.push(`took ${showDuration(this.#workMs)}`);
    const count = total === 1 ? '' : ` ${this.ended}/${total}`;
    return [printable(this.name) + count, ...parts].join(', ');
  }

  /** The running instances, each with its progress, or how long it has run if it reports none. */
  instances(now: number): readonly string[] {
    const lines = [...this.#running].slice(0, MOST_INSTANCES).map(([id, { pace, again, since }]) => {
      const point = showPoint(this.#points.get(id) ?? {});
      const label = point === '' ? '' : printable(`[${point}]`);
      const state = [again, pace.text || `running for ${wholeSeconds(now - since)}`].filter((part) => part !== '');
      return [label, state.join(', ')].filter((part) => part !== '').join(' ');
    });
    const more = this.#running.size - lines.length;
    return more > 0 ? [...lines, `and ${more} more`] : lines;
  }
}

/** `42 s`, `3 min 5 s`: changes once a second. */
export function wholeSeconds(ms: number): string {
  return ms < 1000 ? '0 s' : showDuration(Math.floor(ms / 1000) * 1000);
}
