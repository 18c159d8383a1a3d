import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Diagnostic } from '../core/diagnostic.ts';
import { fileDigests } from '../execute/file-digests.ts';
import { decodeText } from '../read/decode.ts';
import { LARGEST_FILE } from '../read/yaml.ts';
import type { Experiment } from '../read/experiment.ts';
import { readExperiment } from '../read/read.ts';
import { UsageError } from '../core/failure.ts';
import type { KeyFacts, Plan } from '../core/plan.ts';
import { planExperiment } from '../plan/plan-experiment.ts';
import type { Application } from './application.ts';
import { reasonOf } from './output.ts';

/** A file that has been read, checked and planned, with what its keys need beside it. */
export interface Session {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly facts: KeyFacts;
  readonly warning: string | undefined;
}

/**
 * Reads and plans an experiment file: the phases every command on a file shares.
 *
 * @throws UsageError when the file cannot be opened, or asks for a backend that is not here
 */
export function prepare(
  file: string,
  overrides: readonly string[],
  application: Application,
): { readonly session?: Session; readonly diagnostics: readonly Diagnostic[] } {
  const text = readText(file);
  if (typeof text !== 'string') return { diagnostics: [text] };
  const source = { file, text };
  const read = readExperiment(source, { registry: application.registry, frame: application.frame, overrides });
  if (read.experiment === undefined) return { diagnostics: read.diagnostics };
  const numerics = application.numerics(read.experiment.runtime);
  const planned = planExperiment(read.experiment, { registry: application.registry, runtime: numerics.runtime });
  const diagnostics = [...read.diagnostics, ...planned.diagnostics];
  if (planned.plan === undefined || diagnostics.length > 0) return { diagnostics };
  return {
    session: {
      experiment: read.experiment,
      plan: planned.plan,
      facts: { code: application.code, rules: application.rules, runtime: numerics.facts, fileDigest: fileDigests() },
      warning: numerics.warning,
    },
    diagnostics: [],
  };
}

/** The text of a file, or the diagnostic that it cannot be an experiment: too large, binary, or not UTF-8. */
export function readText(file: string): string | Diagnostic {
  let handle: number;
  try {
    // A named pipe must not make us wait for somebody who writes to it.
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new UsageError(`Cannot open the experiment file "${file}": ${reasonOf(cause)}`, {
      hint: 'Give the path of a YAML file, for example experiments/quickstart.yaml.',
      cause,
    });
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile())
      throw new UsageError(`Cannot read "${file}": it is not a file`, { hint: 'Give the path of a YAML file.' });
    const place = { source: { file, text: '' }, start: 0, end: 1 };
    if (stat.size > LARGEST_FILE) {
      const size = `${(stat.size / 1e6).toFixed(1)} MB`;
      return {
        message: `The file has ${size}; an experiment file has at most ${LARGEST_FILE / 1e6} MB. Data belongs into a dataset`,
        at: place,
      };
    }
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    for (let n = -1; n !== 0 && length < bytes.length; length += n)
      n = readSync(handle, bytes, length, bytes.length - length, null);
    return decodeText(file, bytes.subarray(0, length));
  } finally {
    closeSync(handle);
  }
}
