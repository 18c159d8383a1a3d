import { steadyClock } from '../core/clock.ts';
import type { RunEvent } from '../core/event.ts';
import type { PlannedStep, PlannedAction } from '../core/plan.ts';
import { furthestCheckpoint } from '../plan/checkpoint-key.ts';
import { expectedDurations } from '../plan/estimate.ts';
import { fingerprintOf, keyOf } from '../plan/fingerprint.ts';
import { foresee } from '../plan/planned-actions.ts';
import type { Fingerprint } from '../core/record.ts';
import type { Reach } from '../core/stage.ts';
import type { Expectation } from '../report/outlook.ts';
import { severalReporters, type Reporter, type Summary } from '../report/reporter.ts';
import { execute } from '../execute/execute.ts';
import { localExecutors } from '../execute/executors/local.ts';
import type { RemoteResults } from '../execute/remote-results.ts';
import { thisMachine } from '../execute/resources.ts';
import { describeHost } from '../runs/host.ts';
import type { StepResult } from '../core/result.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Application } from './application.ts';
import { earlierKeys } from './earlier-keys.ts';
import { recordedPast } from './history.ts';
import { onInterrupt } from './interrupt.ts';
import { showTraffic } from './remote.ts';
import type { Elsewhere } from './on-cluster.ts';
import { EXIT, type Terminal } from './output.ts';
import { makeReporter } from './make-reporter.ts';
import type { Session } from './session.ts';

/** The outcome of a plan. */
export interface Executed {
  readonly status: Summary['status'];
  readonly results: ReadonlyMap<string, StepResult>;
  /** Steps that were running when the run was interrupted. */
  readonly stopped: readonly StoppedStep[];
  readonly exitCode: number;
}

/** A session whose steps have actions. It may come from a file that is gone: a detached run. */
export interface PlannedSession extends Pick<Session, 'plan' | 'facts'> {
  readonly actions: ReadonlyMap<string, PlannedAction>;
}

/** A step that was stopped while it ran, and how far its checkpoint reaches, if it has one. The next run continues there. */
export interface StoppedStep {
  readonly step: PlannedStep;
  readonly kept: Reach | undefined;
}

/**
 * Executes a session's plan: handles interruption, reports progress, and computes keys.
 *
 * @param options.settle called with the outcome before the reporter ends; returns the run's folder to show, if any
 */
export async function executeSession(
  session: PlannedSession,
  options: {
    readonly store: DiskStore;
    readonly cores: number;
    readonly json: boolean;
    readonly forced?: ReadonlySet<string>;
    /** What the run keeps of its events. */
    readonly journal?: Reporter;
    readonly remote?: RemoteResults | undefined;
    /** Where steps run instead of here. */
    readonly elsewhere?: Elsewhere;
    /** The number of the run, if it has one. */
    readonly number?: number;
    settle?(executed: Executed): Promise<string | undefined>;
  },
  application: Application,
  terminal: Terminal,
): Promise<Executed> {
  const { plan, facts, actions } = session;
  const { store, remote } = options;
  const shown = await makeReporter(options.json, terminal, () => expectationOf(session, store, options.cores));
  const reporter = options.journal === undefined ? shown : severalReporters([shown, options.journal]);
  const now = steadyClock();
  const started = now();
  const earlier = earlierKeys(store, plan.experiment);
  const interrupt = onInterrupt((why) => store.notices.tell(`The terminal closed. The run continues, because ${why}`));
  interrupt.signal.addEventListener('abort', () => remote?.stop());
  reporter.start(plan, foresee(plan, actions));
  store.notices.listen((message) => reporter.report({ type: 'notice', at: now(), message }));
  const working = new Set<string>();
  const fingerprints = new Map<string, Fingerprint>();
  let executed: Executed = { status: 'failed', results: new Map(), stopped: [], exitCode: EXIT.failed };
  let folder: string | undefined;
  const { signal } = interrupt;
  const report = (event: RunEvent): void => {
    if (event.type === 'started') working.add(event.step);
    reporter.report(event);
  };
  const delegateOf = options.elsewhere?.({
    signal,
    now,
    report,
    run: options.number,
    interrupt: () => interrupt.stop(),
  });
  try {
    const results = await execute(plan, {
      store,
      host: describeHost(),
      signal,
      ...(options.forced && { forced: options.forced }),
      ...(remote && { remote }),
      ...(delegateOf && { delegateOf }),
      now,
      report,
      keyOf: (step, inputs) => {
        const fingerprint = fingerprintOf(step, inputs, facts);
        fingerprints.set(step.id, fingerprint);
        return { key: keyOf(fingerprint), fingerprint };
      },
      executorsOf: (which) => localExecutors(which, application.workerEntry, thisMachine(options.cores)),
      earlier,
    });
    const failed = [...results.values()].some((result) => result.action === 'failed');
    const stopped = plan.steps.flatMap((step): StoppedStep[] => {
      const fingerprint = fingerprints.get(step.id);
      if (results.get(step.id)?.action !== 'cancelled' || !working.has(step.id) || fingerprint === undefined) return [];
      // A forced step starts from the beginning.
      const forced = options.forced?.has(step.id) === true;
      return [{ step, kept: forced ? undefined : furthestCheckpoint(step, fingerprint, store) }];
    });
    executed = interrupt.signal.aborted
      ? { status: 'interrupted', results, stopped, exitCode: interrupt.code() }
      : { status: failed ? 'failed' : 'done', results, stopped, exitCode: failed ? EXIT.failed : EXIT.done };
    folder = await options.settle?.(executed);
    if (remote !== undefined) await endRemote(remote, store, plan.experiment);
    return executed;
  } finally {
    interrupt.done();
    // Also after a throw: the reporter must release the terminal before the error is shown.
    const { status, results, exitCode } = executed;
    await reporter.end({
      status,
      results,
      exitCode,
      durationMs: now() - started,
      ...(folder !== undefined && { folder }),
    });
  }
}

/** Waits for uploads: the run itself is complete. */
async function endRemote(remote: RemoteResults, store: DiskStore, experiment: string): Promise<void> {
  await remote.finish(`"assay push ${experiment}" uploads what is left of the run.`);
  const traffic = showTraffic(remote);
  if (traffic !== undefined) store.notices.tell(traffic);
}

/** A run with more steps than this starts without looking up how long they took. */
const MOST_EXPECTED = 2000;

/** How long the steps took in earlier runs, to estimate the time left. */
function expectationOf({ plan, actions }: PlannedSession, store: DiskStore, cores: number): Expectation {
  const durationsMs =
    plan.steps.length > MOST_EXPECTED
      ? new Map<string, number>()
      : expectedDurations(plan, actions, recordedPast(store, plan.experiment));
  return { cores, durationsMs };
}
