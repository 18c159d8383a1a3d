// Child processes that cannot hang: each has a time limit, and what it started dies with it.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';

/** Process groups now running; they are ended when setup itself is. */
const running = new Set();
/** Kept of a program's output, in characters: enough for the error that ends it. */
const OUTPUT_KEPT = 100_000;
const LINES_SHOWN = 8;

/** A program that was not found, failed, or took too long. The message says which, with its last words. */
export class CommandFailure extends Error {
  name = 'CommandFailure';
  /**
   * @param {string} message
   * @param {string} output all that it wrote
   */
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a program to its end and returns what it wrote to standard output and standard error.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs: number }} options
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws {CommandFailure} when it cannot be started, ends with another code than 0, or exceeds `timeoutMs`
 */
export function runCommand(command, args, { cwd, env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time limit also ends what the program started (pip, make, node-gyp do that).
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] = (output[name] + text).slice(-OUTPUT_KEPT);
      });
    }
    const title = basename(command);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, timeoutMs);
    if (child.pid !== undefined) running.add(child.pid);
    const settle = (failure) => {
      clearTimeout(timer);
      running.delete(child.pid);
      if (failure === undefined) resolve(output);
      else reject(failure);
    };
    child.on('error', (error) => {
      const why = error.code === 'ENOENT' ? 'was not found' : `did not start: ${error.message}`;
      settle(new CommandFailure(`${title} ${why}`));
    });
    child.on('close', (code, signal) => {
      const all = output.stdout + output.stderr;
      const words = lastLines(output.stderr) || lastLines(output.stdout);
      if (late) settle(new CommandFailure(`${title} was stopped after ${timeoutMs / 1000} s${words}`, all));
      else if (code === 0) settle(undefined);
      else settle(new CommandFailure(`${title} ended with ${signal ?? `code ${code}`}${words}`, all));
    });
  });
}

/**
 * From now on, when this process is interrupted or terminated, ends the programs it runs and exits with the usual code
 * (130 for an interrupt). Handlers of the process's `exit` clean up.
 */
export function endChildrenOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      for (const pid of running) endGroup(pid);
      process.exit(128 + constants.signals[signal]);
    });
  }
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in the meantime.
    if (error.code !== 'ESRCH') throw error;
  }
}

function lastLines(text) {
  // Without the stack traces of Node and Python programs' internals: what went wrong stands beside them.
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.length === 0 ? '' : `:\n${lines.slice(-LINES_SHOWN).join('\n')}`;
}
