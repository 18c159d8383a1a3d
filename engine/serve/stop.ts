import { readdirSync, statSync } from 'node:fs';
import { codeOf } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { fateOf } from '../store/local/alive.ts';
import { journalPath } from '../runs/history.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { hasNotBegun } from '../runs/runs.ts';
import { Refused } from './server.ts';

/**
 * Why a run cannot be stopped from this process; undefined where it can. A record names a process, and anybody who may write to the
 * store may have written it: so only a process is stopped that has this very run's journal open.
 */
export function whyUnstoppable(store: DiskStore, run: RunRecord): string | undefined {
  if (run.status !== 'running') return 'It does not go on.';
  if (hasNotBegun(run)) return `Its job has not begun: "assay cancel ${run.experiment}" gives it up.`;
  const fate = fateOf(run.process);
  if (fate === 'gone') return 'Its process is gone.';
  if (fate === 'unseen') return `It runs on ${run.process.host}, or in another container: stop it there.`;
  const { pid } = run.process;
  if (pid === process.pid || pid <= 1) return 'Its record names a process that is no run.';
  if (process.platform !== 'linux') return undefined;
  try {
    const journal = statSync(journalPath(store, run));
    const folder = `/proc/${pid}/fd`;
    const open = readdirSync(folder).some((name) => isSame(`${folder}/${name}`, journal));
    return open ? undefined : 'The process that its record names does not write its journal.';
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return 'It belongs to another user.';
    return 'Its process cannot be looked at.';
  }
}

function isSame(path: string, { dev, ino }: { readonly dev: number; readonly ino: number }): boolean {
  try {
    const stat = statSync(path);
    return stat.dev === dev && stat.ino === ino;
  } catch {
    return false;
  }
}

/** Stops runs as the first Ctrl-C does: running steps save a checkpoint, and what has finished is kept. */
export class Stopper {
  readonly #store: DiskStore;
  /** A second signal would end a run at once. */
  readonly #asked = new Set<string>();

  constructor(store: DiskStore) {
    this.#store = store;
  }

  /** @throws Refused when the run cannot be stopped from here, or has been asked to */
  stop(run: RunRecord): void {
    const why = whyUnstoppable(this.#store, run);
    if (why !== undefined)
      throw new Refused(409, `Run ${run.number} of ${run.experiment} cannot be stopped from here. ${why}`);
    const { pid, started = '' } = run.process;
    const name = `${pid} ${started}`;
    if (this.#asked.has(name)) throw new Refused(409, 'It has been asked to stop, and saves what it has.');
    this.#asked.add(name);
    process.kill(pid, 'SIGTERM');
  }
}
