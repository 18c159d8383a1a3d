import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { didYouMean } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/failure.ts';
import { changeNotes, type Notes } from '../../runs/notes.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { EXIT } from '../output.ts';
import { isRunNumber, runAt } from '../references.ts';
import { notesJson, showTags } from '../show-notes.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<run>', 'EXPERIMENT or EXPERIMENT@RUN (default: the newest run)')
    .argument('<tag...>', 'the tags')
    .option('--remove', 'take these tags away', false)
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay tag EXPERIMENT[@RUN] TAG...`: gives tags to a run, or with `--remove` takes them away. */
export const tag = defineCommand({
  declare,
  help: `Examples:
  assay tag quickstart paper                 the newest run
  assay tag quickstart@3 paper figure-2
  assay tag quickstart@3 paper --remove`,
  run: tagRun,
});

async function tagRun(
  reference: string,
  tags: readonly string[],
  options: OptionsOf<typeof declare>,
  { terminal }: Line,
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
  const missing = tags.find((each) => !notes.tags.includes(each));
  if (missing !== undefined)
    throw new UsageError(
      `Run ${run.number} of "${run.experiment}" has no tag "${missing}"${didYouMean(missing, notes.tags)}`,
      { hint: notes.tags.length === 0 ? 'It has no tags.' : `Its tags are ${notes.tags.join(', ')}.` },
    );
  return { ...notes, tags: notes.tags.filter((each) => !tags.includes(each)) };
}
