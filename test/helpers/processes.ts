import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

// What runs on this machine, as tests that kill processes need to know it.

/** The processes of the steps that a call of the program has started. */
export function workersOf({ pid }: { readonly pid: number }): readonly number[] {
  return childrenOf(pid)
    .filter(({ command }) => command.includes('--worker'))
    .map((child) => child.pid);
}

/** The processes that a process has started, by what they were started with. */
function childrenOf(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.flatMap((line) => {
    const [, child, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === pid ? [{ pid: Number(child), command: command ?? '' }] : [];
  });
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a process is gone; false when it is still there after five seconds. */
export async function ends(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 5000; waited += 50) {
    if (!isRunning(pid)) return true;
    await sleep(50);
  }
  return false;
}
