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

/**
 * A run with its steps: of one that was killed, or goes on, those that its journal tells of. Of a killed one, the steps that had
 * not ended count as cancelled; of one that goes on, they are left out. Returns any other run, and one without a journal, as it is.
 */
export function withHistory(store: DiskStore, run: RunRecord): RunRecord {
  if (run.steps.length > 0 || run.durationMs !== undefined) return run;
  const account = readAccount(store, run);
  if (account === undefined) return run;
  const all = [...account.steps.values()];
  const told = run.status === 'running' ? all.filter(({ state }) => state !== 'waiting' && state !== 'running') : all;
  return { ...run, steps: told.map((step) => runStep(step, (key) => store.records.peek(key))) };
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
