import { setTimeout as sleep } from 'node:timers/promises';
import type { DiskStore } from '../store/local/disk.ts';
import { journalPath } from './history.ts';
import type { EndLine, JournalLine } from './journal-line.ts';
import type { RunName } from './notes.ts';
import { JournalReader } from './read-journal.ts';
import { readRun } from './runs.ts';

/** How often to look for new lines. */
const LOOK_MS = 200;

/** How a followed run came to its end. `killed`: its process is gone, and it has no end. */
export type Ending =
  | { readonly how: 'ended'; readonly end: Omit<EndLine, 'type' | 'at'> }
  | { readonly how: 'killed' }
  | { readonly how: 'removed' }
  /** Whoever followed it has stopped. */
  | { readonly how: 'left' };

/**
 * Tells the lines of a run's journal, from the first on, as they come, and resolves when the run has ended, in whatever way. Writes
 * nothing and needs nothing of the run's process.
 */
export async function follow(
  store: DiskStore,
  run: RunName,
  { tell, signal }: { readonly tell: (line: JournalLine) => void; readonly signal: AbortSignal },
): Promise<Ending> {
  const reader = new JournalReader(journalPath(store, run));
  const read = (): EndLine | undefined => {
    const lines = reader.readAll();
    for (const line of lines) tell(line);
    return lines.find((line) => line.type === 'end');
  };
  while (!signal.aborted) {
    // Looked at before the journal is: a run that ends in between has its last lines in it.
    const record = readRun(store, run.experiment, run.number);
    const end = read();
    if (end !== undefined) return { how: 'ended', end };
    if (record === undefined) return { how: 'removed' };
    if (record.status !== 'running') {
      if (record.durationMs === undefined) return { how: 'killed' };
      // Where the disk was full, the record tells of an end that the journal does not.
      const { status, durationMs } = record;
      return { how: 'ended', end: { status, durationMs, exitCode: EXIT_OF[status] } };
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return { how: 'left' };
}

/** The exit codes of `assay run`, where only the status is known. */
export const EXIT_OF: Readonly<Record<EndLine['status'], number>> = { done: 0, failed: 1, interrupted: 130 };
