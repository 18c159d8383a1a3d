import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jobsOption, jsonOption, remoteOption, setOption, several, storeOption } from '../options.ts';
import { availableParallelism } from 'node:os';
import { printable } from '../../core/diagnostic.ts';
import { showDuration } from '../../core/duration.ts';
import type { Plan, PlannedStep, PlannedAction } from '../../core/plan.ts';
import { estimate, type Estimate } from '../../plan/estimate.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../../plan/select.ts';
import { kindOf } from '../../plan/planned-actions.ts';
import { comparedRun, showReason } from '../../core/reason.ts';
import { paragraph } from '../../report/width.ts';
import { showReach } from '../../core/reach.ts';
import { plural, showReasons } from '../../report/messages.ts';
import { recordedPast } from '../history.ts';
import { EXIT, renderTable, showBytes, tellDiagnostics } from '../output.ts';
import { remoteSettings, withRemote } from '../remote.ts';
import { savePlan } from '../saved-plan.ts';
import { prepare } from '../session.ts';
import { actionsWithRemote, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<file>', 'experiment file')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(remoteOption())
    .addOption(jobsOption())
    .option('-a, --all', 'also list the cached steps', false)
    .addOption(several('-f, --force <step>', 'plan to run this step even if it is cached'))
    .addOption(several('--until <step>', 'plan only this step and whatever it needs'))
    .addOption(several('--from <step>', 'plan this step, everything downstream, and whatever that needs'))
    .addOption(several('--only <step>', 'plan only this step; its inputs must be cached'))
    .option('-o, --output <file>', 'save the plan for "assay run --plan"')
    .addOption(jsonOption());

/** `assay plan FILE`: shows what a run would do, step by step, why, and how long it would take. Changes nothing. */
export const plan = defineCommand({
  declare,
  help: `Examples:
  assay plan experiments/quickstart.yaml
  assay plan experiments/quickstart.yaml --set steps.similar.thresholds=[0.7] --json
  assay plan experiments/quickstart.yaml -o plan.json && assay run --plan plan.json`,
  run: showPlan,
});

async function showPlan(file: string, options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const { session, diagnostics } = await prepare(file, options.set, await line.application());
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'document');
    return EXIT.wrong;
  }
  const selection: Selection = { until: options.until, from: options.from, only: options.only };
  const chosen = selectSteps(session.plan, selection);
  const forced = new Set(stepsNamed(chosen, options.force).map((step) => step.id));
  const cores = options.jobs ?? availableParallelism();
  const settings = remoteSettings(options.remote, session.project);
  const tell = (message: string): void => terminal.err(`note: ${printable(message)}`);
  const { actions, guess } = await withStore(options.store, (store) =>
    withRemote(settings, { store, tell }, async (remote) => {
      const judged = await actionsWithRemote({ ...session, plan: chosen }, store, { forced, remote });
      const past = recordedPast(store, chosen.experiment);
      return { actions: judged, guess: estimate(chosen, judged, { cores, past }) };
    }),
  );
  checkOnly(chosen, selection, actions, forced);
  if (options.output !== undefined)
    savePlan(options.output, chosen, actions, { overrides: options.set, selection, force: options.force });
  if (options.json)
    terminal.out(JSON.stringify({ ...planJson(chosen, actions, forced), estimate: guess, cores }, null, 2));
  else {
    if (session.warning !== undefined) terminal.err(session.warning);
    terminal.out(renderPlan(chosen, actions, { all: options.all, forced, columns: terminal.columns }));
    const words = showEstimate(guess, cores);
    if (words !== undefined) terminal.out(`\n${paragraph(words, terminal.columns)}`);
  }
  return EXIT.done;
}

/** `About 40 s on 2 cores (one run in ten takes longer than 55 s), 1 min of core time, 12 MB`. */
function showEstimate(guess: Estimate, cores: number): string | undefined {
  const { medianMs, slowMs, coreMs, bytes, unknown, other, scaled } = guess;
  if (medianMs === 0) return unknown === 0 ? undefined : 'No estimate: nothing like these steps has run yet';
  // How much other work varied says little about this work.
  const spread = other + scaled === 0 && slowMs > medianMs * 1.05;
  const slow = spread ? ` (one run in ten takes longer than ${showDuration(slowMs)})` : '';
  const parts = [
    `About ${showDuration(medianMs)} on ${plural(cores, 'core')}${slow}, ${showDuration(coreMs)} of core time, ${showBytes(bytes)}`,
  ];
  if (other > 0) parts.push(`${plural(other, 'step')} estimated from runs with other parameters or inputs`);
  if (unknown > 0)
    parts.push(
      `${plural(unknown, 'step')} ${unknown === 1 ? 'has' : 'have'} never run and ${unknown === 1 ? 'is' : 'are'} not counted`,
    );
  return parts.join('; ');
}

/**
 * Returns the plan for programs: one entry per step, with its key where it is known. `kind` says how a step runs: `run`,
 * `extend` or `heal`. A `forced` step that waits runs even if its result turns out to be cached.
 */
