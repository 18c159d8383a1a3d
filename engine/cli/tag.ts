import { didYouMean } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import { changeNotes, type Notes } from '../runs/notes.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { EXIT, type Terminal } from './output.ts';
import { isRunNumber, runAt } from './references.ts';
import { withStore } from './with-store.ts';

export interface TagOptions {
  readonly store: string;
  readonly remove: boolean;
  readonly json: boolean;
}

/** `assay tag EXPERIMENT[@RUN] TAG...`: gives tags to a run, or with `remove` takes them away. */
export async function tagCommand(
  reference: string,
  tags: readonly string[],
  options: TagOptions,
  terminal: Terminal,
): Promise<number> {
  const number = tags.find(isRunNumber);
  if (number !== undefined)
    throw new UsageError(`Expected a tag, found the number of a run: "${number}"`, {
      hint: `Name a run with "@": assay tag ${reference}@${number} TAG`,
    });
  return withStore(options.store, async (store) => {
    const run = await runAt(store, reference);
    const notes = await changeNotes(store, run, (known) =>
      options.remove ? without(known, tags, run) : { ...known, tags: [...new Set([...known.tags, ...tags])] },
    );
    if (options.json) terminal.out(JSON.stringify(notesJson(run, notes)));
    else terminal.out(`${run.experiment} run ${run.number}: ${showTags(notes)}`);
    return EXIT.done;
  });
}

function without(notes: Notes, tags: readonly string[], run: RunRecord): Notes {
  const missing = tags.find((tag) => !notes.tags.includes(tag));
  if (missing !== undefined)
    throw new UsageError(
      `Run ${run.number} of "${run.experiment}" has no tag "${missing}"${didYouMean(missing, notes.tags)}`,
      { hint: notes.tags.length === 0 ? 'It has no tags.' : `Its tags are ${notes.tags.join(', ')}.` },
    );
  return { ...notes, tags: notes.tags.filter((tag) => !tags.includes(tag)) };
}

/** The notes of a run for programs. */
export function notesJson({ experiment, number }: RunRecord, { tags, note }: Notes): object {
  return { experiment, number, tags, ...(note !== undefined && { note }) };
}

/** `tags paper, final`: one line for people. */
export function showTags({ tags }: Notes): string {
  return tags.length === 0 ? 'no tags' : `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
}
