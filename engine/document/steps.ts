import { isObject, showPath, type Json, type PathPart } from '../core/json.ts';
import { comparedRun, showReason, type Reason } from '../core/reason.ts';
import type { StepRecord } from '../core/record.ts';
import type { Point } from '../core/stage.ts';
import { showAxisValue } from '../read/point.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { hasNotBegun } from '../runs/runs.ts';
import type { Fact, Outcome, PortFact, ReportStep } from './model.ts';
import type { Sources } from './sources.ts';

const OUTCOMES: Readonly<Record<RunStep['action'], Outcome>> = {
  finished: 'run',
  reused: 'reused',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

/**
 * Returns the steps of a run in plan order. A run of which no step is known has one of outcome `unknown` for each step of its file.
 *
 * @param only the steps that are wanted; left out: all
 */
export function reportSteps(
  { run, recordOf, unfinished, detailed = () => true }: Pick<Sources, 'run' | 'recordOf' | 'unfinished' | 'detailed'>,
  only: (step: RunStep) => boolean = () => true,
): readonly ReportStep[] {
  if (run.steps.length === 0) return unknownSteps(run);
  const made = makers(run);
  return run.steps.filter(only).map((step) => {
    const state = unfinished?.get(step.id);
    const record = step.key === undefined || !detailed(step) ? undefined : recordOf(step.key);
    const told = reportStep(step, { run, record, made });
    if (!detailed(step)) return { ...withoutGap(told), ...(state && { outcome: state }) };
    return state === undefined ? told : { ...told, outcome: state, why: state === 'waiting' ? [] : told.why };
  });
}

/** `step.port` by the digest of what it is; the first that made it. */
function makers(run: RunRecord): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const { id, outputs } of run.steps)
    for (const { digest } of Object.values(outputs ?? {})) if (!made.has(digest)) made.set(digest, id);
  return made;
}

const NOTHING = {
  point: [],
  why: [],
  metrics: [],
  params: [],
  code: [],
  runtime: [],
  inputs: [],
  outputs: [],
  warnings: [],
  errors: [],
};

function unknownSteps(run: RunRecord): readonly ReportStep[] {
  const { source } = run;
  const waits = run.status === 'running' && hasNotBegun(run);
  const steps = isObject(source['steps']) ? Object.entries(source['steps']) : [];
  return steps.map(([name, value]) => ({
    ...NOTHING,
    id: name,
    name,
    stage: isObject(value) && typeof value['stage'] === 'string' ? value['stage'] : '',
    ...(waits
      ? { outcome: 'waiting' as const }
      : { outcome: 'unknown' as const, gap: 'The run has not recorded what became of this step.' }),
  }));
}

interface Context {
  readonly run: RunRecord;
  /** Of the step's result. */
  readonly record: StepRecord | undefined;
  /** See `makers`. */
  readonly made: ReadonlyMap<string, string>;
}

function reportStep(step: RunStep, { run, record, made }: Context): ReportStep {
  const { id, name, stage, key, durationMs } = step;
  const outcome = outcomeOf(step);
  const compared = comparedRun(reasonsOf(step));
  const gap =
    key !== undefined && record === undefined && outcome !== 'failed'
      ? 'Its record is no longer in the store: it was collected or is damaged. Parameters and inputs cannot be shown.'
      : undefined;
  return {
    id,
    name,
    stage,
    outcome,
    point: factsOfPoint(step.point),
    why: whyOf(step),
    ...(compared !== undefined && { compared }),
    ...(durationMs !== undefined && { durationMs }),
    ...(key !== undefined && { key }),
    ...(record?.fingerprint.seed !== undefined && { seed: record.fingerprint.seed }),
    metrics: Object.entries(step.metrics ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    params: leaves(record?.fingerprint.params),
    code: leaves(record?.fingerprint.code),
    runtime: leaves(record?.fingerprint.runtime),
    inputs: inputsOf(record, made),
    outputs: outputsOf(step, run),
    warnings: Array.isArray(step.warnings) ? step.warnings.map(String) : [],
    ...(step.job !== undefined && { job: showJob(step.job) }),
    errors: errorsOf(step),
    ...(gap !== undefined && { gap }),
  };
}

function withoutGap(step: ReportStep): ReportStep {
  const { gap: _, ...others } = step;
  return others;
}

function outcomeOf({ action, kind }: RunStep): Outcome {
  return action === 'finished' && kind === 'extend' ? 'extended' : (OUTCOMES[action] ?? 'unknown');
}

function showJob({ id, node, log }: NonNullable<RunStep['job']>): string {
  return `${id}${node === undefined ? '' : ` on ${node}`}, output in ${log}`;
}

/** The values of a point, for people. */
export function factsOfPoint(point: Point): readonly Fact[] {
  return Object.entries(point).map(([axis, value]) => [axis, showAxisValue(value)]);
}

function whyOf(step: RunStep): readonly string[] {
  if (step.action === 'reused') return ['its result was in the store'];
  if (step.action === 'skipped') return step.because === undefined ? ['skipped'] : [`${step.because} failed`];
  const stopped = step.action === 'cancelled' ? ['the run was interrupted'] : [];
  return [...stopped, ...reasonsOf(step).map((reason) => showReason(reason).replaceAll(' -> ', ' → '))];
}

function reasonsOf({ reasons }: RunStep): readonly Reason[] {
  return Array.isArray(reasons) ? (reasons as readonly Reason[]) : [];
}

function errorsOf({ attempts, error }: RunStep): readonly string[] {
  const failed = (attempts ?? []).map((attempt, index) => `attempt ${index + 1}: ${attempt.error.message}`);
  const last = error === undefined ? [] : [error.message, ...(error.hint === undefined ? [] : [error.hint])];
  return [...failed, ...last];
}

function outputsOf({ id, outputs = {} }: RunStep, run: RunRecord): readonly PortFact[] {
  return Object.entries(outputs).map(([port, { kind, bytes, digest }]) => {
    const files = run.outputs.flatMap((output) => (output.step === id && output.port === port ? [output.file] : []));
    return { port, kind, bytes, digest, ...(files.length > 0 && { files }) };
  });
}

function inputsOf(record: StepRecord | undefined, made: ReadonlyMap<string, string>): readonly PortFact[] {
  return Object.entries(record?.fingerprint.inputs ?? {}).flatMap(([port, artifacts]) =>
    artifacts.map(({ digest }) => {
      const step = made.get(digest);
      return { port, digest, ...(step !== undefined && { step }) };
    }),
  );
}

/** Every value in a tree with the path that leads to it, in the order of the tree; a list of plain values is one. */
export function leaves(value: Json | undefined, path: readonly PathPart[] = []): readonly Fact[] {
  if (value === undefined) return [];
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  if (Array.isArray(value) && value.some(isObject))
    return value.flatMap((inner: Json, index) => leaves(inner, [...path, index]));
  if (path.length === 0) return [];
  return [[showPath(path), typeof value === 'string' ? value : JSON.stringify(value)]];
}
