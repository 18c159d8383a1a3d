import { isExpected } from '../core/failure.js';
import { kindOf } from '../plan/verdicts.js';
import { countActions } from './words.js';
/**
 * One JSON object per line, for programs. The first has the type `plan` and the verdict of every step, the last `end` and
 * the counts; between them is one per event, with `step` and `at` (milliseconds since 1970) as in engine/core/event.ts. A
 * record is cut down to key, metrics, warnings, duration and outputs: the rest is in the store under the key.
 */
export function jsonlReporter(write) {
    const put = (value) => write(JSON.stringify(value));
    return {
        start(plan, verdicts) {
            const steps = plan.steps.map((step) => {
                const verdict = verdicts.get(step.id);
                const head = { id: step.id, stage: step.stage.name, point: step.point };
                if (verdict === undefined)
                    return head;
                const { action } = verdict;
                if (action === 'wait')
                    return Object.assign(head, { action, on: verdict.on });
                if (action === 'run')
                    return Object.assign(head, {
                        action,
                        kind: kindOf(step, verdict),
                        key: verdict.key,
                        reasons: verdict.reasons,
                    });
                return Object.assign(head, { action, key: verdict.key });
            });
            put({
                type: 'plan',
                experiment: plan.experiment,
                file: plan.file,
                seed: plan.seed,
                runtime: plan.runtime,
                steps,
            });
        },
        report: (event) => put(asData(event)),
        async end({ status, durationMs, results, folder }) {
            put({ type: 'end', status, durationMs, steps: countActions(results), folder });
        },
    };
}
function asData(event) {
    if (event.type === 'reused' || event.type === 'finished')
        return { type: event.type, step: event.step, at: event.at, ...essence(event.record) };
    if (event.type === 'failed' || event.type === 'retried')
        return { ...event, error: errorData(event.error) };
    return event;
}
function essence({ key, metrics, warnings, durationMs, outputs }) {
    return { key, metrics, ...(warnings && { warnings }), durationMs, outputs };
}
function errorData(error) {
    const hint = 'hint' in error ? error.hint : undefined;
    // Where a bug happened is worth knowing; where an expected failure was thrown is not.
    return { message: error.message, hint, stack: isExpected(error) ? undefined : error.stack };
}
