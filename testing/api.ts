// What `import ... from 'assay/testing'` gives: the contract that Assay's own stages keep to, for the stages of a project's packs.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderDiagnostic } from '../engine/core/diagnostic.ts';
import { loadPacks } from '../engine/packs/load.ts';
import { extensionsOf, registryOf } from '../engine/packs/registry.ts';
import { readProject } from '../engine/read/project.ts';
import { chooseBackend } from '../nn/backends/index.ts';
import { packageRoot } from '../nn/backends/place.ts';
import { readSchema } from '../schema/read.ts';
import { builtIn, builtInWith } from '../stages/index.ts';
import { packModules } from '../stages/pack-modules.ts';
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
  // Nothing is kept under a key here.
  const host = { version: runningVersion(), modules: packModules, digests: {}, builtIn };
  const { loaded, diagnostics } = await loadPacks(root, read.project?.uses ?? [], host);
  const faults = [...read.diagnostics, ...diagnostics];
  if (loaded === undefined || faults.length > 0) throw new Error(faults.map(renderDiagnostic).join('\n'));
  const stages = loaded.packs.flatMap((pack) => pack.stages);
  const { backend } = chooseBackend({}).facts;
  return contractOf({
    registry: registryOf([builtInWith(extensionsOf(loaded.packs)), ...loaded.packs]),
    frame,
    runtime: { backend, threads: backend === 'portable' ? 1 : 2 },
    experiment,
    stages: stages.map(({ name }) => name),
    endless,
  });
}

function runningVersion(): string {
  const manifest = join(packageRoot(), 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
