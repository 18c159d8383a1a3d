import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StageFailure, UsageError } from '../failure.ts';
import type { Plan } from '../plan.ts';
import { OWN_FILES } from '../planner/outputs.ts';
import type { ArtifactRef } from '../record.ts';
import { copyNew, install, makeFolder, sync, taught } from '../store/atomic.ts';
import type { DiskStore } from '../store/disk.ts';
import type { StepResult } from './result.ts';
import type { RunOutput } from './run-record.ts';

/**
 * Copies the outputs of the steps that have a result into a run's folder and says which. Each is verified, and becomes a
 * plain copy that users may edit.
 *
 * @throws StageFailure when an artifact was lost after its step was done; UsageError when the folder cannot be written.
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

async function copyOut(store: DiskStore, artifact: ArtifactRef, target: string): Promise<void> {
  const path = await store.blobs.open(artifact);
  if (path === undefined)
    throw new StageFailure(
      `Cannot publish ${basename(target)}: its artifact was lost or damaged after its step was done`,
      {
        hint: 'Run again: the step is then done anew.',
      },
    );
  await taught(target, async () => {
    await makeFolder(dirname(target));
    const temporary = await store.temporary.name();
    try {
      await copyNew(path, temporary);
      await sync(temporary);
      await install(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Checks that a file is published below the run's folder and not in the place of one of the engine's own.
 *
 * @throws UsageError
 */
export function checkFileName(file: string): void {
  const parts = file.split('/');
  const good = parts.every((part) => /^[\p{L}\p{N} ._=,+@~()[\]-]{1,200}$/u.test(part) && !/^\.+$/.test(part));
  if (good && !OWN_FILES.includes(parts[0]?.toLowerCase() ?? '')) return;
  throw new UsageError(`Cannot publish an output as ${JSON.stringify(file)}`, {
    hint: `Use a relative path without "..", other than ${OWN_FILES.join(' and ')}.`,
  });
}
