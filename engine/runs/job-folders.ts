import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { batchNames, jobsFolder } from '../execute/slurm/batch.ts';

const DAY_MS = 24 * 3_600_000;
/** How long the logs of jobs stay after their batch has ended. */
const KEPT_MS = 30 * DAY_MS;
/** Nobody says that a batch has ended if its loop and its user are gone. No job waits and runs for longer than this. */
const LONGEST_MS = 180 * DAY_MS;

/** What `assay gc` needs to know about the jobs of clusters. */
export interface JobFolders {
  /** When the oldest batch began that may still have jobs, in milliseconds since 1970; Infinity if there is none. */
  readonly oldest: number;
  /** Folders that nobody needs any more, as absolute paths. */
  readonly old: readonly string[];
}

/** The folders of jobs in a store. Slurm is not asked: a batch has ended when its loop, or another one, has seen its end. */
export function jobFolders(root: string, now: number): JobFolders {
  let oldest = Infinity;
  const old: string[] = [];
  for (const name of batchNames(root)) {
    const path = join(jobsFolder(root), name);
    const began = changedAt(path);
    const ended = changedAt(join(path, 'ended'));
    if (began === undefined) continue;
    if (ended === undefined && now - began < LONGEST_MS) oldest = Math.min(oldest, submittedAt(path) ?? began);
    else if (now - (ended ?? began) > (ended === undefined ? LONGEST_MS : KEPT_MS)) old.push(path);
  }
  return { oldest, old };
}

/** What is written first is not written again. */
function submittedAt(path: string): number | undefined {
  return changedAt(join(path, 'batch.json')) ?? changedAt(join(path, 'loop.json'));
}

function changedAt(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
