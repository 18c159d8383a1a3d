import { Listr, ListrLogger, ProcessOutput, type ListrDefaultRendererLogLevels, type ListrTask } from 'listr2';
import { printable } from '../diagnostic.ts';
import { showDuration } from '../duration.ts';
import type { RunEvent, StepEvent } from '../event.ts';
import type { Plan, Verdict } from '../plan.ts';
import { Pace } from './pace.ts';
import type { Reporter, Summary } from './reporter.ts';
import { plural, showFailure, showRetry, showSummary, showWarning } from './words.ts';

/** Instances of one step that are shown one by one; the others are counted. */
const MOST_INSTANCES = 4;

/** More pictures per second than this only make the steps slower. */
const SHOW_EVERY_MS = 80;

/** Where the picture goes: standard error, because standard output is for data. */
type Screen = NodeJS.WriteStream;

/**
 * A picture that changes, for people at a terminal: one row per step of the file, however many instances the sweep makes of
 * it, and below it the instances that run, with their progress and the time left. Steps that need not run are one row
 * together. Failures are told in full at the end, when nothing can overwrite them.
 *
 * listr2 draws the rows; when they begin and end, the events say.
 */
export function terminalReporter(screen: Screen = process.stderr): Reporter {
  let rows = new Map<string, Row>();
  let drawing: Promise<unknown> = Promise.resolve();
  const remarks: string[] = [];
  /** Texts of warnings: those of a sweep's instances are alike, and told once. */
  const warned = new Set<string>();

  function warn(step: string, messages: readonly string[]): void {
    for (const message of messages) {
      if (!warned.has(message)) remarks.push(showWarning(step, message));
      warned.add(message);
    }
  }

  return {
    start(plan, verdicts) {
      const { shown, reused } = arrange(plan, verdicts);
      rows = new Map(shown.flatMap((row) => row.steps.map((id) => [id, row])));
      const tasks: ListrTask[] = [];
      if (reused > 0) tasks.push({ title: `${plural(reused, 'step')} reused`, task: () => undefined });
      tasks.push(...shown.map((row) => row.task()));
      drawing = draw(tasks, screen);
    },
    report(event: RunEvent) {
      if (event.type === 'notice') remarks.push(`note: ${printable(event.message)}`);
      else {
        if (event.type === 'failed') remarks.push(showFailure(event.step, event.error));
        if (event.type === 'retried') remarks.push(showRetry(event.step, event.error, event.attempt, event.of));
        if (event.type === 'warned') warn(event.step, [event.message]);
        else rows.get(event.step)?.take(event);
        if (event.type === 'reused') warn(event.step, event.record.warnings ?? []);
      }
    },
    async end(summary: Summary) {
      // A run that was broken off leaves rows open.
      for (const row of new Set(rows.values())) row.close();
      await drawing;
      for (const remark of remarks) screen.write(`${remark}\n`);
      screen.write(`${showSummary(summary)}\n`);
    },
  };
}

/** Rows for the steps of which an instance runs or may run, and how many steps the others have. */
function arrange(
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
): { readonly shown: readonly Row[]; readonly reused: number } {
  const groups = new Map<string, string[]>();
  for (const { name, id } of plan.steps) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [id]);
    else group.push(id);
  }
  let reused = 0;
  const shown: Row[] = [];
  for (const [name, ids] of groups) {
    if (ids.every((id) => verdicts.get(id)?.action === 'reuse')) reused += ids.length;
    else shown.push(new Row(name, ids));
  }
  return { shown, reused };
}

async function draw(tasks: ListrTask[], screen: Screen): Promise<void> {
  if (tasks.length === 0) return;
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    useIcons: true,
    processOutput: new ProcessOutput(screen, screen),
  });
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    // The engine decides what an interruption means.
    registerSignalListeners: false,
    renderer: 'default',
    forceTTY: true,
    rendererOptions: { logger, showErrorMessage: false, formatOutput: 'truncate' },
  });
  // Rows that failed are no error of the picture.
  await list.run().catch(() => undefined);
}

type State = 'waiting' | 'running' | 'reused' | 'finished' | 'failed' | 'skipped' | 'cancelled';

