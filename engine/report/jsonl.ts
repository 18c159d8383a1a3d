import type { StepEvent } from '../core/event.ts';
import { isExpected } from '../core/failure.ts';
import type { PlannedStep } from '../core/plan.ts';
import { kindOf } from '../plan/planned-actions.ts';
import type { StepRecord } from '../core/record.ts';
import type { Reporter } from './reporter.ts';
import { countActions } from './messages.ts';

/**
 * One JSON object per line, for programs. The first has the type `plan` and the planned action of every step, the last `end` and
 * the counts; between them is one per event, as in engine/core/event.ts, with `step` (its id), `name` and `point`. `at` is in
 * milliseconds since 1970. A
 * record is cut down to key, metrics, warnings, duration and outputs: the rest is in the store under the key.
 */
export function jsonlReporter(write: (line: string) => void): Reporter {
  const put = (value: object): void => write(JSON.stringify(value));
  const places = new Map<string, Pick<PlannedStep, 'name' | 'point'>>();
  return {
    start(plan, actions) {
      const steps = plan.steps.map((step) => {
        const planned = actions.get(step.id);
        const { id, name, point, stage } = step;
        places.set(id, { name, point });
        const head = { id, name, point, stage: stage.name };
        if (planned === undefined) return head;
        const { action } = planned;
        if (action === 'wait') return Object.assign(head, { action, on: planned.on });
        if (action === 'run')
          return Object.assign(head, {
            action,
            kind: kindOf(step, planned),
            key: planned.key,
            reasons: planned.reasons,
          });
        const { key, download } = planned;
        return Object.assign(head, { action, key, ...(download !== undefined && { download }) });
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
    report: (event) => put(event.type === 'notice' ? event : asData(event, places.get(event.step))),
    async end({ status, durationMs, results, folder }) {
      put({ type: 'end', status, durationMs, steps: countActions(results), folder });
    },
  };
}

function asData(event: StepEvent, place: Pick<PlannedStep, 'name' | 'point'> | undefined): object {
  const { type, step, at, ...more } = event;
  const head = { type, step, ...place, at };
  if (event.type === 'reused' || event.type === 'finished') return { ...head, ...essence(event.record) };
  if (event.type === 'failed' || event.type === 'retried') return { ...head, ...more, error: errorData(event.error) };
  return { ...head, ...more };
}

function essence({ key, metrics, warnings, durationMs, outputs }: StepRecord): object {
  return { key, metrics, ...(warnings && { warnings }), durationMs, outputs };
}

function errorData(error: Error): object {
  const hint = 'hint' in error ? error.hint : undefined;
  // The stack tells where a bug happened; for an expected failure it says nothing.
  return { message: error.message, hint, stack: isExpected(error) ? undefined : error.stack };
}
