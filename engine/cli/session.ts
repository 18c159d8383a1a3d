import { fileDigests } from '../execute/file-digests.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Experiment } from '../read/experiment.ts';
import type { OpenFile } from '../read/extend.ts';
import type { Project } from '../read/project.ts';
import { readExperiment } from '../read/read.ts';
import { UsageError } from '../core/failure.ts';
import type { KeyFacts, Plan } from '../core/plan.ts';
import { planExperiment } from '../plan/plan-experiment.ts';
import type { Application } from './application.ts';
import { keepEditorSchema } from './keep-schema.ts';
import { openText } from './open-text.ts';
import { enterProject } from './project.ts';

/** A file that has been read, checked and planned, with what its keys need besides. */
export interface Session {
  /** With the packs of the file's project. */
  readonly application: Application;
  /** The file's project, if it is in one. */
  readonly project?: Project;
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly facts: KeyFacts;
  readonly warning: string | undefined;
}

/**
 * Enters the project of an experiment file, reads the file and plans it: what all commands on a file do first.
 *
 * @throws UsageError when the file cannot be opened, or needs a backend that is not installed
 */
export async function prepare(
  file: string,
  overrides: readonly string[],
  builtIn: Application,
): Promise<{ readonly session?: Session; readonly diagnostics: readonly Diagnostic[] }> {
  const text = readText(file);
  if (typeof text !== 'string') return { diagnostics: [text] };
  const { entered, diagnostics: faults } = await enterProject(file, builtIn);
  if (entered === undefined) return { diagnostics: faults };
  const { application, project } = entered;
  if (project !== undefined) keepEditorSchema(project.root, application);
  const read = readExperiment(
    { file, text },
    {
      registry: application.registry,
      frame: application.frame,
      overrides,
      open: openBase,
      allowed: { project: project !== undefined, permissions: project?.commands === true ? ['commands'] : [] },
    },
  );
  if (read.experiment === undefined) return { diagnostics: read.diagnostics };
  const numerics = application.numerics(read.experiment.runtime);
  const planned = planExperiment(read.experiment, { registry: application.registry, runtime: numerics.runtime });
  const diagnostics = [...read.diagnostics, ...planned.diagnostics];
  if (planned.plan === undefined || diagnostics.length > 0) return { diagnostics };
  return {
    session: {
      application,
      ...(project !== undefined && { project }),
      experiment: read.experiment,
      plan: planned.plan,
      facts: { code: application.code, rules: application.rules, runtime: numerics.facts, fileDigest: fileDigests() },
      warning: numerics.warning,
      ...(project && { project }),
    },
    diagnostics: [],
  };
}

/**
 * The text of an experiment file, or the diagnostic that it cannot be one: too large, binary, or not UTF-8.
 *
 * @throws UsageError when it cannot be opened
 */
export function readText(file: string): string | Diagnostic {
  const text = openText(file, 'an experiment file');
  if (typeof text === 'string' || 'message' in text) return text;
  const { what, why, cause } = text;
  if (what === 'read') throw new UsageError(`Cannot read "${file}": ${why}`, { hint: 'Pass a YAML file.' });
  throw new UsageError(`Cannot open the experiment file "${file}": ${why}`, {
    hint: 'Pass a YAML file, for example experiments/quickstart.yaml.',
    cause,
  });
}

/** Opens a file that another one extends. */
export const openBase: OpenFile = (file) => {
  const text = openText(file, 'an experiment file');
  if (typeof text === 'string') return { file, text };
  return 'message' in text ? text : { message: `Cannot ${text.what} "${file}", which this file extends: ${text.why}` };
};
