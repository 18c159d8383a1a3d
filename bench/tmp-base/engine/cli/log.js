import { listExperiments, runFiles } from '../runs/runs.js';
import { badgeOf, readVerifications, showBadge } from '../runs/verification.js';
import { showDuration } from '../core/duration.js';
import { EXIT, renderTable } from './output.js';
import { damageOf, experimentName, noRuns, REMEDY } from './references.js';
import { withStore } from './with-store.js';
const HEADINGS = ['experiment', 'run', 'status', 'started', 'took', 'ran', 'reused', 'failed', 'verified', 'commit'];
/** `assay log [EXPERIMENT]`: the runs, newest first. */
export async function logCommand(experiment, options, terminal) {
    return withStore(options.store, async (store) => {
        const all = listExperiments(store);
        const name = experiment === undefined ? undefined : await experimentName(experiment);
        const entries = (name === undefined ? all : [name]).flatMap((each) => entriesOf(store, each));
        if (entries.length === 0 && name !== undefined && all.length > 0)
            throw noRuns(store, name);
        if (options.json)
            terminal.out(JSON.stringify(entries.map(entryJson), null, 2));
        else if (entries.length === 0)
            terminal.out('No runs yet. Start with: assay run experiments/quickstart.yaml');
        else {
            const table = filled(HEADINGS, rowsOf(entries), terminal.columns !== undefined);
            terminal.out(renderTable(table.headings, table.rows, { columns: terminal.columns }));
            for (const each of entries)
                if (each.run === undefined)
                    terminal.err(showDamage(each));
        }
        return EXIT.done;
    });
}
function entriesOf(store, experiment) {
    return Array.from(runFiles(store, experiment), ({ number, run }) => {
        const badge = run === undefined ? undefined : badgeOf(run, readVerifications(store, run));
        return { experiment, number, run, badge };
    });
}
function showDamage({ experiment, number }) {
    return `${damageOf(experiment, number)}: ${REMEDY}.`;
}
function rowsOf(entries) {
    // Counts end below each other, whether or not a remark follows one of them.
    const badges = entries.map(({ badge }) => /^(\S+)(.*)$/.exec(showBadge(badge)) ?? []);
    const width = Math.max('verified'.length, ...badges.map(([, counts = '']) => counts.length));
    return entries.map(({ experiment, number, run }, index) => {
        const [, counts = '', remark = ''] = badges[index] ?? [];
        const verified = counts.padStart(width) + remark;
        if (run === undefined)
            return [experiment, number, 'damaged', '-', '-', '-', '-', '-', verified, '-'];
        const { ran, reused, failed } = countSteps(run);
        return [
            experiment,
            number,
            run.status,
            run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
            run.durationMs === undefined ? '-' : showDuration(run.durationMs),
            ran ?? '-',
            reused ?? '-',
            failed ?? '-',
            verified,
            run.git?.slice(0, 8) ?? '-',
        ];
    });
}
/** A table without the columns in which no row has anything, where space is short. */
function filled(headings, rows, short) {
    const used = headings.map((_, column) => !short || rows.some((row) => String(row[column]).trim() !== '-'));
    const pick = (list) => list.filter((_, column) => used[column]);
    return { headings: pick(headings), rows: rows.map(pick) };
}
/** What became of the steps; null while the run goes on and when it was killed, because nobody knows it then. */
function countSteps(run) {
    if (run.durationMs === undefined)
        return { steps: null, ran: null, reused: null, failed: null };
    const count = (action) => run.steps.filter((step) => step.action === action).length;
    return { steps: run.steps.length, ran: count('finished'), reused: count('reused'), failed: count('failed') };
}
function entryJson(entry) {
    const { experiment, number, run, badge } = entry;
    if (run === undefined)
        return { experiment, number, status: 'damaged', error: showDamage(entry) };
    const { status, startedAt, durationMs, git, seed, runtime } = run;
    const verified = badge ?? null;
    return { experiment, number, status, startedAt, durationMs, git, seed, runtime, ...countSteps(run), verified };
}
