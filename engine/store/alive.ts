import { readFileSync } from 'node:fs';

/**
 * When a process started, in the kernel's clock ticks, where the system tells it (Linux), else undefined. With its pid
 * it names a process for ever: pids are used again.
 */
export function startOf(pid: number): string | undefined {
  try {
    // The name of the program is in parentheses and may itself contain spaces and parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether the process is running on this machine. `started` tells it from a later one with the same pid. */
export function isAlive(pid: number, started?: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === undefined || (startOf(pid) ?? started) === started;
}
