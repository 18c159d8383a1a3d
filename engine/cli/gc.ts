import { plural } from '../report/messages.ts';
import { collect, type Collected } from '../runs/gc.ts';
import type { Application } from './application.ts';
import { needStore } from './fsck.ts';
import { EXIT, renderTable, showBytes, type Terminal } from './output.ts';
import { withStore } from './with-store.ts';

export interface GcOptions {
  readonly store: string;
  readonly keepRuns: number;
  readonly keepDays: number;
  readonly pruneRuns: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `assay gc`: deletes results that no kept run needs, and says how much that was, by kind. */
export async function gcCommand(options: GcOptions, application: Application, terminal: Terminal): Promise<number> {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const { pruneRuns, dryRun } = options;
    const collected = await collect(store, {
      policy: { runs: options.keepRuns, days: options.keepDays },
      pruneRuns,
      dryRun,
      now: Date.now(),
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
  const count = kinds.reduce((sum, { removed }) => sum + removed.count, 0);
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
  const what = `${plural(count, 'file')}, ${showBytes(total)}`;
  const done = dryRun ? `Would delete ${what}. Nothing was changed.` : `Deleted ${what}.`;
  const kept = `Kept what ${plural(runsKept, 'run')} need${runsKept === 1 ? 's' : ''}, and everything used since ${keptSince.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}.`;
  return kinds.length === 0 ? `${done}\n${kept}` : `${table}\n\n${done}\n${kept}`;
}
