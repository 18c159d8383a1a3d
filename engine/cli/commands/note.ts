import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { changeNotes } from '../../runs/notes.ts';
import { EXIT } from '../output.ts';
import { runAt } from '../references.ts';
import { notesJson } from '../show-notes.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<run>', 'EXPERIMENT or EXPERIMENT@RUN (default: the newest run)')
    .argument('<text>', 'the note; it replaces the one before')
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay note EXPERIMENT[@RUN] TEXT`: keeps a note beside a run instead of the one before; an empty text removes it. */
export const note = defineCommand({
  declare,
  help: `Examples:
  assay note quickstart "with the new optimizer"
  assay note quickstart@3 ""`,
  run: noteRun,
});

async function noteRun(
  reference: string,
  text: string,
  options: OptionsOf<typeof declare>,
  { terminal }: Line,
): Promise<number> {
  const kept = text.trim();
  return withStore(options.store, async (store) => {
    const run = await runAt(store, reference);
    const notes = await changeNotes(store, run, ({ tags }) => ({ tags, ...(kept !== '' && { note: kept }) }));
    if (options.json) terminal.out(JSON.stringify(notesJson(run, notes)));
    else terminal.out(`${run.experiment} run ${run.number}: ${kept === '' ? 'no note' : 'noted'}`);
    return EXIT.done;
  });
}
