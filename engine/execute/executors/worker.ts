import type { Digest } from '../../core/digest.ts';
import { Cancelled, StageFailure, UsageError } from '../../core/failure.ts';
import type { Metrics, Progress, Reach, Registry } from '../../core/stage.ts';
import { perform, type StepRequest } from '../perform.ts';
import { ProgressPace } from '../progress-pace.ts';

/** From the engine to the worker: the step first, then an answer for each checkpoint. */
export type WorkerTask =
  | { readonly type: 'run'; readonly request: StepRequest }
  | { readonly type: 'kept'; readonly path: string; readonly failure?: SerialisedFailure };

/** From the worker to the engine: `ready` first, `done` or `failed` last. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'usedFile'; readonly path: string; readonly digest: Digest }
  | { readonly type: 'checkpoint'; readonly reach: Reach; readonly path: string }
  | { readonly type: 'done'; readonly metrics: Metrics }
  | { readonly type: 'failed'; readonly failure: SerialisedFailure };

/** An error as plain data, because classes cannot be sent between processes. */
export interface SerialisedFailure {
  readonly kind: 'stage' | 'usage' | 'cancelled' | 'bug';
  readonly message: string;
  readonly hint: string | undefined;
  readonly stack: string | undefined;
}

/** Least time between two reports: one for every batch would keep both processes busy. */
const PROGRESS_EVERY_MS = 100;

/**
 * The other side of `runInChild`: waits for one step, runs it, answers and ends the process. The process also ends when the engine
 * does, for whatever reason, because then the channel between them closes.
 */
export function serveWorker(registry: Registry): void {
  const abort = new AbortController();
  // Ctrl-C and a closing terminal reach all processes of the terminal. The engine tells a step to stop by SIGTERM.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => abort.abort());
  process.on('disconnect', () => process.exit(1));
  process.on('message', (task: WorkerTask) => {
    if (task.type !== 'run') return; // an answer: see saveCheckpoint
    void serve(registry, task.request, abort.signal).then(async (answer) => {
      await send(answer);
      process.exit(0);
    });
  });
  void send({ type: 'ready' });
}

async function serve(registry: Registry, request: StepRequest, signal: AbortSignal): Promise<WorkerMessage> {
  try {
    const pace = new ProgressPace(PROGRESS_EVERY_MS);
    const metrics = await perform(registry.stages[request.stage], request, {
      signal,
      progress(progress) {
        if (pace.passes(progress)) void send({ type: 'progress', progress });
      },
      warn: (message) => void send({ type: 'warning', message }),
      saveCheckpoint,
      usedFile: (path, digest) => void send({ type: 'usedFile', path, digest }),
    });
    return { type: 'done', metrics };
  } catch (error) {
    return { type: 'failed', failure: serialise(error) };
  }
}

/** Asks the engine to move a checkpoint into the store, and waits for its answer. */
async function saveCheckpoint(reach: Reach, path: string): Promise<void> {
  const answer = new Promise<void>((resolve, reject) => {
    const listen = (task: WorkerTask): void => {
      if (task.type !== 'kept' || task.path !== path) return;
      process.off('message', listen);
      if (task.failure === undefined) resolve();
      else reject(deserialise(task.failure));
    };
    process.on('message', listen);
  });
  await send({ type: 'checkpoint', reach, path });
  return answer;
}

/** Resolves when the message is sent. A closed channel is not an error, because the process is about to end. */
function send(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('Internal error: a worker needs a channel to the engine');
    process.send(message, undefined, undefined, () => resolve());
  });
}

/** An error as plain data. */
export function serialise(error: unknown): SerialisedFailure {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error), hint: undefined, stack: undefined };
  const { message, stack } = error;
  if (error instanceof StageFailure) return { kind: 'stage', message, hint: error.hint, stack };
  if (error instanceof UsageError) return { kind: 'usage', message, hint: error.hint, stack };
  if (error instanceof Cancelled || error.name === 'AbortError')
    return { kind: 'cancelled', message, hint: undefined, stack };
  return { kind: 'bug', message, hint: undefined, stack };
}

/** Restores the error, with the stack of the process that threw it. */
export function deserialise(failure: SerialisedFailure): Error {
  const error = build(failure);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}

function build({ kind, message, hint }: SerialisedFailure): Error {
  const options = hint === undefined ? {} : { hint };
  if (kind === 'stage') return new StageFailure(message, options);
  if (kind === 'usage') return new UsageError(message, options);
  return kind === 'cancelled' ? new Cancelled(message) : new Error(message);
}
