import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, install, writeNew } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';

/** No run number is longer. */
const MOST_BYTES = 20;

/**
 * Points `latest` in an experiment's folder at a run, unless it already points at a later one. It is a convenience: if it
 * cannot be created, the run is still complete, and a notice says what to do. Replaces only what a run can have put there.
 */
export async function pointLatest(store: DiskStore, parent: string, number: number): Promise<void> {
  const latest = join(parent, 'latest');
  if (latestOf(latest) > number) return;
  try {
    const other = strangeAt(latest);
    if (other === undefined) await replace(store, latest, number);
    else
      store.notices.tell(
        `${latest} is ${other}, so Assay left it alone; it does not point at run ${number}. ` +
          'Move it away, and the next run creates the link again',
      );
  } catch (error) {
    store.notices.tell(
      `Cannot point ${latest} at run ${number} (${codeOf(error) ?? String(error)}). The run itself is complete. ` +
        'Check that you may write in that folder; the next run tries again',
    );
  }
}

async function replace(store: DiskStore, latest: string, number: number): Promise<void> {
  const temporary = await store.temporary.name();
  try {
    await symlink(String(number), temporary, 'dir');
  } catch {
    // Windows requires a privilege for links, and some file systems have none: then a text file contains the number.
    await writeNew(temporary, `${number}\n`, 0o644);
  }
  await install(temporary, latest);
}

/** Names what is in the place of `latest`, if no run has put it there. */
function strangeAt(latest: string): string | undefined {
  const stat = lstatSync(latest, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink() || numberIn(latest, stat) > 0) return undefined;
  if (stat.isDirectory()) return 'a folder';
  return stat.isFile() ? 'a file of another kind' : 'neither a file nor a link';
}

/** Returns the number in `latest`, possibly of a run that is gone; 0 where it says nothing useful. */
export function latestOf(latest: string): number {
  try {
    return numberIn(latest, lstatSync(latest));
  } catch {
    return 0; // Nothing there, or something unreadable.
  }
}

function numberIn(latest: string, stat: Stats): number {
  if (!stat.isSymbolicLink() && (!stat.isFile() || stat.size > MOST_BYTES)) return 0;
  const text = stat.isSymbolicLink() ? readlinkSync(latest) : readFileSync(latest, 'utf8');
  return Number(/^[1-9]\d{0,14}$/.exec(text.trim())?.[0] ?? 0);
}
