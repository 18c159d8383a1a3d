import { defineCommand, type BlankCommand, type OptionsOf } from '../command.ts';
import { count, jsonOption, storeOption } from '../options.ts';
import { plural } from '../../report/messages.ts';
import { collect, type Collected } from '../../runs/gc.ts';
import type { Application } from '../application.ts';
import { enterHere } from '../project.ts';
import { EXIT, renderTable, showBytes, type Terminal } from '../output.ts';
import { needStore, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .option('--keep-runs <n>', 'keep what the newest n runs of each experiment need', count, 10)
    .option('--keep-days <n>', 'also keep what the runs of the last n days need', count, 0)
    .option('--prune-runs', 'also delete the folders of all other runs, with what they published', false)
    .option('--dry-run', 'only say what would be deleted', false)
    .addOption(storeOption())
    .addOption(jsonOption());

/** `assay gc`: deletes results that no kept run needs, and says how much that was, by kind. */
export const gc = defineCommand({
  declare,
  help: `Examples:
  assay gc --dry-run
  assay gc --keep-runs 3 --keep-days 30`,
  async run(options, line) {
    const { application } = await enterHere(await line.application(), options);
    return collectGarbage(options, application, line.terminal);
  },
});

/** Deletes from the store at `options.store`; `application` tells which stages have checkpoints. */
export async function collectGarbage(
  options: OptionsOf<typeof declare>,
  application: Pick<Application, 'registry'>,
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const { pruneRuns, dryRun } = options;
    if (!dryRun) await store.temporary.owner(); // Then it knows what time it is for the store.
    const collected = await collect(store, {
      policy: { runs: options.keepRuns, days: options.keepDays },
      pruneRuns,
      dryRun,
      now: store.temporary.time(),
      stages: application.registry.stages,
    });
    const keptSince = new Date(collected.keptSince).toISOString();
    if (options.json) terminal.out(JSON.stringify({ dryRun, ...collected, keptSince }, null, 2));
    else terminal.out(showCollected(collected, keptSince, dryRun));
    return EXIT.done;
  });
}

function showCollected({ runsKept, kinds }: Collected, keptSince: string, dryRun: boolean): string {
  const total = kinds.reduce((sum, { removed }) => sum + removed.bytes, 0);
  const files = kinds.reduce((sum, { removed }) => sum + removed.count, 0);
  const table = renderTable(
    ['kind', 'kept', 'size', dryRun ? 'to delete' : 'deleted', 'size'],
    kinds.map(({ kind, kept, removed }) => [
      kind,
      kept.count,
      showBytes(kept.bytes),
      removed.count,
      showBytes(removed.bytes),
    ]),
  );
  const what = `${plural(files, 'file')}, ${showBytes(total)}`;
  const done = dryRun ? `Would delete ${what}. Nothing was changed.` : `Deleted ${what}.`;
  const kept = `Kept what ${plural(runsKept, 'run')} need${runsKept === 1 ? 's' : ''}, and everything used since ${keptSince.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}.`;
  return kinds.length === 0 ? `${done}\n${kept}` : `${table}\n\n${done}\n${kept}`;
}
