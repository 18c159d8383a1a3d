import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { eventsOption, jobsOption, remoteOption, setOption, several, storeOption } from '../options.ts';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Plan, PlannedOutput } from '../../core/plan.ts';
import { outputsOf } from '../../plan/bind.ts';
import { checkOnly, selectSteps, stepsNamed, type Selection } from '../../plan/select.ts';
import type { RemoteResults } from '../../execute/remote-results.ts';
import { refuseTooLarge, thisMachine } from '../../execute/resources.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import type { Application } from '../application.ts';
import { tellEnding } from '../ending.ts';
import { executeSession, type PlannedSession } from '../execute-session.ts';
import { EXIT, shownPath, tellDiagnostics, type Terminal } from '../output.ts';
import { remoteSettings, withRemote } from '../remote.ts';
import { openOutputs, startRunIfWritable, type ShownFile } from '../read-only.ts';
import type { ClusterSession, Elsewhere } from '../on-cluster.ts';
import { checkSame, readPlan, type SavedPlan } from '../saved-plan.ts';
import { withTrace } from '../trace.ts';
import { prepare, type Session } from '../session.ts';
import { actionsWithRemote, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[file]', 'experiment file')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(remoteOption())
    .addOption(jobsOption())
    .addOption(several('-f, --force <step>', 'run this step even if it is cached'))
    .addOption(several('--until <step>', 'run only this step and whatever it needs'))
    .addOption(several('--from <step>', 'run this step, everything downstream, and whatever that needs'))
    .addOption(several('--only <step>', 'run only this step; its inputs must be cached'))
    .option('--plan <file>', 'run a plan saved with "assay plan -o", unless something changed since')
    .option('--on <executor>', 'run the steps on this cluster of assay.yaml instead of this machine')
    .option('--detach', 'with --on: also run the loop as a job, print the number of the run, and return', false)
    .option('--trace', 'name the files of the project that a command reads and does not declare (needs strace)', false)
    .addOption(eventsOption());

type RunOptions = OptionsOf<typeof declare>;

/** `assay run FILE`, or `assay run --plan FILE`: reads, plans, executes, publishes, and shows the outcome. */
export const run = defineCommand({
  declare,
  help: `Examples:
  assay run experiments/quickstart.yaml
  assay run experiments/quickstart.yaml --set seed=8 --jobs 4
  assay run experiments/quickstart.yaml --remote s3://lab/assay  download what others have made
  assay run experiments/quickstart.yaml --on cluster             as jobs of Slurm: see "executors" in assay.yaml
  assay run experiments/quickstart.yaml --on cluster --detach    and log out; "assay cancel quickstart" stops it`,
  executes: true,
  run: runFileOrPlan,
});

async function runFileOrPlan(file: string | undefined, options: RunOptions, line: Line): Promise<number> {
  const { terminal } = line;
  if (options.detach && options.on === undefined)
    throw new UsageError('--detach needs a cluster', { hint: 'For example: assay run FILE --on cluster --detach' });
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
  return withStore(options.store, async (store) => {
    const settings = remoteSettings(options.remote, session.project);
    const tell = (message: string): void => store.notices.tell(message);
    return withRemote(settings, { store, tell }, async (remote) => {
      const chosen = { ...session, plan };
      const actions = await actionsWithRemote(chosen, store, { forced, remote });
      checkOnly(plan, selection, actions, forced);
      if (saved !== undefined) checkSame(saved, plan, actions, { all: options.json });
      const partial = plan.steps.length < session.plan.steps.length;
      const requested = session.experiment.runtime as unknown as JsonObject;
      const ready = { ...chosen, actions, requested };
      if (options.detach)
        return (await import('../detach.ts')).detach(ready, { ...options, forced, partial }, store, terminal);
      const elsewhere = await elsewhereOf(ready, options.on, { store, forced });
      if (elsewhere === undefined)
        refuseTooLarge(plan, ({ id }) => actions.get(id)?.action !== 'reuse', thisMachine(coresOf(options)));
      const more = { forced, partial, cache: remote, ...(elsewhere && { elsewhere }) };
      return runSession(ready, { ...options, ...more }, store, whole, terminal);
    });
  });
}

/** Where the steps run, if not here. */
async function elsewhereOf(
  session: ClusterSession & Pick<Session, 'project'>,
  name: string | undefined,
  given: { readonly store: DiskStore; readonly forced: ReadonlySet<string> },
): Promise<Elsewhere | undefined> {
  if (name === undefined) return undefined;
  const { executorNamed, onCluster } = await import('../on-cluster.ts');
  return onCluster(session, executorNamed(name, session.project), given);
}

/** Executes a plan as a numbered run, publishes its outputs, and shows how it ended. */
export async function runSession(
  session: PlannedSession,
  options: Pick<RunOptions, 'jobs' | 'json'> & {
    readonly forced: ReadonlySet<string>;
    readonly partial: boolean;
    readonly cache?: RemoteResults | undefined;
    readonly elsewhere?: Elsewhere;
    /** Taken before, for a detached run. */
    readonly number?: number;
  },
  store: DiskStore,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { plan } = session;
  const { json, forced, partial } = options;
  const { number } = options;
  const facts = { partial, json, cores: coresOf(options), ...(number !== undefined && { number }) };
  const run = await startRunIfWritable(store, session, facts, terminal);
  let files: readonly ShownFile[] = [];
  const executed = await executeSession(
    session,
    {
      store,
      cores: coresOf(options),
      json,
      forced,
      ...(run !== undefined && { journal: run.journal, number: run.number }),
      remote: options.cache,
      ...(options.elsewhere && { elsewhere: options.elsewhere }),
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
  return (made && outputsOf(made.stage, made.params)[port]?.columns) ?? {};
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
