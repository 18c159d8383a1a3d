// Situations that a kill or a damaged file does not bring about, and what Assay must do in them: see docs/guarantees.md.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { allTrials, drawTrials } from './all.ts';
import { Bench, compileShim, furnishToy } from './bench.ts';
import { lackingHere } from './needs.ts';
import { runTrials, type Kind, type TrialResults } from './trial.ts';

export interface TrialOptions {
  readonly seed: number;
  /** How many trials of each kind, at most. */
  readonly each: number;
  /** An empty folder that others may look into; the bundled toy.fixture.ts lies in it, as `toy.mjs`. */
  readonly folder: string;
  /** The project's folder. */
  readonly project: string;
  /** Only trials of this kind. */
  readonly kind?: string;
  /** Only trials whose name contains this. */
  readonly only?: string;
  tell?(line: string): void;
}

/** Draws trials, runs them, and counts by kind. With ASSAY_REQUIRE_SYSTEM, what this machine lacks is a problem too. */
export async function trialCampaign(options: TrialOptions): Promise<TrialResults> {
  const { folder, project, kind, only = '', seed, each } = options;
  furnishToy(project, folder);
  const shim = compileShim(join(project, 'test', 'crash', 'shim.c'), folder);
  const program = join(project, 'dist', 'main.js');
  const lacking = lackingHere({ shim, program: existsSync(program) });
  const stores = join(folder, 'trials');
  mkdirSync(stores, { mode: 0o755 });
  const bench = new Bench(stores, { toy: join(folder, 'toy.mjs'), program, ...(shim !== undefined && { shim }) });
  const chosen = allTrials().filter((trial) => (kind ?? trial.kind) === trial.kind && trial.name.includes(only));
  const results = await runTrials(drawTrials(chosen, each, seed), bench, {
    lacking,
    ...(options.tell !== undefined && { tell: options.tell }),
  });
  if (process.env['ASSAY_REQUIRE_SYSTEM'] === undefined) return results;
  const required = [...lacking].map(([need, why]) => `ASSAY_REQUIRE_SYSTEM is set, and trials need "${need}": ${why}`);
  return { ...results, problems: [...required, ...results.problems] };
}

/** Kinds of which every trial was left out, or none drawn: a campaign without them proves less. */
export function untried({ kinds }: TrialResults): readonly string[] {
  const all = new Set<Kind>(allTrials().map(({ kind }) => kind));
  return [...all].filter((kind) => (kinds[kind]?.trials ?? 0) === 0);
}
