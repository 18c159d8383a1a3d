import { spawnSync } from 'node:child_process';
import type { RunRecord } from '../../engine/runs/run-record.ts';
import { thisProcess } from '../../engine/store/local/alive.ts';

/** The pid of a process that has ended. */
export function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** The record that a run leaves when its process is killed: what was written at its start. */
export function diedAt(record: RunRecord): object {
  const process = { ...thisProcess(), pid: deadPid() };
  // JSON leaves out what is undefined.
  return { ...record, status: 'running', process, durationMs: undefined, steps: [], outputs: [] };
}
