import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { eventsOption, jobsOption, setOption, several, storeOption } from '../options.ts';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import type { Plan, PlannedAction, PlannedOutput } from '../../core/plan.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../../plan/select.ts';
import { refuseTooLarge, thisMachine } from '../../execute/resources.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import type { Application } from '../application.ts';
import { tellEnding } from '../ending.ts';
import { executeSession } from '../execute-session.ts';
import { EXIT, shownPath, tellDiagnostics, type Terminal } from '../output.ts';
import { openOutputs, startRunIfWritable, type ShownFile } from '../read-only.ts';
import { checkSame, readPlan, type SavedPlan } from '../saved-plan.ts';
import { withTrace } from '../trace.ts';
import { prepare, type Session } from '../session.ts';
import { actionsOfSession, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[file]', 'experiment file')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(jobsOption())
    .addOption(several('-f, --force <step>', 'run this step even if it is cached'))
    .addOption(several('--until <step>', 'run only this step and whatever it needs'))
    .addOption(several('--from <step>', 'run this step, everything downstream, and whatever that needs'))
    .addOption(several('--only <step>', 'run only this step; its inputs must be cached'))
    .option('--plan <file>', 'run a plan saved with "assay plan -o", unless something changed since')
    .option('--trace', 'name the files of the project that a command reads and does not declare (needs strace)', false)
    .addOption(eventsOption());

type RunOptions = OptionsOf<typeof declare>;

/** `assay run FILE`, or `assay run --plan FILE`: reads, plans, executes, publishes, and shows the outcome. */
export const run = defineCommand({
  declare,
  help: `Examples:
  assay run experiments/quickstart.yaml
  assay run experiments/quickstart.yaml --set seed=8 --jobs 4`,
  executes: true,
  run: runFileOrPlan,
});

async function runFileOrPlan(file: string | undefined, options: RunOptions, line: Line): Promise<number> {
  const { terminal } = line;
  const application = await line.application();
  if (options.plan === undefined) {
    if (file !== undefined) return runFile(file, options, application, terminal);
    throw new UsageError('Expected an experiment file, or --plan with a saved plan', {
      hint: 'For example: assay run experiments/quickstart.yaml',
    });
  }
  const more = [options.until, options.from, options.only, options.force, options.set].some(({ length }) => length > 0);
  if (file !== undefined || more) {
    throw new UsageError('A saved plan contains its file, overrides and steps: pass --plan alone', {
      hint: `Make another plan for other steps: assay plan FILE --until STEP -o ${options.plan}`,
    });
  }
  const saved = readPlan(options.plan);
  return runFile(
    saved.file,
    { ...options, ...selectionLists(saved.selection), set: saved.overrides, force: saved.force ?? [] },
    application,
    terminal,
    saved,
  );
}

function coresOf({ jobs }: Pick<RunOptions, 'jobs'>): number {
  return jobs ?? availableParallelism();
}

function selectionLists({ until = [], from = [], only = [] }: Selection): Required<Selection> {
  return { until, from, only };
}

async function runFile(
  file: string,
  options: RunOptions,
  application: Application,
  terminal: Terminal,
  saved?: SavedPlan,
): Promise<number> {
  const { session, diagnostics } = await prepare(file, options.set, application);
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'event');
    return EXIT.wrong;
  }
  const selection = selectionLists(options);
  const plan = selectSteps(session.plan, selection);
  const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
  if (session.warning !== undefined && !options.json) terminal.err(session.warning);
  const whole = options.trace ? withTrace(session.application, terminal) : session.application;
  return withStore(options.store, (store) => {
    const chosen = { ...session, plan };
    const actions = actionsOfSession(chosen, store, forced);
    checkOnly(plan, selection, actions, forced);
    const capacity = thisMachine(coresOf(options));
    refuseTooLarge(plan, ({ id }) => actions.get(id)?.action !== 'reuse', capacity);
    if (saved !== undefined) checkSame(saved, plan, actions, { all: options.json });
    const partial = plan.steps.length < session.plan.steps.length;
    return runSession({ ...chosen, actions }, { ...options, forced, partial }, store, whole, terminal);
  });
}

async function runSession(
  session: Session & { readonly actions: ReadonlyMap<string, PlannedAction> },
  options: RunOptions & { readonly forced: ReadonlySet<string>; readonly partial: boolean },
  store: DiskStore,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { plan } = session;
  const { json, forced, partial } = options;
  const run = await startRunIfWritable(store, session, { partial, json }, terminal);
  let files: readonly ShownFile[] = [];
  const executed = await executeSession(
    session,
    {
      store,
      cores: coresOf(options),
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
    },
    application,
    terminal,
  );
  if (!json) {
    await showOutputs(plan, files, terminal);
    tellEnding(executed, plan.experiment, terminal);
  }
  return executed.exitCode;
}

/** What the stage of a table says of its columns. */
function wordsOf({ steps }: Plan, { step, port }: PlannedOutput): Readonly<Record<string, string>> {
  const made = steps.find(({ id }) => id === step);
  if (made === undefined) return {};
  return (made.stage.outputsOf?.(made.params) ?? made.stage.outputs)[port]?.columns ?? {};
}

/** The tables to print, with what their columns mean, and the paths of the files. */
async function showOutputs(plan: Plan, files: readonly ShownFile[], terminal: Terminal): Promise<void> {
  for (const { file, path } of files) {
    const output = plan.outputs.find((each) => each.print && each.file === file);
    if (output === undefined || !file.endsWith('.csv')) continue;
    const { printedTable } = await import('../printed-table.ts');
    const table = printedTable(path, wordsOf(plan, output), terminal.columns);
    if (table !== undefined) terminal.out(`\n${table}`);
  }
  if (files.length === 0) return;
  terminal.out('');
  for (const { file, path } of files)
    terminal.out(path.endsWith(file) ? shownPath(path) : `${file}: ${shownPath(path)}`);
}
