// What every stage must keep to, Assay's own and those of a pack, as checks for any test runner.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { renderDiagnostic } from '../engine/core/diagnostic.ts';
import { Cancelled } from '../engine/core/failure.ts';
import { canonical, type JsonObject } from '../engine/core/json.ts';
import type { Plan, PlannedStep } from '../engine/core/plan.ts';
import type { Registry, Runtime, Stage } from '../engine/core/stage.ts';
import { planExperiment } from '../engine/plan/plan-experiment.ts';
import { readExperiment } from '../engine/read/read.ts';
import { Bench } from './bench.ts';
import { declarationFaults, fieldsOf } from './schema-faults.ts';

/** An experiment that uses every stage that is checked. */
export interface Sample {
  readonly registry: Registry;
  /** The schema of an experiment file. */
  readonly frame: JsonObject;
  readonly runtime: Runtime;
  /** The text of the experiment file. */
  readonly experiment: string;
  /** Names of the stages to check. */
  readonly stages: readonly string[];
  /** By stage: an override with which its steps take minutes. A stage without one is quick. */
  readonly endless: Readonly<Record<string, string>>;
}

/** One thing that a stage must keep to. */
export interface Check {
  readonly stage: string;
  readonly name: string;
  /** Rejects with an AssertionError when the stage does not keep to it. May take a minute where steps take seconds. */
  readonly run: () => Promise<void>;
}

/** The checks of some stages. What they make lies in a temporary folder until `end` is called. */
export interface Contract {
  readonly checks: readonly Check[];
  readonly end: () => void;
}

/** How long a step may go on after it was told to stop. */
const PATIENCE_MS = 1000;

/** The contract that the stages of a sample must keep to. Steps run in this process. */
export function contractOf(sample: Sample): Contract {
  const trial = new Trial(sample);
  const checks = sample.stages.flatMap((name) => {
    const stage = sample.registry.stages[name];
    if (stage === undefined) throw new Error(`There is no stage "${name}"`);
    return Object.entries(CHECKS).map(([title, check]) => ({
      stage: name,
      name: title,
      run: async () => check(stage, trial),
    }));
  });
  return { checks, end: () => trial.end() };
}

const CHECKS: Readonly<Record<string, (stage: Stage, trial: Trial) => void | Promise<void>>> = {
  'declares closed, described schemas whose ports and definitions exist': (stage, { sample }) =>
    assert.deepEqual(declarationFaults(stage, sample.registry), []),
  'refuses an unknown field, and every field with a value of the wrong type, by name': refuses,
  'makes exactly its outputs, finite metrics and progress that grows': makes,
  'makes the same bytes twice, and others with another seed if it draws by it': repeats,
  'stops within a second of being cancelled': stops,
};

/** The planned sample, and where its steps run. */
class Trial {
  readonly sample: Sample;
  #folder: string | undefined;
  #bench: Bench | undefined;

  constructor(sample: Sample) {
    this.sample = sample;
  }

  get bench(): Bench {
    this.#bench ??= this.benchWith([]);
    return this.#bench;
  }

