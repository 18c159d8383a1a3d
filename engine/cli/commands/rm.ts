import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption, yesOption } from '../options.ts';
import { UsageError } from '../../core/failure.ts';
import { plural } from '../../report/messages.ts';
import { readNotes } from '../../runs/notes.ts';
import { checkEnded, filesOf, onlyIn, removeRun } from '../../runs/remove.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { refusal } from '../confirm.ts';
import { EXIT, showBytes } from '../output.ts';
import { runAt } from '../references.ts';
import { showTags } from '../show-notes.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank.argument('<run...>', 'EXPERIMENT@RUN').addOption(yesOption()).addOption(storeOption()).addOption(jsonOption());

/** `assay rm EXPERIMENT@RUN...`: removes the folders of runs and says what `assay gc` can free afterwards. */
export const rm = defineCommand({
  declare,
  help: `Examples:
  assay rm quickstart@3
  assay rm quickstart@3 quickstart@4 --yes`,
  run: removeRuns,
});

async function removeRuns(
  references: readonly string[],
  options: OptionsOf<typeof declare>,
  { terminal }: Line,
): Promise<number> {
  const whole = references.find((reference) => !/@[^@/\\]+$/.test(reference));
  if (whole !== undefined)
    throw new UsageError(`Expected EXPERIMENT@RUN, found "${whole}"`, {
      hint: `Name each run: assay rm ${whole}@3. "assay log ${whole}" lists them.`,
    });
  return withStore(options.store, async (store) => {
    const runs = new Map<string, RunRecord>();
    for (const reference of references) {
      const run = await runAt(store, reference);
      runs.set(`${run.experiment}@${run.number}`, run);
    }
    const chosen = [...runs.values()];
    for (const run of chosen) checkEnded(store, run);
    const freed = onlyIn(store, chosen);
    if (!options.yes) {
      const question = chosen.map((run) => showDoomed(run, store)).join('\n');
      const refused = await refusal(question, { unanswered: 'no' }, terminal);
      if (refused !== undefined) return refused;
    }
    const removed: object[] = [];
    for (const run of chosen) {
      await removeRun(store, run);
      removed.push({ experiment: run.experiment, number: run.number });
      if (!options.json) terminal.out(`Removed run ${run.number} of ${run.experiment}.`);
    }
    if (options.json) terminal.out(JSON.stringify({ removed, freed }));
    else terminal.out(showFreed(freed));
    return EXIT.done;
  });
}

function showDoomed(run: RunRecord, store: DiskStore): string {
  const notes = readNotes(store, run) ?? { tags: [] };
  const tags = notes.tags.length === 0 ? '' : `, ${showTags(notes)}`;
  const files = plural(filesOf(store, run), 'file');
  return `Run ${run.number} of ${run.experiment} (${run.status}, started ${run.startedAt}${tags}) and its folder with ${files} will be removed.`;
}

function showFreed({ objects, bytes }: ReturnType<typeof onlyIn>): string {
  if (objects === 0) return 'Other runs have the same results: "assay gc" will free nothing.';
  return `${plural(objects, 'result')} (${showBytes(bytes)}) belonged to no other run: "assay gc" deletes what nothing has used for an hour.`;
}
