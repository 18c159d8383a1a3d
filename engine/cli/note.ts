import { changeNotes } from '../runs/notes.ts';
import { EXIT, type Terminal } from './output.ts';
import { runAt } from './references.ts';
import { notesJson } from './tag.ts';
import { withStore } from './with-store.ts';

/** `assay note EXPERIMENT[@RUN] TEXT`: keeps a remark beside a run, in the place of the one before; an empty text removes it. */
export async function noteCommand(
  reference: string,
  text: string,
  options: { readonly store: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  const note = text.trim();
  return withStore(options.store, async (store) => {
    const run = await runAt(store, reference);
    const notes = await changeNotes(store, run, ({ tags }) => ({ tags, ...(note !== '' && { note }) }));
    if (options.json) terminal.out(JSON.stringify(notesJson(run, notes)));
    else terminal.out(`${run.experiment} run ${run.number}: ${note === '' ? 'no note' : 'noted'}`);
    return EXIT.done;
  });
}