export function planJson(
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  forced: ReadonlySet<string> = new Set(),
): object {
  return {
    ok: true,
    experiment: plan.experiment,
    file: plan.file,
    runtime: plan.runtime,
    steps: plan.steps.map((step) => {
      const planned = actions.get(step.id);
      return {
        id: step.id,
        name: step.name,
        point: step.point,
        stage: step.stage.name,
        action: planned?.action,
        ...(planned !== undefined && planned.action !== 'wait' && { key: planned.key }),
        ...(planned?.action === 'reuse' && planned.download !== undefined && { download: planned.download }),
        ...(planned?.action === 'run' && { kind: kindOf(step, planned) }),
        ...(planned?.action === 'run' &&
          planned.from !== undefined && { from: planned.from.at, part: planned.from.part }),
        ...(planned?.action === 'run' && {
          reasons: planned.reasons.map((reason) => ({ ...reason, text: showReason(reason) })),
        }),
        ...(planned?.action === 'wait' && { on: planned.on, ...(forced.has(step.id) && { forced: true }) }),
      };
    }),
    outputs: plan.outputs,
  };
}

/** Returns the plan for people. Counts the steps to reuse; lists those that are in the store only with `all`. */
export function renderPlan(
  plan: Plan,
  actions: ReadonlyMap<string, PlannedAction>,
  {
    all,
    forced = new Set(),
    columns,
  }: { readonly all: boolean; readonly forced?: ReadonlySet<string>; readonly columns?: number | undefined },
): string {
  const rows: (readonly string[])[] = [];
  const compared = comparedRuns(actions.values());
  const count = { reuse: 0, fetch: 0, run: 0, extend: 0, heal: 0, wait: 0 };
  let download = 0;
  for (const step of plan.steps) {
    const planned = actions.get(step.id);
    if (planned === undefined) continue;
    const word = wordOf(step, planned);
    count[word]++;
    if (planned.action === 'reuse') download += planned.download ?? 0;
    if (word === 'reuse' && !all) continue;
    rows.push([
      step.id,
      step.stage.name,
      word,
      whyText(step, planned, { forced: forced.has(step.id), several: compared.size > 1 }),
    ]);
  }
  const parts = [`${plan.experiment}: ${plural(plan.steps.length, 'step')}`, `${count.reuse} to reuse`];
  if (count.fetch > 0) parts.push(`${count.fetch} to fetch (${showBytes(download)})`);
  for (const word of ['run', 'extend', 'heal'] as const) if (count[word] > 0) parts.push(`${count[word]} to ${word}`);
  const { run, extend, heal, wait } = count;
  if (wait > 0) parts.push(`${wait} ${wait === 1 ? 'waits' : 'wait'} for ${run + extend + heal === 1 ? 'it' : 'them'}`);
  const heading = `${parts.join(', ')}${count.fetch + run + extend + heal + wait === 0 ? '. Nothing to do.' : ''}`;
  const lines = [paragraph(heading, columns)];
  if (rows.length > 0) lines.push('', renderTable(['step', 'stage', 'action', 'why'], rows, { columns }));
  const [nearest] = compared;
  if (nearest !== undefined && compared.size === 1)
    lines.push('', `Compared with run ${nearest}, the nearest to the current file.`);
  return lines.join('\n');
}

/** What happens to a step, in a word. A result that is fetched is reused, but takes time and space. */
function wordOf(step: PlannedStep, planned: PlannedAction): 'reuse' | 'fetch' | 'run' | 'extend' | 'heal' | 'wait' {
  if (planned.action === 'run') return kindOf(step, planned);
  return planned.action === 'reuse' && planned.download !== undefined ? 'fetch' : planned.action;
}

/** The runs that the reasons of a plan compare with. */
function comparedRuns(actions: Iterable<PlannedAction>): ReadonlySet<number> {
  const runs = new Set<number>();
  for (const planned of actions) {
    const run = planned.action === 'run' ? comparedRun(planned.reasons) : undefined;
    if (run !== undefined) runs.add(run);
  }
  return runs;
}

/** Where to find the rest of a shortened list. */
const REST = ' (see --json)';

function whyText(
  step: PlannedStep,
  planned: PlannedAction,
  { forced, several }: { readonly forced: boolean; readonly several: boolean },
): string {
  switch (planned.action) {
    case 'reuse':
      if (planned.download === undefined) return 'same key as before';
      return `the remote cache has it (${showBytes(planned.download)})`;
    case 'run': {
      const run = several ? comparedRun(planned.reasons) : undefined;
      const against = run === undefined ? '' : ` (compared with run ${run})`;
      return showReasons(planned.reasons, REST) + against + startText(step, planned);
    }
    case 'wait': {
      const more = planned.on.length > 3 ? ` and ${planned.on.length - 3} more${REST}` : '';
      return `depends on ${planned.on.slice(0, 3).join(', ')}${more}${forced ? '; forced' : ''}`;
    }
  }
}

/** A checkpoint always has the settings of its step. Says so where the reasons could suggest otherwise. */
function startText(step: PlannedStep, planned: PlannedAction & { action: 'run' }): string {
  if (planned.from === undefined) return '';
  const reach = showReach(planned.from, step.stage.extends ?? '');
  return `; continues after ${reach}${kindOf(step, planned) === 'run' ? ' with the same settings' : ''}`;
}
