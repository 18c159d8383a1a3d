import { join } from 'node:path';
import { UsageError } from '../core/failure.ts';
import { isObject } from '../core/json.ts';
import { codeOf, writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { readRegular } from '../store/local/regular-file.ts';
import { runFolder } from './runs.ts';

const FILE = 'notes.json';
const LARGEST = 1024 * 1024;
const MOST_TAGS = 100;
const LONGEST_NOTE = 10_000;
const TAG = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** What people have said of a run after it: kept beside its record, which never changes. */
export interface Notes {
  /** In the order in which they were added, no two the same. `assay gc` keeps a run that has one. */
  readonly tags: readonly string[];
  readonly note?: string;
}

/** Names one run. */
export interface RunName {
  readonly experiment: string;
  readonly number: number;
}

/** The tags and the note of a run; undefined when their file is damaged or may not be read. */
export function readNotes(store: DiskStore, { experiment, number }: RunName): Notes | undefined {
  let text: string;
  try {
    text = readRegular(notesPath(store, { experiment, number }), LARGEST).toString('utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? { tags: [] } : undefined;
  }
  return parseNotes(text);
}

function parseNotes(text: string): Notes | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value['format'] !== 1) return undefined;
  const { tags, note } = value;
  if (!Array.isArray(tags) || !tags.every((tag: unknown) => typeof tag === 'string' && TAG.test(tag))) return undefined;
  if (note !== undefined && typeof note !== 'string') return undefined;
  return { tags: tags as readonly string[], ...(note !== undefined && { note }) };
}

/** Whether `assay gc` keeps a run for its tags. Notes that cannot be read may hold one. */
export function mayHaveTag(store: DiskStore, run: RunName): boolean {
  return readNotes(store, run)?.tags.length !== 0;
}

/**
 * Changes the tags or the note of a run and keeps them beside it. Of two that do so at the same time the later one counts.
 *
 * @throws UsageError when the notes that are there cannot be read, or the new ones are too many or too long
 */
export async function changeNotes(store: DiskStore, run: RunName, change: (notes: Notes) => Notes): Promise<Notes> {
  const known = readNotes(store, run);
  if (known === undefined)
    throw new UsageError(`The tags and the note of run ${run.number} of ${run.experiment} cannot be read`, {
      hint: `Look at ${notesPath(store, run)}: give yourself permission to read it, or remove it if it is damaged.`,
    });
  const notes = change(known);
  for (const tag of notes.tags) if (!known.tags.includes(tag)) checkTag(tag);
  if (notes.tags.length > MOST_TAGS)
    throw new UsageError(`A run has at most ${MOST_TAGS} tags; this one would have ${notes.tags.length}`);
  if ((notes.note ?? '').length > LONGEST_NOTE)
    throw new UsageError(`A note has at most ${LONGEST_NOTE} characters; this one has ${notes.note?.length}`);
  await writeAtomically(notesPath(store, run), `${JSON.stringify({ format: 1, ...notes }, null, 2)}\n`, store);
  return notes;
}

function checkTag(tag: string): void {
  if (TAG.test(tag)) return;
  throw new UsageError(`Cannot use ${JSON.stringify(tag)} as a tag`, {
    hint: 'Use 1 to 64 letters, digits, ".", "_" and "-", with a letter or a digit first.',
  });
}

function notesPath(store: DiskStore, { experiment, number }: RunName): string {
  return join(runFolder(store, experiment, number), FILE);
}
