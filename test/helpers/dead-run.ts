import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import type { RunRecord } from '../../engine/run/run-record.ts';

/** The pid of a process that has ended. */
export function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** The record that a run leaves when its process is killed: what was written at its start. */
export function diedAt(record: RunRecord): object {
  const process = { pid: deadPid(), host: hostname() };
  // JSON leaves out what is undefined.
  return { ...record, status: 'running', process, durationMs: undefined, steps: [], outputs: [] };
}
