import { printable } from '../core/diagnostic.ts';
import { showDuration } from '../core/duration.ts';
import { chartsOf } from '../document/curves.ts';
import { factsOfPoint } from '../document/steps.ts';
import { outlineOf } from '../runs/journal-events.ts';
import { Account, type StepAccount } from '../runs/account.ts';
import { journalPath } from '../runs/history.ts';
import { pastDurations } from '../runs/past-durations.ts';
import { JournalReader } from '../runs/read-journal.ts';
import type { RunName } from '../runs/notes.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { hasNotBegun, wasKilled } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { LiveEvent, LiveRun, RunningStep } from './model.ts';
import { whyUnstoppable } from './stop.ts';
import { timeLeft } from './time-left.ts';

/** How many journals to keep in memory: those that were asked for last. */
const MOST_OPEN = 6;
const MOST_RUNNING = 12;
const MOST_EVENTS = 60;

interface Open {
  readonly reader: JournalReader;
  account: Account;
  events: LiveEvent[];
  lines: number;
  past: ReadonlyMap<string, number> | undefined;
  trouble: string | undefined;
}

/** Reads the journals of runs as pages ask for them: only what has been added since. */
export class LiveRuns {
  readonly #store: DiskStore;
  readonly #open = new Map<string, Open>();

  constructor(store: DiskStore) {
    this.#store = store;
  }

  /** What the journal of a run tells by now; undefined where there is none, or it is not that of this run. */
  accountOf(run: RunName): Account | undefined {
    const { account } = this.#read(run);
    return account.plan?.experiment === run.experiment && account.plan.run === run.number ? account : undefined;
  }

  /** How far a run is, for the list. */
  shareOf(run: RunRecord, now: number): Pick<LiveRun, 'share' | 'leftMs'> {
    const account = this.accountOf(run);
    if (account === undefined) return {};
    const { share, leftMs } = this.#shareOf(run, account, now);
    return { ...(share !== undefined && { share }), ...(leftMs !== undefined && { leftMs }) };
  }

  live(run: RunRecord, now: number): LiveRun {
    const open = this.#read(run);
    const account = this.accountOf(run) ?? new Account();
    const goesOn = run.status === 'running';
    const steps = [...account.steps.values()];
    const unstoppable = goesOn ? whyUnstoppable(this.#store, run) : 'It does not go on.';
    const gap = hasNotBegun(run) ? undefined : gapOf(open, account);
    return {
      version: `${open.lines}-${run.status}`,
      status: wasKilled(run) ? 'killed' : run.status,
      at: now,
      startedAt: Date.parse(run.startedAt),
      counts: countsOf(steps),
      total: steps.length,
      ...(goesOn ? this.#shareOf(run, account, now) : { atLeast: false }),
      running: goesOn
        ? steps
            .filter(({ state }) => state === 'running')
            .slice(0, MOST_RUNNING)
            .map((step) => runningStep(step, now))
        : [],
      charts: chartsOf(account),
      events: open.events,
      ...(unstoppable !== undefined && { unstoppable }),
      ...(gap !== undefined && { gap }),
    };
  }

  #shareOf(run: RunRecord, account: Account, now: number): Pick<LiveRun, 'share' | 'leftMs' | 'atLeast'> {
    const open = this.#read(run);
    if (account.plan === undefined) return { atLeast: true };
    open.past ??= pastDurations(this.#store, run, outlineOf(account.plan));
    const left = timeLeft(account, open.past, now);
    if (left === undefined) return { atLeast: true };
    // By the journal's clock: that of this machine may have been set back.
    const elapsed = Math.max(0, now - account.plan.at);
    // Where some steps may take any time, no share of it is known.
    return left.atLeast ? left : { ...left, share: elapsed / Math.max(1, elapsed + left.leftMs) };
  }

  #read(run: RunName): Open {
    const name = `${run.experiment}@${run.number}`;
    const open = this.#open.get(name) ?? {
      reader: new JournalReader(journalPath(this.#store, run)),
      account: new Account(),
      events: [],
      lines: 0,
      past: undefined,
      trouble: undefined,
    };
    // The newest is at the end.
    this.#open.delete(name);
    this.#open.set(name, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#open.delete(oldest);
    }
    readMore(open);
    return open;
  }
}

function readMore(open: Open): void {
  try {
    const { lines, again } = open.reader.read();
    if (again) Object.assign(open, { account: new Account(), events: [], lines: 0 });
    for (const line of lines) {
      open.account.take(line);
      const event = eventOf(line, open.account);
      if (event !== undefined) open.events = [...open.events, event].slice(-MOST_EVENTS);
    }
    open.lines += lines.length;
    open.trouble = undefined;
  } catch (error) {
    open.trouble = error instanceof Error ? error.message : String(error);
  }
}

function gapOf({ reader, trouble }: Open, account: Account): string | undefined {
  if (trouble !== undefined) return `Its journal cannot be read: ${trouble}`;
  if (account.plan === undefined) return 'It has no journal: no curves, and no progress while it goes on.';
  return reader.damaged > 0 ? `${reader.damaged} lines of its journal are damaged; the others are shown.` : undefined;
}

function countsOf(steps: readonly StepAccount[]): LiveRun['counts'] {
  const counts = new Map<string, number>();
  for (const { state } of steps) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts];
}

