import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { steadyClock } from '../clock.ts';
import { UsageError } from '../failure.ts';
import type { Plan, Verdict } from '../plan.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../planner/select.ts';
import { gitCommit } from '../run/git.ts';
import { describeHost } from '../run/host.ts';
import type { RunOutput } from '../run/run-record.ts';
import { startRun } from '../run/runs.ts';
import type { DiskStore } from '../store/disk.ts';
import type { Application } from './application.ts';
import { tellEnding } from './ending.ts';
import { executeSession } from './execute-session.ts';
import { EXIT, renderTable, shownPath, tellDiagnostics, type Terminal } from './output.ts';
import { checkSame, readPlan, type SavedPlan } from './saved-plan.ts';
import { prepare, type Session } from './session.ts';
import { judgeSession, withStore } from './with-store.ts';

export interface RunOptions {
  readonly set: readonly string[];
  readonly store: string;
  readonly jobs?: number;
  readonly force: readonly string[];
  readonly until: readonly string[];
  readonly from: readonly string[];
  readonly only: readonly string[];
  /** A plan that was saved: it is run if it still holds. */
  readonly plan?: string;
  readonly json: boolean;
}

/** `assay run FILE`, or `assay run --plan FILE`: reads, plans, executes, publishes, and shows what came out. */
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
    throw new UsageError('A saved plan has its own file, overrides and steps: give --plan alone', {
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
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'event');
    return EXIT.wrong;
  }
  const selection = selectionLists(options);
  const plan = selectSteps(session.plan, selection);
  const forced = new Set(stepsNamed(plan, options.force).map((step) => step.id));
  if (session.warning !== undefined && !options.json) terminal.err(session.warning);
  return withStore(options.store, (store) => {
    const chosen = { ...session, plan };
    const verdicts = judgeSession(chosen, store, forced);
    checkOnly(plan, selection, verdicts, forced);
    if (saved !== undefined) checkSame(saved, plan, verdicts, { all: options.json });
    const partial = plan.steps.length < session.plan.steps.length;
    return runSession({ ...chosen, verdicts }, { ...options, forced, partial }, store, application, terminal);
  });
}

async function runSession(
  session: Session & { readonly verdicts: ReadonlyMap<string, Verdict> },
  options: RunOptions & { readonly forced: ReadonlySet<string>; readonly partial: boolean },
  store: DiskStore,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { plan } = session;
  const { json, forced, partial } = options;
  const facts = { host: describeHost(), git: gitCommit(process.cwd()), partial, now: steadyClock() };
  const run = await startRun(store, plan, facts);
  let outputs: readonly RunOutput[] = [];
  const executed = await executeSession(
    session,
    {
      store,
      cores: options.jobs ?? availableParallelism(),
      json,
      forced,
      async settle({ status, results }) {
        outputs = await run.publish(results);
        await run.finish({ status, results, outputs });
        return shownPath(run.folder);
      },
    },
    application,
    terminal,
  );
  if (!json) {
    showOutputs(plan, outputs, run.folder, terminal);
    tellEnding(executed, plan.experiment, terminal);
  }
  return executed.exitCode;
}

/** The tables that are to be printed, and where the published files are. */
function showOutputs(plan: Plan, outputs: readonly RunOutput[], folder: string, terminal: Terminal): void {
  const printed = new Set(plan.outputs.filter((output) => output.print).map((output) => output.file));
  for (const output of outputs) {
    if (!printed.has(output.file)) continue;
    const table = tableOf(join(folder, output.file));
    if (table !== undefined) terminal.out(`\n${table}`);
  }
  if (outputs.length === 0) return;
  terminal.out('');
  for (const output of outputs) terminal.out(shownPath(join(folder, output.file)));
}

const MOST_ROWS = 60;

/** A CSV file as an aligned table, or undefined when it is not one. */
function tableOf(path: string): string | undefined {
  if (!path.endsWith('.csv')) return undefined;
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n').map(cellsOf);
  if (head === undefined) return undefined;
  const shown = renderTable(head, rows.slice(0, MOST_ROWS));
  return rows.length <= MOST_ROWS ? shown : `${shown}\n... and ${rows.length - MOST_ROWS} more rows`;
}

/** The cells of one line of CSV; quotes as RFC 4180, without line breaks inside cells. */
function cellsOf(line: string): readonly string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return cells.map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}
