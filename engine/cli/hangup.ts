// `nohup` starts a program with SIGHUP ignored, so that it continues when its terminal closes. Node resets every signal
// before any of our code runs, so a program cannot see that it should ignore this one. It can see traces: of `nohup` itself,
// of a parent that ignores the signal too, and of where input and output go.

import { fstatSync, readFileSync, statSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { isatty } from 'node:tty';

/** What a process can see of how it was started. */
export interface Traces {
  /** The variable `_`, in which bash, zsh and ksh put the path of the program that they start. */
  readonly startedAs: string | undefined;
  /** Names of this program: those of Node and of the main file. */
  readonly names: readonly string[];
  readonly parentIgnores: boolean;
  /** Where standard input was a terminal, `nohup` opens /dev/null in its place, for writing only: reads fail. */
  readonly inputUnreadable: boolean;
  readonly outputIsNohupOut: boolean;
  /** Standard input is no terminal, and output and errors go to files. */
  readonly detached: boolean;
}

/** Returns why a process with these traces continues after SIGHUP, as the end of a sentence; undefined when it should end. */
export function whyHangupIsIgnored(traces: Traces): string | undefined {
  const as = traces.startedAs === undefined ? undefined : basename(traces.startedAs);
  if (as === 'nohup' || traces.inputUnreadable || traces.outputIsNohupOut) return 'it was started with nohup';
  if (traces.parentIgnores) return 'what started it ignores SIGHUP too';
  // A script may have used nohup, and sh leaves no trace. Starting Node by hand does leave one.
  if (traces.detached && !traces.names.includes(as ?? '')) return 'none of its input and output is a terminal';
  return undefined;
}

/** The traces of this process. */
export function traces(): Traces {
  return {
    startedAs: process.env['_'],
    names: [process.execPath, process.argv0, process.argv[1] ?? ''].map((path) => basename(path)),
    parentIgnores: ignoresHangup(process.ppid),
    inputUnreadable: isNull(0) && flagsOf(0) % 4 === 1,
    outputIsNohupOut: ['', process.env['HOME'] ?? ''].some((folder) => isOpen(1, join(folder, 'nohup.out'))),
    detached: !isatty(0) && [1, 2].every((file) => stat(file)?.isFile() === true || isNull(file)),
  };
}

function ignoresHangup(pid: number): boolean {
  const [, mask = '0'] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number.parseInt(mask.slice(-1), 16) % 2 === 1;
}

/** The flags that a file was opened with; 0 where the system does not say. */
function flagsOf(file: number): number {
  return Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(read(`/proc/self/fdinfo/${file}`))?.[1] ?? '0', 8);
}

function isNull(file: number): boolean {
  return stat(file)?.isCharacterDevice() === true && isOpen(file, '/dev/null');
}

/** Whether an open file is the one at a path. */
function isOpen(file: number, path: string): boolean {
  const [open, there] = [stat(file), stat(path)];
  return open !== undefined && open.ino === there?.ino && open.dev === there.dev;
}

function stat(file: number | string): Stats | undefined {
  try {
    return typeof file === 'number' ? fstatSync(file) : statSync(file);
  } catch {
    return undefined; // Closed, or not there.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // No /proc.
  }
}
