import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StageFailure } from '../core/failure.ts';
import type { PlannedStep, Resources } from '../core/plan.ts';
import type { ArtifactRef } from '../core/record.ts';
import type { JsonObject } from '../core/json.ts';
import type { Checkpoint, Input, Metrics, Runtime } from '../core/stage.ts';
import { outputsOf } from '../plan/bind.ts';
import type { Executor } from './executor.ts';
import type { Checkpoints } from './checkpoints.ts';
import { outputPath, type Controls, type StepRequest } from './perform.ts';
import { UsedFiles } from './used-files.ts';
import type { World } from './world.ts';

/** What a step has made: its committed outputs by port, its metrics and warnings, and the files that it used. */
export interface Made {
  readonly outputs: Readonly<Record<string, ArtifactRef>>;
  readonly metrics: Metrics;
  readonly warnings: readonly string[];
  readonly usedFiles: UsedFiles;
}

/** What a step starts with, and how it is stopped. */
export interface Start {
  readonly inputs: Readonly<Record<string, readonly Input[]>>;
  /** Called before a checkpoint is saved: whether something that the step has read may have changed since it was opened. */
  readonly changed: () => Promise<boolean>;
  readonly runtime: Runtime;
  readonly facts: JsonObject;
  /** Where it continues, and where it keeps its checkpoints; undefined for a stage without `extends`. */
  readonly checkpoint: Checkpoint | undefined;
  readonly checkpoints: Checkpoints | undefined;
  readonly signal: AbortSignal;
  readonly executor: Executor;
  /** What it takes from the executor's capacity. */
  readonly needs: Resources;
}

/**
 * Runs a step once, in a new folder and with its executor, and commits its outputs.
 *
 * @throws whatever the stage throws; Error when it has not written a declared output or returned a metric that is not a
 * finite number or text; StageFailure when its process died.
 */
export async function runStep(step: PlannedStep, start: Start, world: World): Promise<Made> {
  const { stage } = step;
  const { inputs, runtime, checkpoint, executor, needs } = start;
  const inFolder = async (folder: string): Promise<Made> => {
    const ports = Object.entries(outputsOf(stage, step.params));
    const request: StepRequest = {
      stage: stage.name,
      // A copy, so that a stage cannot change the plan.
      params: structuredClone(step.params),
      runtime,
      seed: step.seed,
      point: step.point,
      facts: start.facts,
      inputs,
      outputs: Object.fromEntries(ports.map(([port, { extension }]) => [port, outputPath(folder, port, extension)])),
      scratch: join(folder, 'scratch'),
      ...(checkpoint !== undefined && { checkpoint: plain(checkpoint) }),
    };
    const usedFiles = new UsedFiles();
    const warnings: string[] = [];
    const controls = controlsOf(step, start, world, { usedFiles, warnings });
    const metrics = await executor.run(request, needs, controls);
    checkMetrics(stage.name, metrics);
    const outputs: Record<string, ArtifactRef> = {};
    for (const [port, { kind, extension }] of ports) {
      const path = outputPath(folder, port, extension);
      if (!existsSync(path)) throw new Error(`Stage "${stage.name}" has not written its output "${port}"`);
      outputs[port] = { kind, extension, ...(await world.store.objects.take(path)) };
    }
    return { outputs, metrics, warnings, usedFiles };
  };
  return world.store.withScratch(inFolder, { foreign: executor.foreign });
}

/** Only what can be sent to another process. */
function plain({ at, part, path }: Checkpoint): Checkpoint {
  return { at, path, ...(part !== undefined && { part }) };
}

function controlsOf(
  step: PlannedStep,
  start: Start,
  world: World,
  told: { readonly usedFiles: UsedFiles; readonly warnings: string[] },
): Controls {
  return {
    signal: start.signal,
    warn(message) {
      told.warnings.push(message);
      world.report({ type: 'warned', step: step.id, at: world.now(), message });
    },
    progress: (progress) => world.report({ type: 'progress', step: step.id, at: world.now(), progress }),
    usedFile: (path, digest) => told.usedFiles.note(path, digest),
    async saveCheckpoint(reach, path) {
      // Every later run would continue from a wrong checkpoint. The step runs again, so nobody sees this message.
      if (await start.changed()) throw new StageFailure(`What ${step.id} reads was changed while it ran`);
      await start.checkpoints?.save(reach, path);
    },
  };
}

function checkMetrics(stage: string, metrics: Metrics): void {
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value === 'string' || Number.isFinite(value)) continue;
    throw new Error(
      `Stage "${stage}" returned the metric "${name}" as ${String(value)}: expected a finite number or text`,
    );
  }
}