/** One step of the file: the instances it has, and what has become of them. */
class Row {
  readonly steps: readonly string[];
  readonly #name: string;
  readonly #states = new Map<string, State>();
  readonly #counts: Record<State, number>;
  readonly #running = new Map<string, Pace>();
  /** Of the running instances those that failed before: `tried again, 1 of 2`. */
  readonly #again = new Map<string, string>();
  readonly #closed: Promise<void>;
  #close: () => void = () => undefined;
  #view: { title?: string | undefined; output: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #workMs = 0;

  constructor(name: string, steps: readonly string[]) {
    this.#name = name;
    this.steps = steps;
    const none = { running: 0, reused: 0, finished: 0, failed: 0, skipped: 0, cancelled: 0 };
    this.#counts = { waiting: steps.length, ...none };
    this.#closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  task(): ListrTask {
    return {
      title: this.#title(),
      task: async (_, view) => {
        this.#view = view;
        this.#show();
        await this.#closed;
        this.#view = undefined; // listr2 takes the row down: nothing may be written to it from now on
        if (this.#counts.failed > 0) throw new Error(`${this.#name} failed`);
        if (this.#counts.skipped + this.#counts.cancelled > 0) view.skip(this.#title());
      },
    };
  }

  take(event: Exclude<StepEvent, { readonly type: 'warned' }>): void {
    if (event.type === 'progress') this.#running.get(event.step)?.update(event.progress, event.at);
    else if (event.type === 'retried') {
      this.#running.set(event.step, new Pace());
      this.#again.set(event.step, `tried again, ${event.attempt} of ${event.of}`);
    } else if (event.type === 'started') {
      this.#running.set(event.step, new Pace());
      this.#become(event.step, 'running');
    } else {
      this.#running.delete(event.step);
      this.#again.delete(event.step);
      if (event.type === 'finished') this.#workMs += event.record.durationMs;
      this.#become(event.step, event.type);
    }
    this.#timer ??= setTimeout(() => this.#show(), SHOW_EVERY_MS).unref();
    if (this.#counts.waiting + this.#counts.running === 0) this.close();
  }

  /** Nothing more will happen to the row. May be called again. */
  close(): void {
    this.#show();
    this.#close();
  }

  #become(step: string, state: State): void {
    this.#counts[this.#states.get(step) ?? 'waiting'] -= 1;
    this.#counts[state] += 1;
    this.#states.set(step, state);
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#view === undefined) return;
    this.#view.title = this.#title();
    this.#view.output = this.#instances().join('\n');
  }

  /** `training 3/8, 1 reused, 1 failed`. */
  #title(): string {
    const { waiting, running, reused, finished, failed, skipped, cancelled } = this.#counts;
    const total = this.steps.length;
    const parts = [];
    if (running === 0 && waiting === total) parts.push('waiting');
    if (reused > 0) parts.push(total === 1 ? 'reused' : `${reused} reused`);
    if (failed > 0) parts.push(total === 1 ? 'failed' : `${failed} failed`);
    if (skipped > 0) parts.push(total === 1 ? 'skipped' : `${skipped} skipped`);
    if (cancelled > 0) parts.push(total === 1 ? 'cancelled' : `${cancelled} cancelled`);
    if (waiting + running === 0 && finished > 0) parts.push(`took ${showDuration(this.#workMs)}`);
    const count = total === 1 ? '' : ` ${total - waiting - running}/${total}`;
    return [printable(this.#name) + count, ...parts].join(', ');
  }

  /** The instances that run, each with its progress. */
  #instances(): readonly string[] {
    const lines = [...this.#running].slice(0, MOST_INSTANCES).map(([id, pace]) => {
      const label = printable(id.startsWith(`${this.#name}[`) ? id.slice(this.#name.length) : '');
      const state = [this.#again.get(id) ?? '', pace.text].filter((part) => part !== '').join(', ');
      return [label, state].filter((part) => part !== '').join(' ') || 'running';
    });
    const more = this.#running.size - lines.length;
    return more > 0 ? [...lines, `and ${more} more`] : lines;
  }
}
