import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { oneOf } from '../core/diagnostic.ts';
import { StageFailure, UsageError } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { OWN_FILES } from '../plan/outputs.ts';
import type { ArtifactRef } from '../core/record.ts';
import { copyNew, install, makeFolder, sync, explainingFailures } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Watched } from '../store/store.ts';
import type { StepResult } from '../core/result.ts';
import type { RunOutput } from './run-record.ts';

/** How many times to copy an artifact that changes during the copy. */
const TRIES = 3;

/**
 * Copies the outputs of the steps that have a result into a run's folder and returns which. Verifies each; the copies are plain
 * files that users may edit.
 *
 * @throws StageFailure when an artifact was lost after its step ended; UsageError when the folder cannot be written
 */
export async function publish(
  store: DiskStore,
  plan: Plan,
  folder: string,
  results: ReadonlyMap<string, StepResult>,
): Promise<readonly RunOutput[]> {
  const published: RunOutput[] = [];
  for (const { file, step, port } of plan.outputs) {
    const result = results.get(step);
    if (result?.action !== 'reused' && result?.action !== 'finished') continue;
    const artifact = result.record.outputs[port];
    if (artifact === undefined) throw new Error(`Internal error: ${step} has no output ${port}`);
    await copyOut(store, artifact, join(folder, ...file.split('/')));
    published.push({ file, step, port, artifact });
  }
  return published;
}

/**
 * Copies an artifact out of the store, verified.
 *
 * @throws StageFailure when it is lost or damaged
 */
export async function copyOut(store: DiskStore, artifact: ArtifactRef, target: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const object = await store.objects.watch(artifact);
    if (object !== undefined && (await explainingFailures(target, () => copy(store, object, target)))) return;
  }
  throw new StageFailure(
    `Cannot publish ${basename(target)}: its artifact was lost, damaged or changed after its step ended`,
    { hint: 'Run again. Assay makes it again if necessary.' },
  );
}

/** Copies an object to its place; returns false, and leaves nothing there, when the copy is not surely the object. */
async function copy(store: DiskStore, object: Watched, target: string): Promise<boolean> {
  await makeFolder(dirname(target));
  const temporary = await store.temporary.name();
  try {
    await copyNew(object.path, temporary);
    if ((await object.changed()) === undefined) {
      await sync(temporary);
      await install(temporary, target);
      return true;
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  rmSync(temporary, { force: true });
  return false;
}

/**
 * Checks that a file is published below the run's folder and not in the place of one of the engine's files.
 *
 * @throws UsageError
 */
export function checkFileName(file: string): void {
  const parts = file.split('/');
  const good = parts.every((part) => /^[\p{L}\p{N} ._=,+@~()[\]-]{1,200}$/u.test(part) && !/^\.+$/.test(part));
  if (good && !OWN_FILES.includes(parts[0]?.toLowerCase() ?? '')) return;
  throw new UsageError(`Cannot publish an output as ${JSON.stringify(file)}`, {
    hint: `Use a relative path without "..", other than ${oneOf(OWN_FILES)}.`,
  });
}
