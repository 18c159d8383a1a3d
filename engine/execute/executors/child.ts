import { execaNode } from 'execa';
import { Cancelled, StageFailure } from '../../core/failure.ts';
import type { Metrics } from '../../core/stage.ts';
import { codeIsGone, type Controls, type StepRequest } from '../perform.ts';
import { workerEnvironment, workerOptions } from './worker-environment.ts';
import { deserialise, serialise, type WorkerMessage, type WorkerTask } from './worker.ts';
import type { WorkerEntry } from '../world.ts';

/** How long a step may take to stop by itself, for example to save a checkpoint, before its process is killed. */
const GRACE_MS = 1500;
const TAIL_BYTES = 8192;
const TAIL_LINES = 20;

/**
 * Runs a step in a child process and returns its metrics. Rethrows what the step throws there; if the process dies instead, the
 * step has failed.
 *
 * @throws StageFailure when the process was killed, crashed or ended without an answer; Cancelled when the signal was
 * aborted: the process gets SIGTERM, and SIGKILL 1.5 s later.
 */
export async function runInChild(request: StepRequest, controls: Controls, entry: WorkerEntry): Promise<Metrics> {
  if (controls.signal.aborted) throw new Cancelled('The run was interrupted');
  let ready = false;
  let answer: WorkerMessage | undefined;
  const tail: Buffer[] = [];
  const saving = new Set<Promise<void>>();
  const worker = execaNode(entry.file, entry.args, {
    ipc: true,
    serialization: 'advanced', // JSON would turn NaN into null.
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: controls.signal,
    forceKillAfterDelay: GRACE_MS,
    extendEnv: false,
    env: { ...workerEnvironment(process.env), ...entry.environment?.(request.runtime) },
    nodeOptions: workerOptions(process),
  });
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (piece: Buffer) => keepTail(tail, piece));
  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'ready') {
      ready = true;
      worker.send({ type: 'run', request } satisfies WorkerTask, () => undefined);
    } else if (message.type === 'progress') controls.progress(message.progress);
    else if (message.type === 'warning') controls.warn(message.message);
    else if (message.type === 'usedFile') controls.usedFile(message.path, message.digest);
    else if (message.type === 'checkpoint') {
      const { reach, path } = message;
      const reply = (task: WorkerTask): void => void (worker.connected && worker.send(task, () => undefined));
      const save = controls.saveCheckpoint(reach, path).then(
        () => reply({ type: 'kept', path }),
        (error: unknown) => reply({ type: 'kept', path, failure: serialise(error) }),
      );
      saving.add(save);
      void save.finally(() => saving.delete(save));
    } else answer = message;
  });
  const end = await worker;
  // A process that was killed meanwhile leaves a whole file. Its folder must stay until the checkpoint is kept.
  await Promise.all(saving);
  if (answer?.type === 'done') return answer.metrics;
  if (answer?.type === 'failed') throw deserialise(answer.failure);
  if (controls.signal.aborted) throw new Cancelled('The run was interrupted');
  // Its terminal closed before it could ignore that, so it had not started. This process continues without the terminal.
  if (end.signal === 'SIGHUP') return runInChild(request, controls, entry);
  const printed = lastLines(tail);
  // Node refuses to start a program that lacks a module. Only its message says so; there is no error code.
  if (!ready && printed.includes('ERR_MODULE_NOT_FOUND')) throw codeIsGone(request.stage, end.cause);
  throw died(end, printed, request.stage);
}

/** Keeps about the last 8 KiB of a process's output. */
function keepTail(tail: Buffer[], piece: Buffer): void {
  tail.push(piece);
  let size = tail.reduce((sum, part) => sum + part.length, 0);
  while (tail.length > 1 && size - (tail[0]?.length ?? 0) >= TAIL_BYTES) size -= tail.shift()?.length ?? 0;
}

function lastLines(tail: readonly Buffer[]): string {
  const text = Buffer.concat(tail).subarray(-TAIL_BYTES).toString('utf8').trimEnd();
  return text.split('\n').slice(-TAIL_LINES).join('\n');
}

function died(
  end: { readonly signal?: string | undefined; readonly exitCode?: number | undefined; readonly cause?: unknown },
  printed: string,
  stage: string,
): StageFailure {
  const output = printed === '' ? '' : `\nIts last output was:\n${printed}`;
  const { cause } = end;
  if (end.signal === 'SIGKILL')
    return new StageFailure(`The process of stage "${stage}" was killed (SIGKILL)${output}`, {
      hint: 'Usually the system has run out of memory and killed it (see `dmesg`): make the step smaller or run fewer at once.',
      cause,
    });
  if (end.signal !== undefined)
    return new StageFailure(`The process of stage "${stage}" crashed (${end.signal})${output}`, {
      hint: 'A native library crashed, or another program ended the process. Run again; if it happens again, report it with the output.',
      cause,
    });
  if (end.exitCode === 127)
    return new StageFailure(`The process of stage "${stage}" could not be loaded${output}`, {
      hint: 'No step gets variables such as LD_LIBRARY_PATH, because they can change its result. Use a Node that starts without them.',
      cause,
    });
  if (end.exitCode !== undefined)
    return new StageFailure(
      `The process of stage "${stage}" ended with exit code ${end.exitCode} before it had a result${output}`,
      {
        hint: 'Its output above says more. If it ran out of memory, NODE_OPTIONS=--max-old-space-size=MEGABYTES allows more.',
        cause,
      },
    );
  return new StageFailure(`The process of stage "${stage}" could not be started${output}`, {
    hint: 'Check that Node can be started and that the system allows more processes.',
    cause,
  });
}
