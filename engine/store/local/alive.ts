// Names a process, and tells whether it still runs. A pid means something only inside one PID namespace, until the machine
// restarts, and until the kernel gives it to another process. So a name consists of host, boot, namespace, pid and start time,
// and only a process of the same host, boot and namespace can be looked up. For all others, the heartbeat decides: the owner
// file that they touch every ten seconds (temporary.ts).

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, platform } from 'node:os';

/** Names a process for ever, in leases and in the records of runs. */
export interface ProcessName {
  readonly pid: number;
  readonly host: string;
  /** In the kernel's clock ticks since boot; absent where the system does not say. */
  readonly started?: string;
  /** Absent on systems without /proc, which have no PID namespaces either, and in records of older versions. */
  readonly boot?: string;
  /** The PID namespace, and that of the clock which start times are told by. */
  readonly space?: string;
}

/** `unseen`: it runs, or ran, where this process cannot look. */
export type Fate = 'alive' | 'gone' | 'unseen';

let own: ProcessName | undefined;

/** The name of this process. */
export function thisProcess(): ProcessName {
  if (own !== undefined) return own;
  const started = startOf(process.pid);
  own = { pid: process.pid, host: hostname(), ...(started !== undefined && { started }), ...place() };
  return own;
}

function place(): { readonly boot?: string; readonly space?: string } {
  if (platform() !== 'linux') return {};
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return { boot, space: ['pid', 'time'].map(namespace).join(' ') };
  } catch {
    // A container without /proc: nobody can tell which one, so treat it as unlike any other.
    return { boot: randomUUID() };
  }
}

function namespace(kind: string): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch (error) {
    if (kind === 'pid') throw error;
    return ''; // Kernels before 5.6 have one clock for all.
  }
}

/** Eight hex digits for the host, boot and namespace of this process. */
export function placeTag(): string {
  const { host, boot = '', space = '' } = thisProcess();
  return createHash('sha256')
    .update(JSON.stringify([host, boot, space]))
    .digest('hex')
    .slice(0, 8);
}

/** Returns the state of a process, as far as this one can see. */
export function fateOf({ pid, host, started, boot, space }: ProcessName): Fate {
  const here = thisProcess();
  if (host !== here.host || boot !== here.boot || space !== here.space) return 'unseen';
  return isAlive(pid, started) ? 'alive' : 'gone';
}

/**
 * Returns when a process of this PID namespace started, in the kernel's clock ticks; undefined where the system does not say.
 */
export function startOf(pid: number): string | undefined {
  if (pid === process.pid) return statOf('self')[START];
  // The mounted /proc may belong to another namespace, where this pid is a different process.
  return statOf('self')[0] === String(process.pid) ? statOf(String(pid))[START] : undefined;
}

/** Position of the start time among the fields of `stat`. */
const START = 20;

/** The fields of a process's `stat` without the program's name: the pid, then from the state on. */
function statOf(pid: string): readonly string[] {
  try {
    // The name of the program is in parentheses and may itself contain spaces and parentheses.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return [text.slice(0, text.indexOf(' ')), ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
  } catch {
    return [];
  }
}

/** Whether a process of this PID namespace is running. `started` tells it from a later one with the same pid. */
export function isAlive(pid: number, started?: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === undefined || (startOf(pid) ?? started) === started;
}
