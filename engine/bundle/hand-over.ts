import { digestOf, shortDigest } from '../core/digest.ts';
import { isObject, type Json } from '../core/json.ts';
import type { StepRecord } from '../core/record.ts';
import { fileOf } from '../document/provenance.ts';
import type { RunRecord } from '../runs/run-record.ts';

// A bundle is handed to strangers, so it names neither the machine nor folders on it.

/** A run's record without the names of its machine. The same run always gives the same. */
export function handedOverRun(run: RunRecord): RunRecord {
  const { pulled: _, ...record } = run;
  return {
    ...record,
    file: fileOf(run),
    process: nameless(run.process),
    host: withoutName(run.host),
    steps: run.steps.map(({ job: __, ...step }) => step),
  };
}

/** A name that only tells one process from others; no process has the number 0. */
function nameless(process: RunRecord['process']): RunRecord['process'] {
  if (process.pid === 0) return process;
  return { pid: 0, host: shortDigest(digestOf('process of a bundle', process as unknown as Json)) };
}

export function handedOverRecord(record: StepRecord): StepRecord {
  return { ...record, host: withoutName(record.host) };
}

function withoutName(host: Json): Json {
  if (!isObject(host)) return host;
  const { name: _, ...facts } = host;
  return facts;
}
