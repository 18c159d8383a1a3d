import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfBytes, type Digest } from '../engine/core/digest.ts';
import type { Link, Plan, PlannedStep } from '../engine/core/plan.ts';
import { outputPath, perform } from '../engine/execute/perform.ts';
import type { Input, Metrics, Progress } from '../engine/core/stage.ts';

/** What a step has made, and how. */
export interface Made {
  readonly folder: string;
  readonly digests: Readonly<Record<string, Digest>>;
  readonly paths: Readonly<Record<string, string>>;
  readonly metrics: Metrics;
  readonly progress: readonly Progress[];
}

/** Runs steps of a plan one by one, in this process and without a store. What a step takes is made first, once. */
export class Bench {
  readonly #plan: Plan;
  readonly #folder: string;
  readonly #made = new Map<string, Promise<Made>>();

  constructor(plan: Plan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
  }

  /** The steps of a stage. */
  stepsOf(stage: string): readonly PlannedStep[] {
    return this.#plan.steps.filter((step) => step.stage.name === stage);
  }

  /** What a step makes. It runs at the first call. */
  made(step: PlannedStep): Promise<Made> {
    const known = this.#made.get(step.id);
    if (known !== undefined) return known;
    const made = this.run(step);
    this.#made.set(step.id, made);
    return made;
  }

  /** Runs a step, anew at every call; `onStart` is called when its inputs are there. */
  async run(
    step: PlannedStep,
    { signal = new AbortController().signal, onStart }: { signal?: AbortSignal; onStart?: () => void } = {},
  ): Promise<Made> {
    const inputs: Record<string, readonly Input[]> = {};
    for (const [port, links] of Object.entries(step.inputs))
      inputs[port] = await Promise.all(links.map((link) => this.#input(link)));
    const folder = mkdtempSync(join(this.#folder, 'step-'));
    const scratch = join(folder, 'scratch');
    const { stage, params, seed } = step;
    const ports = Object.entries(stage.outputsOf?.(params) ?? stage.outputs);
    const paths = Object.fromEntries(ports.map(([port, { extension }]) => [port, outputPath(folder, port, extension)]));
    const progress: Progress[] = [];
    const { runtime } = this.#plan;
    const request = {
      stage: stage.name,
      params: structuredClone(params),
      runtime,
      seed,
      facts: {},
      inputs,
      outputs: paths,
      scratch,
    };
    onStart?.();
    const metrics = await perform(stage, request, {
      signal,
      progress: (at) => void progress.push(at),
      saveCheckpoint: () => Promise.resolve(),
      usedFile: () => undefined,
      warn: () => undefined,
    });
    const digests = Object.fromEntries(
      Object.entries(paths).map(([port, path]) => [port, digestOfBytes(readFileSync(path))]),
    );
    return { folder, digests, paths, metrics, progress };
  }

  async #input({ step: id, port, point }: Link): Promise<Input> {
    const producer = this.#plan.steps.find((step) => step.id === id);
    if (producer === undefined) throw new Error(`The plan has no step ${id}`);
    const { digests, paths } = await this.made(producer);
    const [digest, path] = [digests[port], paths[port]];
    const output = producer.stage.outputs[port];
    if (digest === undefined || path === undefined || output === undefined)
      throw new Error(`${id} has no output ${port}`);
    return { ...output, digest, path, point: point ?? {} };
  }
}
