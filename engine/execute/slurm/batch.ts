// What a loop and its jobs tell each other, as files in the store that they share. A batch is what is submitted at once: one job, or an
// array of jobs. Its name is its folder below `<store>/jobs` and the name of its job in Slurm, so that each leads to the other:
//
//   batch.json           what all tasks need; written first
//   tasks.jsonl          one line for each task: its steps, with all that they need. A task reads only its own line
//   keys.json            the keys of the tasks, for other loops that need the same
//   job                  the id that Slurm gave it
//   <task>.log           what the job of a task printed
//   <task>.events.jsonl  what happens in it
//   <task>.json          what became of it; written last, in one piece
//   cancel               somebody wants this batch to stop
//   ended                no task of it will do anything more

import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '../../core/digest.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Fingerprint } from '../../core/record.ts';
import type { FailedAttempt } from '../../core/result.ts';
import type { Reach, Runtime } from '../../core/stage.ts';
import type { ProcessName } from '../../store/local/alive.ts';
import { codeOf, makeFolder, shareFile, writeAtomically } from '../../store/local/atomic.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import type { SerialisedFailure } from '../executors/worker.ts';
import type { FrozenStep } from './frozen.ts';

/** What all tasks of a batch need to know. */
export interface BatchHead {
  readonly format: 1;
  readonly experiment: string;
  /** The number of the run that submitted it; absent if it has none. */
  readonly run?: number;
  /** The experiment file, for messages. */
  readonly file: string;
  /** Who submitted it: a user, and the process with its folder below the store's `tmp`, which has its heartbeat. */
  readonly user: string;
  readonly loop: ProcessName & { readonly folder: string };
  readonly submittedAt: string;
  /** The time limit of each of its jobs, in ms; absent where only the partition has one. */
  readonly timeMs?: number;
  /** The folder in which the steps work: that of the project. */
  readonly workFolder: string;
  readonly assay: AssayName;
  readonly runtime: Runtime;
  /** The section `runtime` of the file, from which a node finds its own facts. */
  readonly requested: JsonObject;
  readonly facts: BatchFacts;
  /** For each task, where its line begins in tasks.jsonl, and at the end the file's size. */
  readonly offsets: readonly number[];
}

/** Which Assay made the keys. */
export interface AssayName {
  readonly version: string;
  /** Of all its code on which results depend. */
  readonly code: string;
  /** The file that lists the bundles of the project's packs. */
  readonly packs?: string;
}

/** What the keys were made with, besides the plan. */
export interface BatchFacts {
  readonly code: Readonly<Record<string, JsonObject>>;
  readonly rules: string;
  readonly runtime: Readonly<Record<string, Json>>;
}

/** What one task has to do. */
export interface Task {
  /** The steps to do, in order: first those that were ready, then those that ride along. */
  readonly ids: readonly string[];
  /** Those that were ready: their keys, and what the keys are made of. */
  readonly known: Readonly<Record<string, { readonly key: Digest; readonly fingerprint: Fingerprint }>>;
  /** The steps to do with whatever they need. */
  readonly steps: readonly FrozenStep[];
  /** Those of its steps that run even if they are cached. */
  readonly forced: readonly string[];
  /** Owners of leases that are gone, because Slurm has ended their jobs. */
  readonly gone: readonly string[];
}

/** What became of a task. */
export interface TaskOutcome {
  readonly format: 1;
  readonly node: string;
  /** Why it ended: it is through, its time was up, or it was told to stop. */
  readonly why: 'end' | 'time' | 'stopped';
  /** It could not begin at all. */
  readonly refused?: { readonly message: string; readonly hint?: string };
  readonly steps: Readonly<Record<string, StepOutcome>>;
}

export type StepOutcome =
  | { readonly action: 'finished'; readonly key: Digest; readonly attempts?: readonly FailedAttempt[] }
  | { readonly action: 'reused'; readonly key: Digest }
  | {
      readonly action: 'failed';
      readonly key?: Digest;
      readonly error: SerialisedFailure;
      readonly durationMs?: number;
      readonly attempts?: readonly FailedAttempt[];
    }
  /** `reach` is how far its checkpoint reaches; `ran` says whether it had started. */
  | { readonly action: 'cancelled'; readonly ran: boolean; readonly reach?: Reach }
  | { readonly action: 'skipped'; readonly because: string };

/** Absolute path of the folder of all batches. */
export function jobsFolder(root: string): string {
  return join(root, 'jobs');
}

