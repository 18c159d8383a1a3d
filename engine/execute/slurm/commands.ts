// The commands of Slurm: what they are called with, and what their answers mean. Nothing else starts them.

import { spawn } from 'node:child_process';
import { codeOf } from '../../store/local/atomic.ts';

/** A command that hangs longer than this has lost its controller. */
const PATIENCE_MS = 60_000;
/** The answer about a hundred thousand tasks is shorter. */
const LONGEST = 64 * 1024 * 1024;

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of Slurm to its end; fake in tests. A program that is missing answers with the code 127. */
export type Run = (program: string, args: readonly string[], input?: string) => Promise<Answer>;

/** The commands of this machine. */
export const realCommands: Run = (program, args, input) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { env: environment(), stdio: ['pipe', 'pipe', 'pipe'], timeout: PATIENCE_MS });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.length < LONGEST && (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.length < LONGEST && (err += text));
    child.on('error', (error) => resolve({ code: codeOf(error) === 'ENOENT' ? 127 : 1, out, err: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, out, err: signal === null ? err : `${err}\n${program} did not answer within 60 s` }),
    );
    // It may have refused its options without reading the script.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });

/** Without what Slurm tells a job about itself: a detached loop submits jobs that have nothing to do with its own. */
function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => name === 'SLURM_CONF' || !/^S(LURM|BATCH)D?_/.test(name)));
}

/** Whether Slurm's controller did not answer, so that the same command may work later. */
export function isAway({ err }: Answer): boolean {
  return /unable to contact slurm controller|connection refused|did not answer within|socket timed out|communication connection failure|zero bytes were transmitted/i.test(
    err,
  );
}

/** Whether a limit of the site forbids this job for now: fewer jobs, and it would be accepted. */
export function isFull({ err }: Answer): boolean {
  return /submit ?limit|MaxSubmitJob|MaxJobCount|try again later|temporarily unable to accept job/i.test(err);
}

/** The words of a refusal, without the program's name before each line. */
export function wordsOf({ err, out }: Answer): string {
  const lines = (err.trim() === '' ? out : err)
    .split('\n')
    .map((line) =>
      line.replace(/^(\w+: )?(error: |fatal: )?(allocation failure: |Batch job submission failed: )?/, '').trim(),
    )
    .filter((line) => line !== '');
  return [...new Set(lines)].join('; ');
}

/** The id that `sbatch --parsable` prints; undefined for anything else. */
export function submittedId({ code, out }: Answer): string | undefined {
  return code === 0 ? /^(\d+)(;\S*)?$/m.exec(out.trim())?.[1] : undefined;
}

/** One job, or one task of an array, as Slurm sees it. */
export interface Seen {
  /** The name that it was submitted with: that of its batch. */
  readonly name: string;
  /** Id of the job or, for an array, of the whole array. */
  readonly id: string;
  /** Number of the task. */
  readonly task: number;
  readonly state: string;
  readonly node: string | undefined;
  /** Why it does not run. */
  readonly reason: string;
}

const FIELDS = '%j|%F|%K|%T|%N|%r';

/** The arguments of the one squeue that asks about all batches. */
export function queueArguments(names: readonly string[]): readonly string[] {
  return ['--noheader', '--array', `--format=${FIELDS}`, `--name=${names.join(',')}`];
}

/** Reads the answer of `squeue` with these arguments. */
export function parseQueue(out: string): readonly Seen[] {
  return out.split('\n').flatMap((line) => {
    const [name, id, task, state, node = '', reason = ''] = line.trim().split('|');
    if (name === undefined || id === undefined || task === undefined || state === undefined) return [];
    // A job that is no array is task 0 of its batch.
    const index = /^\d+$/.test(task) ? Number(task) : 0;
    return [{ name, id, task: index, state, node: node === '' ? undefined : node, reason }];
  });
}

/** What `scontrol show job` says of one job or task. */
export type Facts = Readonly<Record<string, string>>;

/** Reads the answer of `scontrol show job ID`: all tasks of an array, by number. */
export function parseJobs(out: string): ReadonlyMap<number, Facts> {
  const jobs = new Map<number, Facts>();
  for (const part of out.split(/\n\s*\n/)) {
    const facts: Record<string, string> = {};
    for (const [, name = '', value = ''] of part.matchAll(/(?:^|\s)([A-Za-z/:]+)=(\S*)/g)) facts[name] ??= value;
    if (facts['JobId'] === undefined) continue;
    const task = facts['ArrayTaskId'] ?? '0';
    if (/^\d+$/.test(task)) jobs.set(Number(task), facts);
  }
  return jobs;
}
