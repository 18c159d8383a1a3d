import { availableParallelism } from 'node:os';
import { showDuration } from '../core/duration.js';
import { estimate } from '../plan/estimate.js';
import { checkOnly, selectSteps, stepsNamed } from '../plan/select.js';
import { kindOf } from '../plan/verdicts.js';
import { comparedRun, showReason } from '../core/reason.js';
import { paragraph } from '../report/width.js';
import { showReach } from '../core/reach.js';
import { plural, showReasons } from '../report/words.js';
import { recordedPast } from './history.js';
import { EXIT, renderTable, showBytes, tellDiagnostics } from './output.js';
import { savePlan } from './saved-plan.js';
import { prepare } from './session.js';
import { judgeSession, withStore } from './with-store.js';
/** `assay plan FILE`: what a run would do, step by step, why, and how long it may take. Changes nothing. */
export async function planCommand(file, options, application, terminal) {
    const { session, diagnostics } = prepare(file, options.set, application);
    if (session === undefined) {
        tellDiagnostics(diagnostics, terminal, options.json && 'document');
        return EXIT.wrong;
    }
    const selection = { until: options.until, from: options.from, only: options.only };
    const plan = selectSteps(session.plan, selection);
    const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
    const cores = options.jobs ?? availableParallelism();
    const { verdicts, guess } = await withStore(options.store, async (store) => {
        const judged = judgeSession({ ...session, plan }, store, forced);
        return { verdicts: judged, guess: estimate(plan, judged, { cores, past: recordedPast(store, plan.experiment) }) };
    });
    checkOnly(plan, selection, verdicts, forced);
    if (options.output !== undefined)
        savePlan(options.output, plan, verdicts, { overrides: options.set, selection, force: options.force });
    if (options.json)
        terminal.out(JSON.stringify({ ...planJson(plan, verdicts, forced), estimate: guess, cores }, null, 2));
    else {
        if (session.warning !== undefined)
            terminal.err(session.warning);
        terminal.out(renderPlan(plan, verdicts, { all: options.all, forced, columns: terminal.columns }));
        const words = showEstimate(guess, cores);
        if (words !== undefined)
            terminal.out(`\n${paragraph(words, terminal.columns)}`);
    }
    return EXIT.done;
}
/** `About 40 s on 2 cores (one run in ten takes longer than 55 s), 1 min of core time, 12 MB`. */
function showEstimate(guess, cores) {
    const { medianMs, slowMs, coreMs, bytes, unknown, other, scaled } = guess;
    if (medianMs === 0)
        return unknown === 0 ? undefined : 'No estimate: nothing like these steps has run yet';
    // How other work varied says little of how this one will.
    const spread = other + scaled === 0 && slowMs > medianMs * 1.05;
    const slow = spread ? ` (one run in ten takes longer than ${showDuration(slowMs)})` : '';
    const parts = [
        `About ${showDuration(medianMs)} on ${plural(cores, 'core')}${slow}, ${showDuration(coreMs)} of core time, ${showBytes(bytes)}`,
    ];
    if (other > 0)
        parts.push(`${plural(other, 'step')} judged from runs with other parameters or inputs`);
    if (unknown > 0)
        parts.push(`${plural(unknown, 'step')} ${unknown === 1 ? 'has' : 'have'} never run and ${unknown === 1 ? 'is' : 'are'} not counted`);
    return parts.join('; ');
}
/**
 * The plan for programs: one entry per step, with its key where it is known. `kind` says what running it is: `run`, `extend`
 * or `heal`. A step that waits and is `forced` runs also when its result turns out to be there.
 */