function runningStep({ planned, progress, startedAt, slots }: StepAccount, now: number): RunningStep {
  const { id, name, point } = planned;
  const share = progress?.total !== undefined && progress.total > 0 ? progress.done / progress.total : undefined;
  return {
    id,
    name,
    point: factsOfPoint(point),
    text: progress === undefined ? '' : progressText(progress),
    ...(share !== undefined && { share: Math.min(1, Math.max(0, share)) }),
    sinceMs: Math.max(0, now - (startedAt ?? now)),
    slots: slots ?? [],
  };
}

function progressText({ done, total, unit, note }: NonNullable<StepAccount['progress']>): string {
  const count = `${unit} ${showCount(done)}${total === undefined ? '' : `/${showCount(total)}`}`;
  return note === undefined || note === '' ? count : `${count}, ${note}`;
}

function showCount(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

/** An event in words; undefined where it is not worth a line. */
function eventOf(line: Parameters<Account['take']>[0], { steps, plan }: Account): LiveEvent | undefined {
  if (line.type === 'plan')
    return plan === line ? { at: line.at, kind: 'remark', text: `Started with ${line.steps.length} steps` } : undefined;
  if (line.type === 'notice') return { at: line.at, kind: 'remark', text: printable(line.message) };
  if (line.type === 'end')
    return { at: line.at, kind: 'remark', text: `The run is ${line.status}, after ${showDuration(line.durationMs)}` };
  if (line.type === 'verified') {
    const { same, within, different } = line;
    return {
      at: line.at,
      kind: 'remark',
      text: `Verified: ${same + within} artifacts the same, ${different} different`,
    };
  }
  if (line.type === 'progress' || !steps.has(line.step)) return undefined;
  const head = { at: line.at, step: line.step };
  switch (line.type) {
    case 'started':
      return { ...head, kind: 'started', text: 'started' };
    case 'finished':
      return { ...head, kind: 'ended', text: `done in ${showDuration(line.durationMs)}` };
    case 'failed':
      return { ...head, kind: 'failed', text: printable(`failed: ${line.error.message}`) };
    case 'retried':
      return { ...head, kind: 'failed', text: printable(`failed, and is tried again: ${line.error.message}`) };
    case 'warned':
      return { ...head, kind: 'remark', text: printable(`warning: ${line.message}`) };
    case 'reused':
    case 'skipped':
    case 'cancelled':
      return { ...head, kind: 'ended', text: line.type };
  }
}
