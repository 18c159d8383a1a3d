import { steadyClock } from '../core/clock.ts';
import { UsageError } from '../core/failure.ts';
import type { Plan, PlannedAction } from '../core/plan.ts';
import { plural } from '../report/messages.ts';
import { gitCommit } from '../runs/git.ts';
import { describeHost } from '../runs/host.ts';
import type { StepResult } from '../core/result.ts';
import { startRun, type OpenRun } from '../runs/runs.ts';
import { codeOf } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Terminal } from './output.ts';
import type { PlannedSession } from './execute-session.ts';

/**
 * Begins a numbered run; returns undefined when the store is read-only and every step is cached: there is nothing to write.
 *
 * @throws UsageError when the store is read-only and a step must run
 */
export async function startRunIfWritable(
  store: DiskStore,
  { plan, actions }: PlannedSession,
  {
    partial,
    json,
    cores,
    number,
  }: { readonly partial: boolean; readonly json: boolean; readonly cores: number; readonly number?: number },
  terminal: Terminal,
): Promise<OpenRun | undefined> {
  try {
    const facts = { host: describeHost(), git: gitCommit(process.cwd()), partial, cores, now: steadyClock() };
    return await startRun(store, plan, number === undefined ? facts : { ...facts, number });
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    const steps = plan.steps.filter(({ id }) => !isHere(actions.get(id)));
    if (steps.length > 0) {
      const runs = steps.some(({ id }) => actions.get(id)?.action !== 'reuse');
      const named = steps.length > 5 ? plural(steps.length, 'step') : steps.map(({ id }) => id).join(', ');
      throw new UsageError(
        `The store ${store.root} is read-only, and ${named} must ${runs ? 'run' : 'be downloaded'}`,
        {
          hint: 'Give yourself permission to write to the store, or use another one with --store DIR or ASSAY_STORE.',
          cause: error,
        },
      );
    }
    if (!json) terminal.err('The store is read-only. Every step is cached, but this run gets no number and no folder.');
    return undefined;
  }
}

/** Whether nothing has to be written for a step. */
function isHere(planned: PlannedAction | undefined): boolean {
  return planned?.action === 'reuse' && planned.download === undefined;
}

/** Whether something failed because nobody, or not this user, may write there. */
function isReadOnly(error: unknown): boolean {
  const code = codeOf(error instanceof UsageError ? error.cause : undefined);
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
}

/** A file to show to the user: its name and its path. */
export interface ShownFile {
  readonly file: string;
  readonly path: string;
}

/** Returns the verified outputs at their places in the store. Leaves out lost ones and those of steps without a result. */
export async function openOutputs(
  store: DiskStore,
  plan: Plan,
  results: ReadonlyMap<string, StepResult>,
): Promise<readonly ShownFile[]> {
  const files: ShownFile[] = [];
  for (const { file, step, port } of plan.outputs) {
    const result = results.get(step);
    const artifact = result?.action === 'reused' ? result.record.outputs[port] : undefined;
    const path = artifact === undefined ? undefined : await store.objects.open(artifact);
    if (path !== undefined) files.push({ file, path });
  }
  return files;
}
