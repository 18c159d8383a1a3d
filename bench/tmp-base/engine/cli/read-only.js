import { steadyClock } from '../core/clock.js';
import { UsageError } from '../core/failure.js';
import { plural } from '../report/words.js';
import { gitCommit } from '../runs/git.js';
import { describeHost } from '../runs/host.js';
import { startRun } from '../runs/runs.js';
import { codeOf } from '../store/local/atomic.js';
/**
 * Begins a numbered run; undefined where the store may only be read and every step is cached: then there is nothing to write.
 *
 * @throws UsageError when the store may only be read and a step must run
 */
export async function startRunIfWritable(store, { plan, verdicts }, { partial, json }, terminal) {
    try {
        const facts = { host: describeHost(), git: gitCommit(process.cwd()), partial, now: steadyClock() };
        return await startRun(store, plan, facts);
    }
    catch (error) {
        if (!isReadOnly(error))
            throw error;
        const steps = plan.steps.filter(({ id }) => verdicts.get(id)?.action !== 'reuse');
        if (steps.length > 0) {
            const named = steps.length > 5 ? plural(steps.length, 'step') : steps.map(({ id }) => id).join(', ');
            throw new UsageError(`The store ${store.root} may only be read, and ${named} must run`, {
                hint: 'Give yourself write permission to the store, or use another one with --store DIR or ASSAY_STORE.',
                cause: error,
            });
        }
        if (!json)
            terminal.err('The store may only be read: every step is cached, but the run gets no number and no folder of its own.');
        return undefined;
    }
}
/** Whether something failed because nobody, or not this user, may write there. */
function isReadOnly(error) {
    const code = codeOf(error instanceof UsageError ? error.cause : undefined);
    return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
}
/** The outputs where they lie in the store, verified. Those of steps without a result, or lost ones, are left out. */
export async function openOutputs(store, plan, results) {
    const files = [];
    for (const { file, step, port } of plan.outputs) {
        const result = results.get(step);
        const artifact = result?.action === 'reused' ? result.record.outputs[port] : undefined;
        const path = artifact === undefined ? undefined : await store.blobs.open(artifact);
        if (path !== undefined)
            files.push({ file, path });
    }
    return files;
}
