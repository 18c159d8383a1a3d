import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../core/failure.js';
import { checkOnly, selectSteps, stepsNamed } from '../plan/select.js';
import { tellEnding } from './ending.js';
import { executeSession } from './execute-session.js';
import { EXIT, renderTable, shownPath, tellDiagnostics } from './output.js';
import { openOutputs, startRunIfWritable } from './read-only.js';
import { checkSame, readPlan } from './saved-plan.js';
import { prepare } from './session.js';
import { judgeSession, withStore } from './with-store.js';
/** `assay run FILE`, or `assay run --plan FILE`: reads, plans, executes, publishes, and shows what came out. */
export async function runCommand(file, options, application, terminal) {
    if (options.plan === undefined) {
        if (file !== undefined)
            return runFile(file, options, application, terminal);
        throw new UsageError('Expected an experiment file, or --plan with a saved plan', {
            hint: 'For example: assay run experiments/quickstart.yaml',
        });
    }
    const more = [options.until, options.from, options.only, options.force, options.set].some(({ length }) => length > 0);
    if (file !== undefined || more) {
        throw new UsageError('A saved plan has its own file, overrides and steps: give --plan alone', {
            hint: `Make another plan for other steps: assay plan FILE --until STEP -o ${options.plan}`,
        });
    }
    const saved = readPlan(options.plan);
    return runFile(saved.file, { ...options, ...selectionLists(saved.selection), set: saved.overrides, force: saved.force ?? [] }, application, terminal, saved);
}
function selectionLists({ until = [], from = [], only = [] }) {
    return { until, from, only };
}
async function runFile(file, options, application, terminal, saved) {
    const { session, diagnostics } = prepare(file, options.set, application);
    if (session === undefined) {
        tellDiagnostics(diagnostics, terminal, options.json && 'event');
        return EXIT.wrong;
    }
    const selection = selectionLists(options);
    const plan = selectSteps(session.plan, selection);
    const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
    if (session.warning !== undefined && !options.json)
        terminal.err(session.warning);
    return withStore(options.store, (store) => {
        const chosen = { ...session, plan };
        const verdicts = judgeSession(chosen, store, forced);
        checkOnly(plan, selection, verdicts, forced);
        if (saved !== undefined)
            checkSame(saved, plan, verdicts, { all: options.json });
        const partial = plan.steps.length < session.plan.steps.length;
        return runSession({ ...chosen, verdicts }, { ...options, forced, partial }, store, application, terminal);
    });
}
async function runSession(session, options, store, application, terminal) {
    const { plan } = session;
    const { json, forced, partial } = options;
    const run = await startRunIfWritable(store, session, { partial, json }, terminal);
    let files = [];
    const executed = await executeSession(session, {
        store,
        cores: options.jobs ?? availableParallelism(),
        json,
        forced,
        async settle({ status, results }) {
            if (run === undefined) {
                files = await openOutputs(store, plan, results);
                return undefined;
            }
            const outputs = await run.publish(results);
            files = outputs.map(({ file }) => ({ file, path: join(run.folder, file) }));
            await run.finish({ status, results, outputs });
            return shownPath(run.folder);
        },
    }, application, terminal);
    if (!json) {
        showOutputs(plan, files, terminal);
        tellEnding(executed, plan.experiment, terminal);
    }
    return executed.exitCode;
}
/** The tables that are to be printed, and where the files are. */
function showOutputs(plan, files, terminal) {
    const printed = new Set(plan.outputs.filter((output) => output.print).map((output) => output.file));
    for (const { file, path } of files) {
        if (!printed.has(file))
            continue;
        const table = tableOf(file, path);
        if (table !== undefined)
            terminal.out(`\n${table}`);
    }
    if (files.length === 0)
        return;
    terminal.out('');
    for (const { file, path } of files)
        terminal.out(path.endsWith(file) ? shownPath(path) : `${file}: ${shownPath(path)}`);
}
const MOST_ROWS = 60;
/** A CSV file as an aligned table, or undefined when it is not one. */
function tableOf(file, path) {
    if (!file.endsWith('.csv'))
        return undefined;
    const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n').map(cellsOf);
    if (head === undefined)
        return undefined;
    const shown = renderTable(head, rows.slice(0, MOST_ROWS));
    return rows.length <= MOST_ROWS ? shown : `${shown}\n... and ${rows.length - MOST_ROWS} more rows`;
}
/** The cells of one line of CSV; quotes as RFC 4180, without line breaks inside cells. */
function cellsOf(line) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    return cells.map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}