  benchWith(overrides: readonly string[]): Bench {
    const { plan, text } = this.plan(overrides);
    if (plan === undefined) throw new Error(text);
    this.#folder ??= mkdtempSync(join(tmpdir(), 'assay-stages-'));
    return new Bench(plan, this.#folder);
  }

  /** The steps of a stage, at least one. */
  stepsOf(stage: Stage): readonly [PlannedStep, ...PlannedStep[]] {
    const [first, ...others] = this.bench.stepsOf(stage.name);
    if (first === undefined) throw new Error(`The sample has no step of the stage "${stage.name}"`);
    return [first, ...others];
  }

  /** Plans the sample. What is wrong with it comes as text. */
  plan(overrides: readonly string[]): { readonly plan?: Plan; readonly text: string } {
    const { registry, frame, runtime, experiment } = this.sample;
    const read = readExperiment({ file: 'sample.yaml', text: experiment }, { registry, frame, overrides });
    const planned = read.experiment && planExperiment(read.experiment, { registry, runtime });
    const diagnostics = [...read.diagnostics, ...(planned?.diagnostics ?? [])];
    const text = diagnostics.map(renderDiagnostic).join('\n');
    return diagnostics.length === 0 && planned?.plan !== undefined ? { plan: planned.plan, text } : { text };
  }

  end(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

function refuses(stage: Stage, trial: Trial): void {
  const [step] = trial.stepsOf(stage);
  const fields = fieldsOf(stage, step.params)[0] ?? {};
  const accepted = ['notAField', ...Object.keys(fields)].filter((field) => {
    // No schema admits a list of lists of nothing, or the text of one.
    const { text } = trial.plan([`steps.${step.name}.${field}=[[{}]]`]);
    const named = [`"${field}"`, `"${field}[`, `Unknown ${field}`].some((words) => text.includes(words));
    return !(named && text.includes('--set:1:'));
  });
  assert.deepEqual(accepted, [], `${stage.name} accepts these fields with [[{}]], or refuses them without their name`);
}

async function makes(stage: Stage, trial: Trial): Promise<void> {
  for (const step of trial.stepsOf(stage)) {
    const { folder, paths, metrics, progress } = await trial.bench.made(step);
    const wanted = Object.values(paths).map((path) => basename(path));
    // The folder `scratch` is made for a stage that asks for it.
    const found = readdirSync(folder).filter((name) => name !== 'scratch');
    assert.deepEqual(found.sort(), wanted.sort(), `the files of ${step.id}`);
    const odd = Object.entries(metrics).filter(([, value]) => typeof value !== 'string' && !Number.isFinite(value));
    assert.deepEqual(odd, [], `metrics of ${step.id} that are neither numbers nor text`);
    for (const [index, { done, total = Infinity }] of progress.entries()) {
      const before = progress[index - 1]?.done ?? 0;
      assert.ok(done >= before && done <= total, `${step.id} is at ${done} of ${total}, after ${before}`);
    }
  }
}

async function repeats(stage: Stage, trial: Trial): Promise<void> {
  for (const step of trial.stepsOf(stage)) {
    const { digests } = await trial.bench.made(step);
    const again = await trial.bench.run(step);
    if (stage.determinism === 'bitwise') assert.deepEqual(again.digests, digests, `${step.id}, run twice`);
    const other = await trial.bench.run({ ...step, seed: stage.seeded ? 12_345 : undefined });
    const same = canonical(other.digests) === canonical(digests);
    assert.equal(same, !stage.seeded, `${step.id} makes ${same ? 'the same' : 'other'} bytes with another seed`);
  }
}

async function stops(stage: Stage, trial: Trial): Promise<void> {
  const endless = trial.sample.endless[stage.name];
  const bench = endless === undefined ? trial.bench : trial.benchWith([endless]);
  const [step] = bench.stepsOf(stage.name);
  if (step === undefined) throw new Error(`The sample has no step of the stage "${stage.name}"`);
  const controller = new AbortController();
  let cancelledAt = Infinity;
  const cancel = (): void => {
    cancelledAt = performance.now();
    controller.abort(new Cancelled('The run was interrupted'));
  };
  // What is endless is cancelled at work, what is quick as early as can be.
  const onStart = (): void => void (endless === undefined ? setImmediate(cancel) : setTimeout(cancel, 1000));
  const end = await bench.run(step, { signal: controller.signal, onStart }).catch((error: unknown) => error);
  const late = performance.now() - cancelledAt;
  assert.ok(!(late >= PATIENCE_MS), `${step.id} went on for ${late.toFixed(0)} ms after it was cancelled`);
  // Only what is quick may have been quicker.
  const quick = endless === undefined && !(end instanceof Error);
  assert.ok(quick || end instanceof Cancelled, `${step.id} was cancelled, and ended with ${String(end)}`);
}
