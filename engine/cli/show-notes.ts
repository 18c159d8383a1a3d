import type { Notes } from '../runs/notes.ts';
import type { RunRecord } from '../runs/run-record.ts';

/** The notes of a run for programs. */
export function notesJson({ experiment, number }: RunRecord, { tags, note }: Notes): object {
  return { experiment, number, tags, ...(note !== undefined && { note }) };
}

/** `tags paper, final`: one line for people. */
export function showTags({ tags }: Notes): string {
  return tags.length === 0 ? 'no tags' : `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
}
