import { printable } from '../core/diagnostic.ts';
import type { StepResult } from '../core/result.ts';
import { Account, type StepAccount } from '../runs/account.ts';
import { follow } from '../runs/follow.ts';
import { eventOf, foreseenOf, outlineOf } from '../runs/journal-events.ts';
import type { JournalLine, PlanLine } from '../runs/journal-line.ts';
import { pastDurations } from '../runs/past-durations.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { hasNotBegun, runFolder } from '../runs/runs.ts';
import type { Reporter } from '../report/reporter.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { makeReporter } from './make-reporter.ts';
import { EXIT, shownPath, type Terminal } from './output.ts';

interface Options {
  readonly json: boolean;
  /** Whether the caller goes on to the run that continues one that has stopped. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
}

/**
 * Follows a run to its end, with the reporter that shows runs. Returns its exit code; undefined where it was stopped or killed and
 * the caller waits for the run that continues it.
 */
export async function followRun(
  store: DiskStore,
  run: RunRecord,
  { json, wait, signal }: Options,
  terminal: Terminal,
): Promise<number | undefined> {
  const name = `run ${run.number} of ${run.experiment}`;
  if (!json) terminal.err(`Following ${name}, started ${run.startedAt}. Ctrl-C ends this, not the run.`);
  if (!json && hasNotBegun(run)) terminal.err(waitsForJob(run));
  const shown = new Shown(store, run, await reporterOf(store, run, json, terminal));
  const ending = await follow(store, run, { tell: (line) => shown.tell(line), signal });
  const folder = shownPath(runFolder(store, run.experiment, run.number));
  switch (ending.how) {
    case 'ended': {
      await shown.end({ ...ending.end, folder });
      return wait && ending.end.status === 'interrupted'
        ? waiting(name, 'was interrupted', terminal)
        : ending.end.exitCode;
    }
    case 'killed':
      if (!shown.hasBegun && hasNotBegun(run)) {
        terminal.err(`The job of ${name} was cancelled before it began.`);
        return EXIT.interrupted;
      }
      await shown.end({ status: 'interrupted', durationMs: shown.lastedMs, exitCode: EXIT.interrupted });
      if (wait) return waiting(name, 'was killed', terminal);
      terminal.err(`The process of ${name} was killed. Finished steps are kept. Run the same command to continue:`);
      terminal.err(printable(`  assay run ${run.file}`));
      return EXIT.interrupted;
    case 'removed':
      await shown.end({ status: 'interrupted', durationMs: shown.lastedMs, exitCode: EXIT.failed });
      terminal.err(`The record of ${name} is gone or damaged: nothing more can be shown of it.`);
      return EXIT.failed;
    case 'left':
      shown.leave();
      if (!json) terminal.err(`You have left ${name}. It goes on.`);
      return EXIT.interrupted;
  }
}

/** What to say of a run whose job has not begun. */
export function waitsForJob({ experiment }: RunRecord): string {
  return `It waits for its job: the cluster has not started it yet. "squeue --me" shows where it stands, "assay cancel ${experiment}" gives it up.`;
}

function waiting(name: string, how: string, terminal: Terminal): undefined {
  terminal.err(`${name} ${how}. Waiting for the run that continues it; Ctrl-C ends this.`);
}

interface Clocked {
  readonly reporter: Reporter;
  /** Starts the reporter, with what earlier runs tell of the time that is left. */
  start(plan: PlanLine): void;
  /** Lets the reporter count from a time that lies back. */
  set(at: number | undefined): void;
}

/** The reporter of a run that began before this process looked: what is past is told with the time at which it was. */
async function reporterOf(store: DiskStore, run: RunRecord, json: boolean, terminal: Terminal): Promise<Clocked> {
  let past: number | undefined;
  const expected = { cores: 1, durationsMs: new Map<string, number>() };
  const now = (): number => past ?? Date.now();
  const reporter = await makeReporter(json, terminal, () => expected, now);
  return {
    reporter,
    set: (at) => (past = at),
    start(plan) {
      const outline = outlineOf(plan);
      expected.cores = plan.cores;
      for (const [id, ms] of pastDurations(store, run, outline)) expected.durationsMs.set(id, ms);
      reporter.start(outline, foreseenOf(plan));
    },
  };
}

/** What of a journal has been shown. */
class Shown {
  readonly #store: DiskStore;
  readonly #run: RunRecord;
  readonly #clocked: Clocked;
  readonly #account = new Account();

  constructor(store: DiskStore, run: RunRecord, clocked: Clocked) {
    this.#store = store;
    this.#run = run;
    this.#clocked = clocked;
  }

  /** Whether the journal has told anything. */
  get hasBegun(): boolean {
    return this.#account.plan !== undefined;
  }

  /** How long the run went on, as far as its journal tells. */
  get lastedMs(): number {
    return Math.max(0, this.#account.lastAt - Date.parse(this.#run.startedAt));
  }

  tell(line: JournalLine): void {
    const { reporter } = this.#clocked;
    const first = this.#account.plan === undefined;
    this.#account.take(line);
    this.#clocked.set(line.at);
    if (line.type === 'plan') {
      if (first) this.#clocked.start(line);
    } else if (line.type !== 'end' && line.type !== 'verified')
      reporter.report(eventOf(line, (key) => this.#store.records.peek(key)));
    this.#clocked.set(undefined);
  }

  /** Ends the picture of a run that has ended; steps that had not are cancelled. */
  async end(summary: Omit<Parameters<Reporter['end']>[0], 'results'>): Promise<void> {
    if (this.#account.plan === undefined) return;
    const results = new Map(Array.from(this.#account.steps, ([id, step]) => [id, { action: actionOf(step) }]));
    await this.#clocked.reporter.end({ ...summary, results });
  }

  /** Releases the terminal from a picture whose run goes on. */
  leave(): void {
    if (this.#account.plan !== undefined) this.#clocked.reporter.leave?.();
  }
}

function actionOf({ state }: StepAccount): StepResult['action'] {
  return state === 'waiting' || state === 'running' ? 'cancelled' : state;
}
