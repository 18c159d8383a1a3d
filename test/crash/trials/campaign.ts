// Situations that a kill or a damaged file does not bring about, and what Assay must do in them: see docs/guarantees.md.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { allTrials, drawTrials } from './all.ts';
import { Bench, compileShim, furnishToy } from './bench.ts';
import { lackingHere, type Need } from './needs.ts';
import { KINDS, runTrials, type TrialResults } from './trial.ts';

/** What trials are run on: a bench, and what this machine lacks for some of them. */
export interface Ready {
  readonly bench: Bench;
  readonly lacking: ReadonlyMap<Need, string>;
}

/**
 * Makes a bench.
 *
 * @param folder an empty one but for the bundled toy.fixture.ts, as `toy.mjs`; others may look into it
 * @param project the project's folder
 */
export function makeReady(folder: string, project: string): Ready {
  furnishToy(project, folder);
  const shim = compileShim(join(project, 'test', 'crash', 'shim.c'), folder);
  const program = join(project, 'dist', 'main.js');
  const stores = join(folder, 'trials');
  mkdirSync(stores, { mode: 0o755 });
  const bench = new Bench(stores, { toy: join(folder, 'toy.mjs'), program, ...(shim !== undefined && { shim }) });
  return { bench, lacking: lackingHere({ shim, program: existsSync(program) }) };
}

/**
 * Draws trials and runs them. With ASSAY_REQUIRE_SYSTEM, what this machine lacks is a problem too.
 *
 * @param options.each how many trials of each kind, at most
 * @param options.kind only trials of this kind
 * @param options.only only trials whose name contains this
 */
export async function trialCampaign(
  { bench, lacking }: Ready,
  options: {
    readonly seed: number;
    readonly each: number;
    readonly kind?: string;
    readonly only?: string;
    readonly tell?: (line: string) => void;
  },
): Promise<TrialResults> {
  const { kind, only = '', seed, each, tell } = options;
  if (kind !== undefined && !KINDS.some((known) => known === kind))
    throw new Error(`No trials are called "${kind}": there are ${KINDS.join(', ')}`);
  const chosen = allTrials().filter((trial) => (kind ?? trial.kind) === trial.kind && trial.name.includes(only));
  const results = await runTrials(drawTrials(chosen, each, seed), bench, { lacking, ...(tell && { tell }) });
  if (process.env['ASSAY_REQUIRE_SYSTEM'] === undefined) return results;
  const required = [...lacking].map(([need, why]) => `ASSAY_REQUIRE_SYSTEM is set, and trials need "${need}": ${why}`);
  return { ...results, problems: [...required, ...results.problems] };
}
