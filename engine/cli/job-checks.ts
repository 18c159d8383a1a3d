import { hostname } from 'node:os';
import { StageFailure } from '../core/failure.ts';
import { canonical, type Json } from '../core/json.ts';
import { differences, showReason } from '../core/reason.ts';
import type { Fingerprint } from '../core/record.ts';
import type { Registry } from '../core/stage.ts';
import type { AssayName, BatchHead } from '../execute/slurm/batch.ts';
import type { Application } from './application.ts';

// A node may be another machine than the one where the run began. A job refuses to compute there what would be another result.

/** The program that a job runs. */
export interface JobProgram {
  readonly application: Application;
  /** The stages, with those of the packs in a manifest; undefined, and told, when the packs are not there any more. */
  readonly stagesOf: (packs: string | undefined) => Promise<Registry['stages'] | undefined>;
}

/** @throws StageFailure when this is not the Assay that made the keys */
export function checkAssay({ version, program }: Application, expected: AssayName): void {
  if (program.code === expected.code && version === expected.version) return;
  const what =
    version === expected.version ? `version ${version} with other code` : `version ${version}, not ${expected.version}`;
  throw new StageFailure(`Node ${hostname()} has another Assay: ${what}`, {
    hint: 'Let all nodes use the same installation. If Assay was updated while the jobs waited, run again.',
  });
}

/** @throws StageFailure when the packs cannot be opened here */
export async function openStages({ stagesOf }: JobProgram, { packs }: AssayName): Promise<Registry['stages']> {
  const stages = await stagesOf(packs);
  if (stages !== undefined) return stages;
  throw new StageFailure(`Node ${hostname()} cannot open the packs of the project, ${packs ?? ''}`, {
    hint: 'Put the project on a file system that all nodes share, and let its owner write there; then run again.',
  });
}

/**
 * The loop's facts about the numeric backend are in the keys.
 *
 * @throws StageFailure when this machine says something else of itself: it would compute other bits
 */
export function checkNumerics(application: Application, { facts, requested }: BatchHead): void {
  const here = application.numerics(requested as unknown as Parameters<Application['numerics']>[0]).facts;
  const names = Object.keys({ ...facts.runtime, ...here }).sort();
  const others = names.filter((name) => show(facts.runtime[name]) !== show(here[name]));
  if (others.length === 0) return;
  const list = others.map((name) => `${name} is ${show(here[name])}, not ${show(facts.runtime[name])}`).join('; ');
  throw new StageFailure(`Node ${hostname()} would compute other bits than the machine where the run began: ${list}`, {
    hint: 'Choose nodes that are alike with "flags" in assay.yaml, limit runtime.isa in the experiment, or begin the run on such a node with --detach.',
  });
}

/**
 * Inputs and files may have changed since a step was submitted; its loop sees the other key then. But what is asked about the machine must
 * be the same.
 *
 * @throws StageFailure when it is not
 */
export function checkSurroundings(id: string, expected: Fingerprint, found: Fingerprint): void {
  const others = differences(expected, found).filter((reason) => {
    return !('path' in reason) || (reason.path[0] !== 'inputs' && reason.path[0] !== 'files');
  });
  if (others.length === 0) return;
  throw new StageFailure(
    `On node ${hostname()}, ${id} would be another step than where the run began: ${others.map(showReason).join('; ')}`,
    { hint: 'Let all nodes have the same programs and variables, for example with "setup" in assay.yaml.' },
  );
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : canonical(value);
}
