import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How a command of a trial ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** Why it was killed by the trial: it came to no end, or took all memory. */
  readonly killedFor: string | undefined;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the command: `['unshare', '--pid']`. */
  readonly by?: readonly string[];
  /** In seconds. On a machine that does much else, what takes a second may take twenty. */
  readonly deadline?: number;
}

export interface Call {
  /** Of the first process: that of `by`, where there is one. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far matches; rejects when the command ends before. */
  shows(pattern: RegExp): Promise<void>;
  /** A signal for the command and all that it has started. */
  signalAll(signal: NodeJS.Signals): void;
}

const DEADLINE_S = 60;
const MOST_BYTES = 1.5e9;
const LOOK_MS = 100;

/** Starts a command in a process group of its own, with a bare environment. */
export function start([command = '', ...args]: readonly string[], options: StartOptions): Call {
  const { cwd, env = {}, by = [], deadline = DEADLINE_S } = options;
  const [first = '', ...rest] = [...by, command, ...args];
  const child = spawn(first, rest, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TMPDIR: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${first}`);
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  const signalAll = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // All of them have ended.
    }
  };
  const ended = new Promise<Ended>((resolve, reject) => {
    const began = performance.now();
    let killedFor: string | undefined;
    const watch = setInterval(() => {
      if (performance.now() - began > deadline * 1000) killedFor = `no end within ${deadline} s`;
      else if (memoryOf(pid) > MOST_BYTES) killedFor = `more than ${MOST_BYTES / 1e9} GB of memory`;
      if (killedFor !== undefined) signalAll('SIGKILL');
    }, LOOK_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ code, signal, ...printed, killedFor });
    });
  });
  return { pid, ended, signalAll, shows: (pattern) => shows(child, printed, pattern) };
}

function shows(
  child: ChildProcess,
  printed: { readonly out: string; readonly err: string },
  pattern: RegExp,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (pattern.test(printed.out + printed.err)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => reject(new Error(`It ended without ${String(pattern)}:\n${printed.out}${printed.err}`)));
    look();
  });
}

/** Resident memory of a process in bytes; 0 where the system does not tell. */
function memoryOf(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return pages * 4096;
  } catch {
    return 0;
  }
}

/**
 * What is wrong with how a command ended, whatever it was to do: it came to no end, was killed, spoke of a bug, ended with a
 * code that no command has, or failed without a word.
 */
export function manners({ code, signal, err, out, killedFor }: Ended, label: string): readonly string[] {
  const tail = `:\n${(out + err).slice(-1500)}`;
  if (killedFor !== undefined) return [`${label}: ${killedFor}${tail}`];
  if (signal !== null) return [`${label}: ended by ${signal}${tail}`];
  if (/this is a bug|has a bug|^\s+at .*:\d+:\d+\)?$|node:internal|FATAL ERROR/im.test(err))
    return [`${label}: a bug is told${tail}`];
  if (code === null || ![0, 1, 2, 130].includes(code)) return [`${label}: exit code ${code}${tail}`];
  if (code !== 0 && err.trim() === '' && out.trim() === '') return [`${label}: exit code ${code} without a word`];
  return [];
}
