import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { oneOf } from '../core/diagnostic.ts';
import type { ExportFormat } from '../core/export.ts';
import { StageFailure, UsageError } from '../core/failure.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import { artifactCard } from '../document/card.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { sync, syncFolder, writeNew } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Application } from './application.ts';

/** An artifact of a step that can be exported, with the format that the user chose. */
export interface Exportable {
  readonly run: RunRecord;
  readonly step: RunStep;
  readonly record: StepRecord;
  readonly port: string;
  readonly artifact: ArtifactRef;
  readonly format: ExportFormat;
}

export interface Exported {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
}

/**
 * Chooses what to export of a step: its one artifact of a kind that has the format.
 *
 * @throws UsageError when there is none
 */
export function exportableOf(
  store: DiskStore,
  { run, step }: { readonly run: RunRecord; readonly step: RunStep },
  name: string,
  formats: Application['artifacts']['formats'],
): Exportable {
  const where = `${step.id} of run ${run.number} of "${run.experiment}"`;
  const record = step.key === undefined ? undefined : store.records.peek(step.key);
  if (record === undefined)
    throw new UsageError(`There is no result of ${where} in this store`, { hint: `Make it: assay run ${run.file}` });
  const outputs = Object.entries(step.outputs ?? record.outputs);
  for (const [port, artifact] of outputs) {
    const format = formats[artifact.kind]?.find((each) => each.name === name);
    if (format !== undefined) return { run, step, record, port, artifact, format };
  }
  const kinds = Object.entries(formats).flatMap(([kind, all]) =>
    all.some((each) => each.name === name) ? [kind] : [],
  );
  const can = run.steps.filter(({ outputs: made = {} }) =>
    Object.values(made).some(({ kind }) => kinds.includes(kind)),
  );
  throw new UsageError(
    `Expected a step with ${oneOf(kinds)} among its outputs, found ${oneOf(outputs.map(([, { kind }]) => kind))} in ${where}`,
    {
      hint:
        can.length === 0
          ? 'No step of this run has one.'
          : `Steps that have one: ${can
              .slice(0, 10)
              .map(({ id }) => id)
              .join(', ')}.`,
    },
  );
}

/**
 * Exports an artifact into a new folder, with its card. The folder appears when all of it is written, or not at all.
 *
 * @param folder absolute; must not exist
 * @throws UsageError when the format cannot express the artifact, or the folder cannot be made; StageFailure when it is lost
 */
export async function exportArtifact(
  store: DiskStore,
  exportable: Exportable,
  folder: string,
  { terms, version }: Pick<Application, 'terms' | 'version'>,
): Promise<Exported> {
  if (existsSync(folder))
    throw new UsageError(`There is something at "${folder}" already`, {
      hint: 'Remove it, or pass -o the path of a folder that does not exist yet.',
    });
  const { run, step, record, port, artifact, format } = exportable;
  const path = await store.objects.open(artifact);
  if (path === undefined)
    throw new StageFailure(`The ${port} of ${step.id} is lost or damaged in this store`, {
      hint: `Make it again: assay run ${run.file}`,
    });
  const prepared = await format.prepare({ path, name: step.name, input: (name) => inputOf(store, exportable, name) });
  if ('faults' in prepared)
    throw new UsageError(
      `Cannot export the ${port} of ${step.id} as ${format.name}:\n  ${prepared.faults.join('\n  ')}`,
      {
        hint: 'Nothing was written.',
      },
    );
  const recordOf = (key: NonNullable<RunStep['key']>): StepRecord | undefined => store.records.peek(key);
  const card = artifactCard({
    run,
    step,
    port,
    record,
    artifact,
    recordOf,
    terms,
    version,
    format: format.name,
    about: prepared.card,
  });
  await makeFolder(folder, async (temporary) => {
    await prepared.write(temporary);
    await writeNew(join(temporary, 'README.md'), card, 0o644);
  });
  const files = readdirSync(folder)
    .sort()
    .map((file) => ({ file, bytes: statSync(join(folder, file)).size }));
  return { folder, files };
}

/** The file of the one artifact at an input port of the step; undefined when it is lost. */
async function inputOf(
  store: DiskStore,
  { run, record }: Pick<Exportable, 'run' | 'record'>,
  port: string,
): Promise<string | undefined> {
  const [input, ...more] = record.fingerprint.inputs[port] ?? [];
  if (input === undefined || more.length > 0) return undefined;
  const made = run.steps.flatMap(({ outputs = {} }) => Object.values(outputs));
  const ref = made.find(({ digest }) => digest === input.digest);
  return ref && store.objects.open(ref);
}

/** Fills a folder under another name beside its place and moves it there. */
async function makeFolder(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await mkdir(temporary);
  } catch (cause) {
    throw new UsageError(`Cannot write to "${dirname(folder)}": ${(cause as Error).message}`, {
      hint: 'Pass -o a new folder in one that exists and that you may write to.',
      cause,
    });
  }
  try {
    await fill(temporary);
    for (const file of readdirSync(temporary)) await sync(join(temporary, file));
    await syncFolder(temporary);
    await rename(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}
