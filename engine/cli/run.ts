import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../core/failure.ts';
import type { Plan, PlannedAction } from '../core/plan.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../plan/select.ts';
import { refuseTooLarge, thisMachine } from '../execute/resources.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Application } from './application.ts';
import { tellEnding } from './ending.ts';
import { executeSession } from './execute-session.ts';
import { EXIT, shownPath, tellDiagnostics, type Terminal } from './output.ts';
import { openOutputs, startRunIfWritable, type ShownFile } from './read-only.ts';
import { checkSame, readPlan, type SavedPlan } from './saved-plan.ts';
import { withTrace } from './trace.ts';
import { prepare, type Session } from './session.ts';
import { actionsOfSession, withStore } from './with-store.ts';

export interface RunOptions {
  readonly set: readonly string[];
  readonly store: string;
  readonly jobs?: number;
  readonly force: readonly string[];
  readonly until: readonly string[];
  readonly from: readonly string[];
  readonly only: readonly string[];
  /** A saved plan to run, unless something changed since. */
  readonly plan?: string;
  readonly json: boolean;
  /** Whether commands are watched for files that they read. */
  readonly trace: boolean;
}

/** `assay run FILE`, or `assay run --plan FILE`: reads, plans, executes, publishes, and shows the outcome. */
export async function runCommand(
  file: string | undefined,
  options: RunOptions,
  application: Application,
  terminal: Terminal,
): Promise<number> {
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

/** The tables to print, and the paths of the files. */
async function showOutputs(plan: Plan, files: readonly ShownFile[], terminal: Terminal): Promise<void> {
  const printed = new Set(plan.outputs.filter((output) => output.print).map((output) => output.file));
  for (const { file, path } of files) {
    if (!printed.has(file) || !file.endsWith('.csv')) continue;
    const { printedTable } = await import('./printed-table.ts');
    const table = printedTable(path);
    if (table !== undefined) terminal.out(`\n${table}`);
  }
  if (files.length === 0) return;
  terminal.out('');
  for (const { file, path } of files)
    terminal.out(path.endsWith(file) ? shownPath(path) : `${file}: ${shownPath(path)}`);
}