/** Names of all batches of a store, in no order. */
export function batchNames(root: string): readonly string[] {
  return namesIn(jobsFolder(root)).filter((name) => NAME.test(name));
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*-[0-9a-f]{10}$/;

/** Who runs this process. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // A user without an entry, as in some containers.
  }
}

/** A new name: the experiment's, so that people recognise their jobs in Slurm's lists, and one that nobody else has. */
export function newName(experiment: string): string {
  return `${experiment.slice(0, 60)}-${randomBytes(5).toString('hex')}`;
}

/** One batch's folder. */
export class Batch {
  readonly name: string;
  readonly folder: string;
  readonly #store: DiskStore;

  constructor(store: DiskStore, name: string) {
    this.name = name;
    this.folder = join(jobsFolder(store.root), name);
    this.#store = store;
  }

  /** Writes everything that the tasks need. */
  async create(head: Omit<BatchHead, 'format' | 'offsets'>, tasks: readonly Task[]): Promise<void> {
    await makeFolder(this.folder);
    const lines = tasks.map((task) => `${JSON.stringify(task)}\n`);
    const offsets = [0];
    for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + Buffer.byteLength(line));
    const keys = tasks.map(({ ids, known }) => ({ ids, keys: Object.values(known).map(({ key }) => key) }));
    await this.#write('tasks.jsonl', lines.join(''));
    await this.#write('keys.json', JSON.stringify(keys));
    await this.#write('batch.json', JSON.stringify({ format: 1, ...head, offsets } satisfies BatchHead));
  }

  /**
   * What all tasks need.
   *
   * @throws Error when it cannot be read
   */
  head(): BatchHead {
    const head = JSON.parse(readFileSync(join(this.folder, 'batch.json'), 'utf8')) as BatchHead;
    if (!isObject(head) || head.format !== 1) throw new Error(`${this.folder} is not a batch of this version of Assay`);
    return head;
  }

  /** @throws Error when there is no such task */
  task(index: number, { offsets }: BatchHead): Task {
    const [from, to] = [offsets[index], offsets[index + 1]];
    if (from === undefined || to === undefined) throw new Error(`The batch ${this.name} has no task ${index}`);
    const bytes = readRange(join(this.folder, 'tasks.jsonl'), from, to - from);
    return JSON.parse(bytes.toString('utf8')) as Task;
  }

  /** The ids of each task's steps and the keys that are known, by task; undefined when they cannot be read. */
  keys(): readonly { readonly ids: readonly string[]; readonly keys: readonly Digest[] }[] | undefined {
    try {
      return JSON.parse(readFileSync(join(this.folder, 'keys.json'), 'utf8')) as ReturnType<Batch['keys']>;
    } catch {
      return undefined; // Its loop died before it had written them, so nothing was submitted.
    }
  }

  /** The id that Slurm gave it, as far as that is known. */
  job(): string | undefined {
    try {
      return /^\d+/.exec(readFileSync(join(this.folder, 'job'), 'utf8'))?.[0];
    } catch {
      return undefined;
    }
  }

  async submitted(job: string): Promise<void> {
    await this.#write('job', `${job}\n`);
  }

  /** Names of the files in its folder: one look tells which tasks have ended. */
  names(): ReadonlySet<string> {
    return new Set(namesIn(this.folder));
  }

  /** What became of a task; undefined when it has not ended. */
  outcome(index: number): TaskOutcome | undefined {
    try {
      const outcome = JSON.parse(readFileSync(join(this.folder, `${index}.json`), 'utf8')) as TaskOutcome;
      return isObject(outcome) && outcome.format === 1 ? outcome : undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** A job that Slurm starts once more has no outcome yet. */
  async begin(index: number): Promise<void> {
    await rm(join(this.folder, `${index}.json`), { force: true });
  }

  async end(index: number, outcome: Omit<TaskOutcome, 'format'>): Promise<void> {
    await this.#write(`${index}.json`, JSON.stringify({ format: 1, ...outcome } satisfies TaskOutcome));
  }

  /** Makes the client of a file server look at the folder itself, and not at what it remembers of it. */
  async refresh(): Promise<void> {
    const path = join(this.folder, `.look-${this.#store.temporary.id}`);
    try {
      await writeFile(path, '');
      await rm(path, { force: true });
    } catch {
      // A full or read-only store: then what it remembers has to do.
    }
  }

  /** Says that no task of it will do anything more. */
  async ended(): Promise<void> {
    await this.#write('ended', '');
  }

  get hasEnded(): boolean {
    return existsSync(join(this.folder, 'ended'));
  }

  async cancel(): Promise<void> {
    await this.#write('cancel', '');
  }

  eventsPath(index: number): string {
    return join(this.folder, `${index}.events.jsonl`);
  }

  logPath(index: number): string {
    return join(this.folder, `${index}.log`);
  }

  /** Lets whoever shares the store read what a job prints: Slurm makes that file as the user's umask says. */
  shareLog(index: number): void {
    try {
      shareFile(this.logPath(index), this.folder);
    } catch {
      // Its output goes elsewhere, as the user's flags say.
    }
  }

  /** The last 4 KiB that the job of a task has printed. */
  printed(index: number): string {
    try {
      const path = this.logPath(index);
      const file = openSync(path, 'r');
      try {
        const { size } = fstatSync(file);
        return readFrom(file, Math.max(0, size - 4096), Math.min(size, 4096)).toString('utf8');
      } finally {
        closeSync(file);
      }
    } catch {
      return ''; // The node could not even open it.
    }
  }

  async #write(name: string, text: string): Promise<void> {
    await writeAtomically(join(this.folder, name), text, { temporary: this.#store.temporary });
  }
}

/** The bytes of a file from a position on, at most `length`. */
export function readRange(path: string, from: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    return readFrom(file, from, length);
  } finally {
    closeSync(file);
  }
}

function readFrom(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, from + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
