import { steadyClock } from '../core/clock.js';
import { furthestCheckpoint } from '../plan/checkpoint-key.js';
import { expectedDurations } from '../plan/estimate.js';
import { fingerprintOf, keyOf } from '../plan/fingerprint.js';
import { reasonsFor } from '../plan/verdicts.js';
import { execute } from '../execute/execute.js';
import { describeHost } from '../runs/host.js';
import { earlierKeys } from './earlier-keys.js';
import { recordedPast } from './history.js';
import { onInterrupt } from './interrupt.js';
import { EXIT } from './output.js';
/**
 * Executes a session's plan in the real world and shows its course: the interruption from outside, the reporter, the keys.
 *
 * @param options.settle called with what came of it before the reporter ends; returns the run's folder to show, if any
 */
export async function executeSession(session, options, application, terminal) {
    const { plan, facts, verdicts } = session;
    const { store } = options;
    const reporter = await makeReporter(options.json, terminal, () => expectationOf(session, store, options.cores));
    const now = steadyClock();
    const started = now();
    const earlier = earlierKeys(store, plan.experiment);
    const interrupt = onInterrupt((why) => store.notices.tell(`The terminal is gone. The run goes on, because ${why}`));
    reporter.start(plan, verdicts);
    store.notices.listen((message) => reporter.report({ type: 'notice', at: now(), message }));
    const working = new Set();
    const fingerprints = new Map();
    let executed = { status: 'failed', results: new Map(), stopped: [], exitCode: EXIT.failed };
    let folder;
    try {
        const results = await execute(plan, {
            store,
            cores: options.cores,
            host: describeHost(),
            workerEntry: application.workerEntry,
            signal: interrupt.signal,
            ...(options.forced && { forced: options.forced }),
            now,
            report: (event) => {
                if (event.type === 'started')
                    working.add(event.step);
                reporter.report(event);
            },
            keyOf: (step, inputs) => {
                const fingerprint = fingerprintOf(step, inputs, facts);
                fingerprints.set(step.id, fingerprint);
                return { key: keyOf(fingerprint), fingerprint };
            },
            reasonsFor: (step, key, fingerprint) => reasonsFor(step, key, fingerprint, { actions: store.actions, earlier }),
        });
        const failed = [...results.values()].some((result) => result.action === 'failed');
        const stopped = plan.steps.flatMap((step) => {
            const fingerprint = fingerprints.get(step.id);
            if (results.get(step.id)?.action !== 'cancelled' || !working.has(step.id) || fingerprint === undefined)
                return [];
            // A step that is forced starts from nothing.
            const forced = options.forced?.has(step.id) === true;
            return [{ step, kept: forced ? undefined : furthestCheckpoint(step, fingerprint, store) }];
        });
        executed = interrupt.signal.aborted
            ? { status: 'interrupted', results, stopped, exitCode: interrupt.code() }
            : { status: failed ? 'failed' : 'done', results, stopped, exitCode: failed ? EXIT.failed : EXIT.done };
        folder = await options.settle?.(executed);
        return executed;
    }
    finally {
        interrupt.done();
        // Also when something was thrown: the reporter gives the terminal back before the error is told.
        const { status, results } = executed;
        await reporter.end({ status, results, durationMs: now() - started, ...(folder !== undefined && { folder }) });
    }
}
async function makeReporter(json, terminal, expected) {
    if (json)
        return (await import('../report/jsonl.js')).jsonlReporter((line) => terminal.out(line));
    if (terminal.interactive) {
        const { terminalReporter } = await import('../report/terminal.js');
        return terminalReporter(process.stderr, { expected: expected() });
    }
    return (await import('../report/plain.js')).plainReporter((line) => terminal.err(line));
}
/** More steps than this are not looked up before a run begins. */
const MOST_EXPECTED = 2000;
/** How long the steps took before, for the time that is left. */
function expectationOf({ plan, verdicts }, store, cores) {
    const durationsMs = plan.steps.length > MOST_EXPECTED
        ? new Map()
        : expectedDurations(plan, verdicts, recordedPast(store, plan.experiment));
    return { cores, durationsMs };
}
