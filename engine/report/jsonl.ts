import type { StepEvent } from '../core/event.ts';
import { isExpected } from '../core/failure.ts';
import type { OutlinedStep } from '../core/outline.ts';
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
  const places = new Map<string, Pick<OutlinedStep, 'name' | 'point'>>();
  return {
    start({ experiment, file, seed, runtime, steps }, foreseen) {
      const planned = steps.map(({ id, name, point, stage }) => {
        places.set(id, { name, point });
        return { id, name, point, stage: stage.name, ...foreseen.get(id) };
      });
      put({ type: 'plan', experiment, file, seed, runtime, steps: planned });
    },
    report: (event) => put(event.type === 'notice' ? event : asData(event, places.get(event.step))),
    async end({ status, durationMs, results, folder }) {
      put({ type: 'end', status, durationMs, steps: countActions(results), folder });
    },
  };
}

function asData(event: StepEvent, place: Pick<OutlinedStep, 'name' | 'point'> | undefined): object {
  const { type, step, at, ...more } = event;
  const head = { type, step, ...place, at };
  if (event.type === 'reused') return { ...head, ...essence(event.record) };
  if (event.type === 'finished') return { ...head, kind: event.kind, ...essence(event.record) };
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
