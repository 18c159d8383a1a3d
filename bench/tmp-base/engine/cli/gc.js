import { plural } from '../report/words.js';
import { collect } from '../runs/gc.js';
import { needStore } from './fsck.js';
import { EXIT, renderTable, showBytes } from './output.js';
import { withStore } from './with-store.js';
/** `assay gc`: removes results that no kept run needs, and says how much that was, by kind. */
export async function gcCommand(options, application, terminal) {
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
        if (options.json)
            terminal.out(JSON.stringify({ dryRun, ...collected, keptSince }, null, 2));
        else
            terminal.out(showCollected(collected, keptSince, dryRun));
        return EXIT.done;
    });
}
function showCollected({ runsKept, kinds }, keptSince, dryRun) {
    const total = kinds.reduce((sum, { removed }) => sum + removed.bytes, 0);
    const count = kinds.reduce((sum, { removed }) => sum + removed.count, 0);
    const table = renderTable(['kind', 'kept', 'size', dryRun ? 'to remove' : 'removed', 'size'], kinds.map(({ kind, kept, removed }) => [
        kind,
        kept.count,
        showBytes(kept.bytes),
        removed.count,
        showBytes(removed.bytes),
    ]));
    const what = `${plural(count, 'file')}, ${showBytes(total)}`;
    const done = dryRun ? `Would remove ${what}. Nothing was changed.` : `Removed ${what}.`;
    const kept = `Kept: what ${plural(runsKept, 'run')} need${runsKept === 1 ? 's' : ''}, and everything used since ${keptSince.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}.`;
    return kinds.length === 0 ? `${done}\n${kept}` : `${table}\n\n${done}\n${kept}`;
}
