import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../core/diagnostic.ts';
import { hexOf, parseDigest, shortDigest, type Digest } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { listExperiments, listRuns, readRun, runFiles, wasKilled } from '../runs/runs.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { walk } from '../store/local/walk.ts';

// How a user names a run of any experiment, `EXPERIMENT@RUN`, and a key, `EXPERIMENT@RUN:STEP` or the key itself. Names of
// experiments contain neither "@" nor ":", and neither sign means anything to a shell.

/** Splits at the first ":" that the name of a step follows: values in the brackets may contain others. */
const STEP_OF_RUN = /^(.+?):([A-Za-z_][\w-]*(?:\[.*\])?)$/s;

const HINT = 'Pass a key, its first digits, or a step: EXPERIMENT:STEP or EXPERIMENT@RUN:STEP.';

/** Whether a text is the number of a run. To name an experiment that is called "2", write `2@latest`. */
export function isRunNumber(text: string): boolean {
  return text === 'latest' || /^\d+$/.test(text);
}

/** Returns the name of an experiment, given by name or by file; for a file that cannot be read, the file's own name. */
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
 * Returns the run that `EXPERIMENT@RUN` names, the newest without `@RUN`. The file of an experiment may stand for its name.
 *
 * @throws UsageError when there is no such run
 */
export async function runAt(store: DiskStore, reference: string): Promise<RunRecord> {
  // The path of a file may contain "@" too.
  const parts = /\.ya?ml$/.test(reference) ? null : /^(.+)@([^@/\\]*)$/.exec(reference);
  const [, experiment = reference, run = 'latest'] = parts ?? [];
  const expected = `Expected the number of a run or "latest" after "@", found "${run}" in "${reference}"`;
  return findRun(store, await experimentName(experiment), run, expected);
}

/**
 * Returns the key that a user means: a whole key, its first digits, or that of a step of a run.
 *
 * @throws UsageError when there is none, or more than one
 */
export async function keyAt(store: DiskStore, reference: string): Promise<Digest> {
  const digits = /^(?:sha256:)?([0-9a-f]{4,64})$/.exec(reference)?.[1];
  if (digits !== undefined) return keyThatStarts(store, digits);
  const [, run, step] = STEP_OF_RUN.exec(reference) ?? [];
  if (run === undefined || step === undefined)
    throw new UsageError(`Expected a key or a step of a run, found "${reference}"`, { hint: HINT });
  return keyOfStep(await runAt(store, run), step);
}

/**
 * Returns the step that a user means: `EXPERIMENT[@RUN]:STEP`, or the name of a step and, apart from it, its run.
 *
 * @param experiment `EXPERIMENT[@RUN]` for a name alone; undefined for the run that started last
 * @throws UsageError when there is none, or more than one instance
 */
export async function stepAt(
  store: DiskStore,
  reference: string,
  experiment: string | undefined,
): Promise<{ readonly run: RunRecord; readonly step: RunStep }> {
  const [, named, name = reference] = STEP_OF_RUN.exec(reference) ?? [];
  if (named !== undefined && experiment !== undefined)
    throw new UsageError(`Expected the name of a step with --experiment, found "${reference}"`, {
      hint: `Write ${name} --experiment ${experiment}, or ${reference} alone.`,
    });
  const which = named ?? experiment;
  const run = which === undefined ? newestRun(store) : await runAt(store, which);
  return { run, step: oneStep(run, name) };
}

/**
 * The run that started last, of any experiment.
 *
 * @throws UsageError when there is none
 */
export function newestRun(store: DiskStore): RunRecord {
  const newest = listExperiments(store)
    .flatMap((experiment) => listRuns(store, experiment, 1))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  if (newest !== undefined) return newest;
  throw new UsageError(`There is no run in the store at ${store.root}`, {
    hint: 'Run an experiment first, or pass --store DIR: assay run experiments/quickstart.yaml',
  });
}

function keyThatStarts(store: DiskStore, digits: string): Digest {
  const found: Digest[] = [];
  for (const { hex } of walk(join(store.root, 'actions'), '.json')) {
    const key = hex?.startsWith(digits) === true ? parseDigest(`sha256:${hex}`) : undefined;
    if (key !== undefined) found.push(key);
  }
  const [only] = found;
  if (only === undefined) throw new UsageError(`No recorded key starts with ${digits}`, { hint: HINT });
  if (found.length === 1) return only;
  const shown = found.map((key) => `${hexOf(key).slice(0, 16)} (${store.records.get(key)?.fingerprint.stage ?? '?'})`);
  throw new UsageError(`${found.length} keys start with ${digits}: ${shown.toSorted().slice(0, 8).join(', ')}`, {
    hint: 'Pass more digits.',
  });
}

function keyOfStep(run: RunRecord, name: string): Digest {
  const step = oneStep(run, name);
  if (step.key !== undefined) return step.key;
  throw new UsageError(`${step.id} got no key in run ${run.number} of "${run.experiment}": it was ${step.action}`);
}

function oneStep(run: RunRecord, name: string): RunStep {
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
  return step;
}

/** The error for a step that a run does not have; lists the steps that it has. */
export function noStep(run: RunRecord, name: string, known = run.steps.map(({ id }) => id)): UsageError {
  const hint =
    wasKilled(run) && known.length === 0
      ? KILLED
      : run.status === 'running' && known.length === 0
        ? 'The run is still going, and no step has ended yet.'
        : `Its steps are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`;
  return new UsageError(`Run ${run.number} of "${run.experiment}" has no step "${name}"${didYouMean(name, known)}`, {
    hint,
  });
}

/** What to say of a run whose process was killed. */
export const KILLED =
  'It was killed before it could record its steps. Finished steps are kept. Run the same command to continue.';

/** A key and what the user called it. */
export function showKey(key: Digest, reference: string): string {
  const short = shortDigest(key);
  return /^(?:sha256:)?[0-9a-f]+$/.test(reference) ? short : `${reference} (${short})`;
}

/**
 * Returns a run that the user named.
 *
 * @param which its number or "latest"
 * @param expected the message when it is neither
 * @throws UsageError when there is no such run, or its record is damaged; lists the runs that exist
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

/** The error for an experiment that has no runs; lists the experiments that have. */
export function noRuns(store: DiskStore, experiment: string): UsageError {
  const known = listExperiments(store).filter((name) => listRuns(store, name, 1).length > 0);
  const hint =
    known.length > 0
      ? `The experiments with runs are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`
      : existsSync(store.root)
        ? 'The store has no runs yet. Run an experiment first.'
        : `There is no store at ${store.root}. Pass --store DIR, or run an experiment first.`;
  return new UsageError(`Experiment "${experiment}" has no run in this store${didYouMean(experiment, known)}`, {
    hint,
  });
}

/** Says that the record of a run cannot be read. */
export function damageOf(experiment: string, number: number): string {
  return `The record of run ${number} of ${experiment} is damaged`;
}

/** What to do about it. */
export const REMEDY = '"assay fsck" moves it to quarantine';
