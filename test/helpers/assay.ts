import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, vi } from 'vitest';
import { isBuilt } from '../../scripts/source-stamp.mjs';

// The real program, as a user starts it: dist/main.js in a process of its own, with nothing of our environment.

// Each call starts a process, and some start more: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));
/** The experiment the tests run: six stages in seconds. */
export const TINY: string = join(ROOT, 'experiments', 'tiny.yaml');
export const MAIN: string = join(ROOT, 'dist', 'main.js');

/** How a call of the program ended. */
export interface Outcome {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly durationMs: number;
}

export interface Options {
  /** The working directory; temporary files of the program go to a folder `tmp` in it. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The program that runs it; this one when it is not given. */
  readonly node?: string;
  /** The main file; that of this project when it is not given. */
  readonly main?: string;
}

/** A call that is under way. */
export interface Call {
  readonly pid: number;
  readonly outcome: Promise<Outcome>;
  /** Resolves to the match when the output so far has one; rejects when the program ends before. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the program to its end. */
export function assay(args: readonly string[], options: Options): Promise<Outcome> {
  return startAssay(args, options).outcome;
}

export function startAssay(
  args: readonly string[],
  { cwd, env = {}, node = process.execPath, main = MAIN }: Options,
): Call {
  if (!isBuilt(ROOT)) throw new Error('dist/ is older than the sources: run "npm run build" (npm test does it)');
  const home = join(cwd, 'tmp');
  mkdirSync(home, { recursive: true });
  const started = performance.now();
  const child = spawn(node, [main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The program could not be started');
  const printed = collect(child);
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...printed, durationMs: performance.now() - started }));
  });
  return {
    pid,
    outcome,
    shows: (pattern) => shows(child, printed, pattern),
    kill: (signal) => void child.kill(signal),
  };
}

/** What a child has printed so far. */
interface Printed {
  out: string;
  err: string;
}

function collect(child: ChildProcess): Printed {
  const printed: Printed = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  return printed;
}

function shows(child: ChildProcess, printed: Printed, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = pattern.exec(printed.out + printed.err);
      if (match !== null) resolve(match);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => {
      reject(new Error(`The program ended without ${String(pattern)}:\n${printed.out}${printed.err}`));
    });
    look();
  });
}

/** One event of `run --json`. */
export interface Event {
  readonly type: string;
  readonly step?: string;
  readonly [field: string]: unknown;
}

/** The events of `run --json`: every line must be one object. */
export function eventsOf({ out }: Outcome): readonly Event[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

/** Ids of the steps that ended in this way, sorted. */
export function stepsThat(type: 'reused' | 'finished' | 'failed' | 'skipped', outcome: Outcome): readonly string[] {
  return eventsOf(outcome)
    .flatMap((event) => (event.type === type && event.step !== undefined ? [event.step] : []))
    .sort();
}

/** Digests of the published files of a run, by name; the run's own record and journal, which hold times, are left out. */
export function publishedOf(folder: string, experiment: string, run: number): Readonly<Record<string, string>> {
  const published = join(folder, 'artifacts', 'runs', experiment, String(run));
  const names = readdirSync(published).filter((name) => name !== 'run.json' && name !== 'events.jsonl');
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(published, name)))
        .digest('hex'),
    ]),
  );
}

/** Files in a folder and below, as relative paths, sorted; none when it does not exist. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** What a run must never leave behind: files under the store's tmp/ or the system's. */
export function leftovers(folder: string): readonly string[] {
  return [...filesIn(join(folder, 'artifacts', 'tmp')), ...filesIn(join(folder, 'tmp'))];
}

/**
 * A folder in which experiments/tiny.yaml has run once, made before the tests of a file: they read it, or `copy()` it and
 * do with the copy as they like.
 */
export function finishedRun(): { readonly folder: string; readonly first: Outcome; copy(): string } {
  const parent = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  const folder = join(parent, 'first');
  let first: Outcome | undefined;
  let copies = 0;
  beforeAll(async () => {
    mkdirSync(folder);
    first = await assay(['run', TINY], { cwd: folder });
    if (first.code !== 0) throw new Error(`The tiny experiment failed:\n${first.err}`);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  return {
    folder,
    get first() {
      if (first === undefined) throw new Error('Only inside of a test');
      return first;
    },
    copy() {
      const target = join(parent, `copy-${(copies += 1)}`);
      cpSync(folder, target, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return target;
    },
  };
}