export function planJson(plan, verdicts, forced = new Set()) {
    return {
        ok: true,
        experiment: plan.experiment,
        file: plan.file,
        runtime: plan.runtime,
        steps: plan.steps.map((step) => {
            const verdict = verdicts.get(step.id);
            return {
                id: step.id,
                stage: step.stage.name,
                action: verdict?.action,
                ...(verdict !== undefined && verdict.action !== 'wait' && { key: verdict.key }),
                ...(verdict?.action === 'run' && { kind: kindOf(step, verdict) }),
                ...(verdict?.action === 'run' &&
                    verdict.from !== undefined && { from: verdict.from.at, part: verdict.from.part }),
                ...(verdict?.action === 'run' && {
                    reasons: verdict.reasons.map((reason) => ({ ...reason, text: showReason(reason) })),
                }),
                ...(verdict?.action === 'wait' && { on: verdict.on, ...(forced.has(step.id) && { forced: true }) }),
            };
        }),
        outputs: plan.outputs,
    };
}
/** The plan for people. Steps to reuse are counted rather than listed, unless `all`. */
export function renderPlan(plan, verdicts, { all, forced = new Set(), columns, }) {
    const rows = [];
    const compared = comparedRuns(verdicts.values());
    const count = { reuse: 0, run: 0, extend: 0, heal: 0, wait: 0 };
    for (const step of plan.steps) {
        const verdict = verdicts.get(step.id);
        if (verdict === undefined)
            continue;
        const word = verdict.action === 'run' ? kindOf(step, verdict) : verdict.action;
        count[word]++;
        if (word === 'reuse' && !all)
            continue;
        rows.push([
            step.id,
            step.stage.name,
            word,
            whyText(step, verdict, { forced: forced.has(step.id), several: compared.size > 1 }),
        ]);
    }
    const parts = [`${plan.experiment}: ${plural(plan.steps.length, 'step')}`, `${count.reuse} to reuse`];
    for (const word of ['run', 'extend', 'heal'])
        if (count[word] > 0)
            parts.push(`${count[word]} to ${word}`);
    const { run, extend, heal, wait } = count;
    if (wait > 0)
        parts.push(`${wait} ${wait === 1 ? 'waits' : 'wait'} for ${run + extend + heal === 1 ? 'it' : 'them'}`);
    const heading = `${parts.join(', ')}${run + extend + heal + wait === 0 ? '. Nothing to do.' : ''}`;
    const lines = [paragraph(heading, columns)];
    if (rows.length > 0)
        lines.push('', renderTable(['step', 'stage', 'action', 'why'], rows, { columns }));
    const [nearest] = compared;
    if (nearest !== undefined && compared.size === 1)
        lines.push('', `Compared with run ${nearest}, the nearest to what the file says now.`);
    return lines.join('\n');
}
/** The runs that the reasons of a plan compare with. */
function comparedRuns(verdicts) {
    const runs = new Set();
    for (const verdict of verdicts) {
        const run = verdict.action === 'run' ? comparedRun(verdict.reasons) : undefined;
        if (run !== undefined)
            runs.add(run);
    }
    return runs;
}
/** Where the rest of a list is that was cut. */
const REST = ' (see --json)';
function whyText(step, verdict, { forced, several }) {
    switch (verdict.action) {
        case 'reuse':
            return 'same key as before';
        case 'run': {
            const run = several ? comparedRun(verdict.reasons) : undefined;
            const against = run === undefined ? '' : ` (compared with run ${run})`;
            return showReasons(verdict.reasons, REST) + against + startText(step, verdict);
        }
        case 'wait': {
            const more = verdict.on.length > 3 ? ` and ${verdict.on.length - 3} more${REST}` : '';
            return `depends on ${verdict.on.slice(0, 3).join(', ')}${more}${forced ? '; forced' : ''}`;
        }
    }
}
/** A checkpoint has all the settings of the step itself: that is said where a reader of the reasons could take it otherwise. */
function startText(step, verdict) {
    if (verdict.from === undefined)
        return '';
    const reach = showReach(verdict.from, step.stage.extends ?? '');
    return `; continues after ${reach}${kindOf(step, verdict) === 'run' ? ' of the same settings' : ''}`;
}
