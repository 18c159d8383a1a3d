import { availableParallelism } from 'node:os';
import { showDuration } from '../core/duration.ts';
import type { Plan, PlannedStep, Verdict } from '../core/plan.ts';
import { estimate, type Estimate } from '../plan/estimate.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../plan/select.ts';
import { kindOf } from '../plan/verdicts.ts';
import { comparedRun, showReason } from '../core/reason.ts';
import { paragraph } from '../report/width.ts';
import { showReach } from '../core/reach.ts';
import { plural, showReasons } from '../report/words.ts';
import type { Application } from './application.ts';
import { recordedPast } from './history.ts';
import { EXIT, renderTable, showBytes, tellDiagnostics, type Terminal } from './output.ts';
import { savePlan } from './saved-plan.ts';
import { prepare } from './session.ts';
import { judgeSession, withStore } from './with-store.ts';

export interface PlanOptions {
  readonly set: readonly string[];
  readonly store: string;
  readonly json: boolean;
  readonly all: boolean;
  readonly jobs?: number;
  readonly output?: string;
  readonly force: readonly string[];
  readonly until: readonly string[];
  readonly from: readonly string[];
  readonly only: readonly string[];
}

/** `assay plan FILE`: what a run would do, step by step, why, and how long it may take. Changes nothing. */
export async function planCommand(
  file: string,
  options: PlanOptions,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'document');
    return EXIT.wrong;
  }
  const selection: Selection = { until: options.until, from: options.from, only: options.only };
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
    if (session.warning !== undefined) terminal.err(session.warning);
    terminal.out(renderPlan(plan, verdicts, { all: options.all, forced, columns: terminal.columns }));
    const words = showEstimate(guess, cores);
    if (words !== undefined) terminal.out(`\n${paragraph(words, terminal.columns)}`);
  }
  return EXIT.done;
}

/** `About 40 s on 2 cores (one run in ten takes longer than 55 s), 1 min of core time, 12 MB`. */
function showEstimate(guess: Estimate, cores: number): string | undefined {
  const { medianMs, slowMs, coreMs, bytes, unknown, other, scaled } = guess;
  if (medianMs === 0) return unknown === 0 ? undefined : 'No estimate: nothing like these steps has run yet';
  // How other work varied says little of how this one will.
  const spread = other + scaled === 0 && slowMs > medianMs * 1.05;
  const slow = spread ? ` (one run in ten takes longer than ${showDuration(slowMs)})` : '';
  const parts = [
    `About ${showDuration(medianMs)} on ${plural(cores, 'core')}${slow}, ${showDuration(coreMs)} of core time, ${showBytes(bytes)}`,
  ];
  if (other > 0) parts.push(`${plural(other, 'step')} judged from runs with other parameters or inputs`);
  if (unknown > 0)
    parts.push(
      `${plural(unknown, 'step')} ${unknown === 1 ? 'has' : 'have'} never run and ${unknown === 1 ? 'is' : 'are'} not counted`,
    );
  return parts.join('; ');
}

/**
 * The plan for programs: one entry per step, with its key where it is known. `kind` says what running it is: `run`, `extend`
 * or `heal`. A step that waits and is `forced` runs also when its result turns out to be there.
 */
export function planJson(
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  forced: ReadonlySet<string> = new Set(),
): object {
  return {
    ok: true,
    experiment: plan.experiment,
    file: plan.file,
    runtime: plan.runtime,
    steps: plan.steps.map((step) => {
      const verdict = verdicts.get(step.id);
      return {
        id: step.id,
        name: step.name,
        point: step.point,
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
export function renderPlan(
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  {
    all,
    forced = new Set(),
    columns,
  }: { readonly all: boolean; readonly forced?: ReadonlySet<string>; readonly columns?: number | undefined },
): string {
  const rows: (readonly string[])[] = [];
  const compared = comparedRuns(verdicts.values());
  const count = { reuse: 0, run: 0, extend: 0, heal: 0, wait: 0 };
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict === undefined) continue;
    const word = verdict.action === 'run' ? kindOf(step, verdict) : verdict.action;
    count[word]++;
    if (word === 'reuse' && !all) continue;
    rows.push([
      step.id,
      step.stage.name,
      word,
      whyText(step, verdict, { forced: forced.has(step.id), several: compared.size > 1 }),
    ]);
  }
  const parts = [`${plan.experiment}: ${plural(plan.steps.length, 'step')}`, `${count.reuse} to reuse`];
  for (const word of ['run', 'extend', 'heal'] as const) if (count[word] > 0) parts.push(`${count[word]} to ${word}`);
  const { run, extend, heal, wait } = count;
  if (wait > 0) parts.push(`${wait} ${wait === 1 ? 'waits' : 'wait'} for ${run + extend + heal === 1 ? 'it' : 'them'}`);
  const heading = `${parts.join(', ')}${run + extend + heal + wait === 0 ? '. Nothing to do.' : ''}`;
  const lines = [paragraph(heading, columns)];
  if (rows.length > 0) lines.push('', renderTable(['step', 'stage', 'action', 'why'], rows, { columns }));
  const [nearest] = compared;
  if (nearest !== undefined && compared.size === 1)
    lines.push('', `Compared with run ${nearest}, the nearest to what the file says now.`);
  return lines.join('\n');
}

/** The runs that the reasons of a plan compare with. */
function comparedRuns(verdicts: Iterable<Verdict>): ReadonlySet<number> {
  const runs = new Set<number>();
  for (const verdict of verdicts) {
    const run = verdict.action === 'run' ? comparedRun(verdict.reasons) : undefined;
    if (run !== undefined) runs.add(run);
  }
  return runs;
}

/** Where the rest of a list is that was cut. */
const REST = ' (see --json)';

function whyText(
  step: PlannedStep,
  verdict: Verdict,
  { forced, several }: { readonly forced: boolean; readonly several: boolean },
): string {
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
function startText(step: PlannedStep, verdict: Verdict & { action: 'run' }): string {
  if (verdict.from === undefined) return '';
  const reach = showReach(verdict.from, step.stage.extends ?? '');
  return `; continues after ${reach}${kindOf(step, verdict) === 'run' ? ' of the same settings' : ''}`;
}
