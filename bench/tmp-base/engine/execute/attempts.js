import { showDuration } from '../core/duration.js';
import { StageFailure } from '../core/failure.js';
import { showReach } from '../core/reach.js';
import { systemFailure } from '../store/local/atomic.js';
import { Checkpoints } from './checkpoints.js';
import { errorWords } from '../core/result.js';
import { runStep } from './run-step.js';
/**
 * Runs a step as its policy says: stops an attempt whose time is over, and tries again what has failed. An attempt goes on
 * from the furthest state that the ones before it have kept; every attempt has the whole timeout.
 *
 * @param options.halt aborted when nothing more is to be started: a step that fails then is not tried again
 * @param options.startedAt when the first attempt begins, by the world's clock
 */
export async function attemptStep(step, opened, options, world) {
    const { retries, timeoutMs } = step.policy;
    const { fingerprint, runtime, halt } = options;
    const checkpoints = step.stage.extends === undefined ? undefined : new Checkpoints(world.store, step, fingerprint);
    const attempts = [];
    for (let { startedAt } = options;;) {
        // A step that is forced starts from nothing, but not over and over again.
        const checkpoint = await checkpoints?.latest({ own: world.forced?.has(step.id) === true });
        if (checkpoint !== undefined)
            tellStart(step, checkpoint, world);
        // A step that saves a state has read the one it goes on from, which may be removed then.
        let unread = checkpoint;
        const changed = async () => {
            const input = await opened.changed();
            if (input !== undefined || (await unread?.changed()) === undefined)
                return input;
            return { touched: 'its checkpoint' };
        };
        const changedBeforeSave = async () => {
            if ((await changed()) !== undefined)
                return true;
            unread = undefined;
            return false;
        };
        try {
            const made = await inTime(timeoutMs, world.signal, (signal) => {
                const { facts = {} } = fingerprint;
                const start = { inputs: opened.inputs, runtime, facts, checkpoint, checkpoints, signal };
                return runStep(step, { ...start, changed: changedBeforeSave }, world);
            });
            return (await changed()) ?? { made, attempts };
        }
        catch (thrown) {
            const error = asError(thrown);
            const change = world.signal.aborted ? undefined : await changed();
            if (change !== undefined)
                return change;
            if (halt.aborted || attempts.length >= retries)
                return { error, attempts };
            const at = world.now();
            attempts.push({ error: errorWords(error), durationMs: at - startedAt });
            startedAt = at;
            world.report({ type: 'retried', step: step.id, at, error, attempt: attempts.length, of: retries });
        }
    }
}
function tellStart(step, checkpoint, world) {
    const message = `${step.id} continues after ${showReach(checkpoint, step.stage.extends ?? '')}`;
    world.report({ type: 'notice', at: world.now(), message });
}
/**
 * Runs something that stops when its signal is aborted, which happens after `timeoutMs`. What comes to its end all the same
 * keeps its result: it is as good as an earlier one.
 *
 * @throws StageFailure when the time was over
 */
async function inTime(timeoutMs, signal, run) {
    if (timeoutMs === undefined)
        return run(signal);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    try {
        return await run(AbortSignal.any([signal, late.signal]));
    }
    catch (cause) {
        // Whatever a step throws after it was stopped, it throws because it was stopped.
        if (!late.signal.aborted)
            throw cause;
        throw new StageFailure(`It has not ended within ${showDuration(timeoutMs)}`, {
            hint: 'Give it a longer `timeout`, or find out what keeps it; a training continues from its last checkpoint.',
            cause,
        });
    }
    finally {
        clearTimeout(timer);
    }
}
/** What was thrown, as an error; a limit of the system that was reached is told as such, wherever it was met. */
export function asError(thrown) {
    const error = systemFailure(thrown);
    return error instanceof Error ? error : new Error(`A stage threw something that is not an error: ${String(thrown)}`);
}
