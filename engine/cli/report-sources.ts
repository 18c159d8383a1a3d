import { join } from 'node:path';
import { digestOfBytes } from '../core/digest.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { OutputPort, Stage } from '../core/stage.ts';
import type { Sources } from '../document/sources.ts';
import { outputsOf } from '../plan/bind.ts';
import { readNotes } from '../runs/notes.ts';
import { readAccount, withHistory, type RunHistory } from '../runs/history.ts';
import type { RunOutput, RunRecord } from '../runs/run-record.ts';
import { runFolder, wasKilled } from '../runs/runs.ts';
import { readVerifications } from '../runs/verification.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { readRegular } from '../store/local/regular-file.ts';
import type { Application } from './application.ts';

/** Gathers what a report of a run is made of: its record, the store, and what the stages of today say of it. */
export function reportSources(run: RunRecord, store: DiskStore, application: Application): Sources {
  const account = readAccount(store, run);
  const history = withHistory(store, run, { all: true, ...(account && { account }) });
  return { ...sourcesOfHistory(history, store, application), ...(account && { account }) };
}

/** Like `reportSources`, for a run whose journal has been read. */
export function sourcesOfHistory({ run, unfinished }: RunHistory, store: DiskStore, application: Application): Sources {
  const { registry, terms, version } = application;
  return {
    run,
    unfinished,
    killed: wasKilled(run),
    notes: readNotes(store, run),
    verifications: readVerifications(store, run),
    recordOf: (key) => store.records.peek(key),
    bytesOf: (output) => bytesOf(run, output, store),
    wordsOf: (output) => portOf(run, output, registry.stages)?.columns ?? {},
    leadOf: (name) => leadOf(run, name, registry.stages),
    aboutStep: (name) => aboutStep(run, name, registry.stages),
    terms,
    version,
  };
}

type Stages = Application['registry']['stages'];

/** The stage of a step, as it is today, and the parameters that the run's file gives to it. */
function stageOf(
  run: RunRecord,
  name: string,
  stages: Stages,
): { readonly stage?: Stage; readonly params: JsonObject } {
  const steps = isObject(run.source['steps']) ? run.source['steps'] : {};
  const params = steps[name];
  const stage = run.steps.find((step) => step.name === name)?.stage;
  return {
    ...(stage !== undefined && Object.hasOwn(stages, stage) && { stage: stages[stage] as Stage }),
    params: params !== undefined && isObject(params) ? params : {},
  };
}

/** What a stage declares of an output; undefined where the stage, or this output of it, is not there any more. */
function portOf(run: RunRecord, { step, port }: RunOutput, stages: Stages): OutputPort | undefined {
  const name = run.steps.find(({ id }) => id === step)?.name;
  if (name === undefined) return undefined;
  const { stage, params } = stageOf(run, name, stages);
  try {
    return stage && outputsOf(stage, params)[port];
  } catch {
    return undefined; // A stage of today may not know the parameters of an old run.
  }
}

/** What a step's stage says of the results of its instances. */
function leadOf(run: RunRecord, name: string, stages: Stages): readonly string[] {
  const findings = run.steps.flatMap((step) =>
    step.name === name && step.outputs !== undefined ? [{ point: step.point, metrics: step.metrics ?? {} }] : [],
  );
  if (findings.length === 0) return [];
  try {
    const said: unknown = stageOf(run, name, stages).stage?.lead?.(findings);
    return Array.isArray(said) ? said.filter((sentence) => typeof sentence === 'string') : [];
  } catch {
    return []; // The stage of a pack may have a fault, and may not know the metrics of an old run.
  }
}

/** The description of the stage, or of the variant of it that a step has chosen, up to its first full stop or semicolon. */
function aboutStep(run: RunRecord, name: string, stages: Stages): string | undefined {
  const { stage, params } = stageOf(run, name, stages);
  if (stage === undefined) return undefined;
  const variants = Array.isArray(stage.schema['oneOf']) ? stage.schema['oneOf'].filter(isObject) : [];
  const chosen = variants.find(({ properties }) => {
    const kind = isObject(properties) && isObject(properties['kind']) ? properties['kind']['const'] : undefined;
    return kind !== undefined && kind === params['kind'];
  });
  const { description } = chosen ?? stage.schema;
  const text = typeof description === 'string' ? description.split(/[.;](?=\s|$)/)[0] : undefined;
  return text === undefined || text === '' ? undefined : `${text}.`;
}

/** The published copy if it is as the run made it, else the object in the store. */
async function bytesOf(run: RunRecord, output: RunOutput, store: DiskStore): Promise<Uint8Array | undefined> {
  const { artifact, file } = output;
  const published = readWhole(join(runFolder(store, run.experiment, run.number), file), artifact.bytes);
  if (published !== undefined && digestOfBytes(published) === artifact.digest) return published;
  const kept = await store.objects.open(artifact);
  return kept === undefined ? undefined : readWhole(kept, artifact.bytes);
}

function readWhole(path: string, bytes: number): Uint8Array | undefined {
  try {
    return readRegular(path, bytes);
  } catch {
    return undefined; // Gone, or in its place something else.
  }
}
