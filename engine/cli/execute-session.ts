import type { Verdict } from '../plan.ts';
import { expectedDurations } from '../planner/estimate.ts';
import { fingerprintOf, keyOf } from '../planner/fingerprint.ts';
import { reasonsFor } from '../planner/verdicts.ts';
import type { Expectation } from '../report/outlook.ts';
import type { Reporter, Summary } from '../report/reporter.ts';
import { execute } from '../run/execute.ts';
import { describeHost } from '../run/host.ts';
import type { StepResult } from '../run/result.ts';
import type { DiskStore } from '../store/disk.ts';
import type { Application } from './application.ts';
import { earlierKeys } from './earlier-keys.ts';
import { recordedPast } from './history.ts';
import { onInterrupt } from './interrupt.ts';
import type { Terminal } from './output.ts';
import type { Session } from './session.ts';

/** What became of a plan. */
export interface Executed {
  readonly status: Summary['status'];
  readonly results: ReadonlyMap<string, StepResult>;
}

/**
 * Executes a session's plan in the real world and shows its course: the interruption by Ctrl-C, the reporter, the keys.
 *
 * @param options.settle called with what came of it before the reporter ends; returns the run's folder to show, if any
 */
export async function executeSession(
  session: Session & { readonly verdicts: ReadonlyMap<string, Verdict> },
  options: {
    readonly store: DiskStore;
    readonly cores: number;
    readonly json: boolean;
    readonly forced?: ReadonlySet<string>;
    settle?(executed: Executed): Promise<string | undefined>;
  },
  application: Application,
  terminal: Terminal,
): Promise<Executed> {
  const { plan, facts, verdicts } = session;
  const { store } = options;
  const reporter = await makeReporter(options.json, terminal, () => expectationOf(session, store, options.cores));
  const started = Date.now();
  const earlier = earlierKeys(store, plan.experiment);
  const interrupt = onInterrupt();
  reporter.start(plan, verdicts);
  store.notices.listen((message) => reporter.report({ type: 'notice', at: Date.now(), message }));
  let executed: Executed = { status: 'failed', results: new Map() };
  let folder: string | undefined;
  try {
    const results = await execute(plan, {
      store,
      cores: options.cores,
      host: describeHost(),
      workerEntry: application.workerEntry,
      signal: interrupt.signal,
      ...(options.forced && { forced: options.forced }),
      now: Date.now,
      report: (event) => reporter.report(event),
      keyOf: (step, inputs) => {
        const fingerprint = fingerprintOf(step, inputs, facts);
        return { key: keyOf(fingerprint), fingerprint };
      },
      reasonsFor: (step, key, fingerprint) => reasonsFor(step, key, fingerprint, { actions: store.actions, earlier }),
    });
    const failed = [...results.values()].some((result) => result.action === 'failed');
    executed = { status: interrupt.signal.aborted ? 'interrupted' : failed ? 'failed' : 'done', results };
    folder = await options.settle?.(executed);
    return executed;
  } finally {
    interrupt.done();
    // Also when something was thrown: the reporter gives the terminal back before the error is told.
    await reporter.end({ ...executed, durationMs: Date.now() - started, ...(folder !== undefined && { folder }) });
  }
}

async function makeReporter(json: boolean, terminal: Terminal, expected: () => Expectation): Promise<Reporter> {
  if (json) return (await import('../report/jsonl.ts')).jsonlReporter((line) => terminal.out(line));
  if (terminal.interactive) {
    const { terminalReporter } = await import('../report/terminal.ts');
    return terminalReporter(process.stderr, { expected: expected() });
  }
  return (await import('../report/plain.ts')).plainReporter((line) => terminal.err(line));
}

/** More steps than this are not looked up before a run begins. */
const MOST_EXPECTED = 2000;

/** How long the steps took before, for the time that is left. */
function expectationOf(
  { plan, verdicts }: Session & { readonly verdicts: ReadonlyMap<string, Verdict> },
  store: DiskStore,
  cores: number,
): Expectation {
  const durationsMs =
    plan.steps.length > MOST_EXPECTED
      ? new Map<string, number>()
      : expectedDurations(plan, verdicts, recordedPast(store, plan.experiment));
  return { cores, durationsMs };
}
