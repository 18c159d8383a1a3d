// What `import ... from 'assay/testing'` gives: the contract that Assay's own stages keep to, for the stages of a project's packs.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDiagnostic } from '../engine/core/diagnostic.ts';
import { loadPacks } from '../engine/packs/load.ts';
import { readProject } from '../engine/read/project.ts';
import { chooseBackend } from '../nn/backends/index.ts';
import { packageRoot } from '../nn/backends/place.ts';
import { readSchema } from '../schema/read.ts';
import { registry } from '../stages/index.ts';
import { frame } from '../stages/sections.ts';
import { type Contract, contractOf } from './contract.ts';

export type { Check, Contract } from './contract.ts';

/** What the stages of a project's packs are tried with. */
export interface Trial {
  /** The project's folder; the current one when it is left out. */
  readonly project?: string;
  /** The text of an experiment file that has a step of every stage of the project's packs. Its steps should take seconds. */
  readonly experiment: string;
  /** By stage: an override, as `--set` takes it, with which its first step takes minutes. A stage without one is quick. */
  readonly endless?: Readonly<Record<string, string>>;
}

/**
 * The contract of all stages of a project's packs, as checks for any test runner:
 *
 * ```js
 * import { after, test } from 'node:test';          // or: import { afterAll, test } from 'vitest';
 * import { stageContract } from 'assay/testing';
 *
 * const { checks, end } = await stageContract({ experiment: readFileSync('experiments/first.yaml', 'utf8') });
 * for (const { stage, name, run } of checks) test(`${stage} ${name}`, run);
 * after(end);
 * ```
 *
 * @throws Error with all that is wrong with the project or a pack
 */
export async function stageContract({ project = '.', experiment, endless = {} }: Trial): Promise<Contract> {
  const root = resolve(project);
  const file = join(root, 'assay.yaml');
  const read = readProject({ file, text: readFileSync(file, 'utf8') }, root, readSchema('project'));
  const { loaded, diagnostics } = await loadPacks(root, read.project?.uses ?? [], runningAssay());
  const faults = [...read.diagnostics, ...diagnostics];
  if (loaded === undefined || faults.length > 0) throw new Error(faults.map(renderDiagnostic).join('\n'));
  const stages = loaded.packs.flatMap((pack) => pack.stages);
  const sections = loaded.packs.map((pack) => pack.sections ?? {});
  const { backend } = chooseBackend({}).facts;
  return contractOf({
    registry: {
      stages: { ...registry.stages, ...Object.fromEntries(stages.map((stage) => [stage.name, stage])) },
      sections: Object.assign({}, registry.sections, ...sections) as typeof registry.sections,
    },
    frame,
    runtime: { backend, threads: backend === 'portable' ? 1 : 2 },
    experiment,
    stages: stages.map(({ name }) => name),
    endless,
  });
}

/** What packs import is this Assay. */
function runningAssay(): Parameters<typeof loadPacks>[2] {
  const manifest = join(packageRoot(), 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const modules = {
    assay: fileURLToPath(new URL('../engine/packs/api.js', import.meta.url)),
    'assay/formats': fileURLToPath(new URL('../stages/formats/api.js', import.meta.url)),
  };
  return { version, modules };
}
