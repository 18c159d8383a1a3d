import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from './victim.fixture.ts';

/** How a victim ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it has printed, by line: `finished a`. */
  readonly lines: readonly string[];
  /** From `ready` to the end, in milliseconds. */
  readonly durationMs: number;
  /** Processes that it has left running. */
  readonly orphans: readonly number[];
}

export interface Victim {
  /** Resolves when it is about to open the store. */
  readonly ready: Promise<void>;
  readonly ended: Promise<Ended>;
  /** kill -9 of the process, or of the processes of its steps. */
  kill(whom: 'engine' | 'children'): void;
}

const TIMEOUT_MS = 60_000;
const ORPHANS_MS = 5000;

/** Starts a process that does what the order says: `file` is the bundled victim.fixture.ts. */
export function startVictim(file: string, order: Order): Victim {
  const child = spawn(process.execPath, [file, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that what it leaves running can be found.
    detached: true,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('No process could be started');
  let printed = '';
  let began = performance.now();
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (printed === '') began = performance.now();
      printed += text;
      resolve();
    });
    child.on('exit', () => resolve());
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const durationMs = performance.now() - began;
      const lines = printed.split('\n').filter((line) => line !== '');
      void orphansOf(pid).then((orphans) => resolve({ code, signal, lines, durationMs, orphans }));
    });
  });
  return {
    ready,
    ended,
    kill(whom) {
      for (const target of whom === 'engine' ? [pid] : childrenOf(pid)) {
        try {
          process.kill(target, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
    },
  };
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Processes of the group that are still there after some seconds; without /proc nobody knows. */
async function orphansOf(group: number): Promise<readonly number[]> {
  const deadline = performance.now() + ORPHANS_MS;
  for (;;) {
    const members = membersOf(group);
    if (members.length === 0 || performance.now() > deadline) return members;
    await sleep(20);
  }
}

function membersOf(group: number): readonly number[] {
  try {
    // Signal 0 to the group: fails when nobody is in it, not even a process that has ended and waits for its parent.
    process.kill(-group, 0);
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => isIn(pid, group));
  } catch {
    return [];
  }
}

function isIn(pid: number, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(pgrp) === group && state !== 'Z';
  } catch {
    return false;
  }
}
