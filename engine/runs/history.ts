import { join } from 'node:path';
import type { Digest } from '../core/digest.ts';
import type { StepRecord } from '../core/record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { accountOf, type Account, type StepAccount } from './account.ts';
import { JOURNAL } from './journal.ts';
import { JournalReader } from './read-journal.ts';
import type { RunName } from './notes.ts';
import type { RunRecord, RunStep } from './run-record.ts';
import { runFolder } from './runs.ts';

/** Absolute path of a run's journal. */
export function journalPath(store: DiskStore, { experiment, number }: RunName): string {
  return join(runFolder(store, experiment, number), JOURNAL);
}

/** What the journal of a run tells; undefined where it has none, as runs of older versions, or it cannot be read. */
export function readAccount(store: DiskStore, run: RunName): Account | undefined {
  try {
    const account = accountOf(new JournalReader(journalPath(store, run)).readAll());
    return account.plan?.experiment === run.experiment && account.plan.run === run.number ? account : undefined;
  } catch {
    return undefined;
  }
}

/** A run with what its journal tells. */
export interface RunHistory {
  readonly run: RunRecord;
  /** What the steps do that have not ended, by id; empty unless the run goes on. */
  readonly unfinished: ReadonlyMap<string, 'running' | 'waiting'>;
}

/**
 * Returns a run with the steps that its journal tells of, if it has not recorded its steps itself, because it was killed or goes
 * on. Steps that had not ended count as cancelled; of a run that goes on, `unfinished` has what they do. Returns any other run, and
 * one without a journal, as it is.
 *
 * @param options.all whether a run that goes on also gets its unfinished steps
 * @param options.account what the journal tells, where the caller has read it
 */
export function withHistory(
  store: DiskStore,
  run: RunRecord,
  { all = false, account: known }: { readonly all?: boolean; readonly account?: Account } = {},
): RunHistory {
  const unfinished = new Map<string, 'running' | 'waiting'>();
  const recorded = run.steps.length > 0 || run.durationMs !== undefined;
  const account = recorded ? undefined : (known ?? readAccount(store, run));
  if (account === undefined) return { run, unfinished };
  const goesOn = run.status === 'running';
  for (const [id, { state }] of account.steps)
    if (goesOn && (state === 'running' || state === 'waiting')) unfinished.set(id, state);
  const told = [...account.steps.values()].filter(({ planned }) => all || !unfinished.has(planned.id));
  return { run: { ...run, steps: told.map((step) => runStep(step, (key) => store.records.peek(key))) }, unfinished };
}

function runStep(account: StepAccount, recordOf: (key: Digest) => StepRecord | undefined): RunStep {
  const { planned, state, startedAt, slots, kind, reasons, key, metrics, durationMs, attempts } = account;
  const { id, name, point, stage } = planned;
  const record = key === undefined ? undefined : recordOf(key);
  const warnings = record?.warnings ?? account.warnings;
  return {
    id,
    name,
    point,
    stage,
    action: state === 'waiting' || state === 'running' ? 'cancelled' : state,
    ...(key !== undefined && { key }),
    ...(state !== 'reused' && reasons !== undefined && { reasons }),
    ...(startedAt !== undefined && { startedAt: new Date(startedAt).toISOString() }),
    ...(slots !== undefined && { slots }),
    ...(kind !== undefined && { kind }),
    ...given('durationMs', durationMs ?? record?.durationMs),
    ...given('metrics', metrics ?? record?.metrics),
    ...(warnings.length > 0 && { warnings }),
    ...given('outputs', record?.outputs),
    ...(attempts.length > 0 && { attempts }),
    ...given('error', account.error),
    ...given('because', account.because),
  };
}

function given<K extends string, T>(name: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in K]: T });
}
