import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../core/diagnostic.ts';
import { hexOf, parseDigest, shortDigest, type Digest } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { listExperiments, listRuns, readRun, runFiles, wasKilled } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { walk } from '../store/local/walk.ts';

// How a person names a run of any experiment, `EXPERIMENT@RUN`, and a key, `EXPERIMENT@RUN:STEP` or the key itself. Names of
// experiments hold neither "@" nor ":"; no shell gives them a meaning.

const HINT = 'Name a key, the first digits of one, or a step: EXPERIMENT:STEP or EXPERIMENT@RUN:STEP.';

/** Whether a text can only be the number of a run: an experiment with such a name is called `2@latest`. */
export function isRunNumber(text: string): boolean {
  return text === 'latest' || /^\d+$/.test(text);
}

/** The name of an experiment, given as such or by its file; a file that cannot be read has the name it is called by. */
export async function experimentName(text: string): Promise<string> {
  if (!/\.ya?ml$/.test(text)) return text;
  return (await nameInFile(text)) ?? text.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '');
}

async function nameInFile(file: string): Promise<string | undefined> {
  const { LARGEST_FILE, parseYaml } = await import('../read/yaml.ts');
  let text: string;
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > LARGEST_FILE) return undefined;
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const name = parseYaml({ file, text }).document?.root.fields?.get('experiment')?.scalar;
  return typeof name === 'string' ? name : undefined;
}

/**
 * The run that `EXPERIMENT@RUN` names; without `@RUN` the newest. The experiment may be named by its file.
 *
 * @throws UsageError when there is no such run
 */
export async function runAt(store: DiskStore, reference: string): Promise<RunRecord> {
  // The path of a file may hold "@" too.
  const parts = /\.ya?ml$/.test(reference) ? null : /^(.+)@([^@/\\]*)$/.exec(reference);
  const [, experiment = reference, run = 'latest'] = parts ?? [];
  const expected = `Expected the number of a run or "latest" after "@", found "${run}" in "${reference}"`;
  return findRun(store, await experimentName(experiment), run, expected);
}

/**
 * The key that a person means: a whole key, its first digits, or that of a step of a run.
 *
 * @throws UsageError when there is none, or more than one
 */
export async function keyAt(store: DiskStore, reference: string): Promise<Digest> {
  const digits = /^(?:sha256:)?([0-9a-f]{4,64})$/.exec(reference)?.[1];
  if (digits !== undefined) return keyThatStarts(store, digits);
  // The first ":" that a step's name follows: values in the brackets may hold others.
  const [, run, step] = /^(.+?):([A-Za-z_][\w-]*(?:\[.*\])?)$/s.exec(reference) ?? [];
  if (run === undefined || step === undefined)
    throw new UsageError(`Expected a key or a step of a run, found "${reference}"`, { hint: HINT });
  return keyOfStep(await runAt(store, run), step);
}

function keyThatStarts(store: DiskStore, digits: string): Digest {
  const found: Digest[] = [];
  for (const { hex } of walk(join(store.root, 'actions'), '.json')) {
    const key = hex?.startsWith(digits) === true ? parseDigest(`sha256:${hex}`) : undefined;
    if (key !== undefined) found.push(key);
  }
  const [only] = found;
  if (only === undefined)
    throw new UsageError(`There is no record of a key that starts with ${digits}`, { hint: HINT });
  if (found.length === 1) return only;
  const shown = found.map((key) => `${hexOf(key).slice(0, 16)} (${store.actions.get(key)?.fingerprint.stage ?? '?'})`);
  throw new UsageError(`${found.length} keys start with ${digits}: ${shown.toSorted().slice(0, 8).join(', ')}`, {
    hint: 'Give more digits.',
  });
}

function keyOfStep(run: RunRecord, name: string): Digest {
  const where = `Run ${run.number} of "${run.experiment}"`;
  const steps = run.steps.filter((step) => step.id === name || step.name === name);
  const [step] = steps;
  if (step === undefined) throw noStep(run, name);
  if (steps.length > 1)
    throw new UsageError(`${where} has ${steps.length} instances of "${name}"`, {
      hint: `Name one of ${steps
        .slice(0, 10)
        .map(({ id }) => id)
        .join(', ')}.`,
    });
  if (step.key !== undefined) return step.key;
  throw new UsageError(`${step.id} got no key in run ${run.number} of "${run.experiment}": it was ${step.action}`);
}

/** The error of somebody who names a step that a run does not have, of those that it has. */
export function noStep(run: RunRecord, name: string, known = run.steps.map(({ id }) => id)): UsageError {
  const hint = wasKilled(run)
    ? KILLED
    : run.status === 'running'
      ? 'It is running: what its steps did is written down when it ends.'
      : `Its steps are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`;
  return new UsageError(`Run ${run.number} of "${run.experiment}" has no step "${name}"${didYouMean(name, known)}`, {
    hint,
  });
}

/** What there is to know of a run whose process was killed. */
export const KILLED =
  'It was killed before it could write down what it did. What had finished is kept: run the same command again to go on.';

/** A key and what a person would call it. */
export function showKey(key: Digest, reference: string): string {
  const short = shortDigest(key);
  return /^(?:sha256:)?[0-9a-f]+$/.test(reference) ? short : `${reference} (${short})`;
}

/**
 * A run that the user named.
 *
 * @param which its number or "latest"
 * @param expected the message when it is neither
 * @throws UsageError when there is no such run, or its record is damaged; says which there are
 */
export function findRun(
  store: DiskStore,
  experiment: string,
  which: string,
  expected = `Expected the number of a run or "latest", found "${which}"`,
): RunRecord {
  const number = which === 'latest' ? which : /^[1-9]\d{0,14}$/.test(which) ? Number(which) : undefined;
  const run = number === undefined ? undefined : readRun(store, experiment, number);
  if (run !== undefined) return run;
  const known = [...runFiles(store, experiment)];
  if (known.length === 0) throw noRuns(store, experiment);
  const damaged = known.find((each) => each.run === undefined && (number === 'latest' || number === each.number));
  if (damaged !== undefined) throw new UsageError(damageOf(experiment, damaged.number), { hint: `${REMEDY}.` });
  const numbers = known.slice(0, 10).map((each) => each.number);
  throw new UsageError(
    number === undefined ? expected : `Experiment "${experiment}" has no run ${number} in this store`,
    { hint: `Its runs are ${numbers.join(', ')}${known.length > numbers.length ? ', ...' : ''}.` },
  );
}

/** The error of somebody who names an experiment that has no runs; says which have. */
export function noRuns(store: DiskStore, experiment: string): UsageError {
  const known = listExperiments(store).filter((name) => listRuns(store, name, 1).length > 0);
  const hint =
    known.length > 0
      ? `The experiments with runs are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`
      : existsSync(store.root)
        ? 'There are no runs in it yet: run an experiment first.'
        : `There is no store at ${store.root}: use --store DIR, or run an experiment first.`;
  return new UsageError(`Experiment "${experiment}" has no run in this store${didYouMean(experiment, known)}`, {
    hint,
  });
}

/** That the record of a run cannot be read. */
export function damageOf(experiment: string, number: number): string {
  return `The record of run ${number} of ${experiment} is damaged`;
}

/** What to do about it. */
export const REMEDY = '"assay fsck" moves it to quarantine';
