import { didYouMean } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import type { PlannedAction } from '../core/plan.ts';
import { userName } from '../execute/slurm/batch.ts';
import { realCommands } from '../execute/slurm/commands.ts';
import { checkCluster } from '../execute/slurm/preflight.ts';
import { Slurm, type Cluster } from '../execute/slurm/slurm.ts';
import type { World } from '../execute/world.ts';
import { expectedDurations } from '../plan/estimate.ts';
import type { ClusterSettings, Project } from '../read/project.ts';
import { thisProcess } from '../store/local/alive.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { recordedPast } from './history.ts';
import type { Session } from './session.ts';

/** What the execution gives to a place beyond this machine. */
export type Hooks = Pick<World, 'signal' | 'now' | 'report'> & {
  /** The number of the run; undefined if it has none. */
  readonly run: number | undefined;
  /** Stops the run as Ctrl-C does. */
  interrupt(): void;
};

/** What a cluster needs to know of a session. */
export interface ClusterSession extends Pick<Session, 'application' | 'plan' | 'facts'> {
  readonly actions: ReadonlyMap<string, PlannedAction>;
  /** The section `runtime` of the file. */
  readonly requested: JsonObject;
}

/** Makes the delegate of a run. */
export type Elsewhere = (hooks: Hooks) => NonNullable<World['delegateOf']>;

/** With more steps than this, nobody looks up how long they took. */
const MOST_EXPECTED = 20_000;

/**
 * The settings of a project's executor.
 *
 * @throws UsageError when there is none of this name
 */
export function executorNamed(name: string, project: Project | undefined): ClusterSettings {
  const known = Object.keys(project?.executors ?? {});
  const found = project?.executors[name];
  if (found !== undefined && known.includes(name)) return found;
  const where =
    project === undefined ? 'this experiment is in no project' : known.length === 0 ? 'assay.yaml names none' : '';
  const others = known.length === 0 ? '' : `; the executors are ${known.join(', ')}`;
  throw new UsageError(
    `There is no executor "${name}"${where === '' ? didYouMean(name, known) : `: ${where}`}${others}`,
    {
      hint: `Add it to assay.yaml: executors: { ${name}: { slurm: { partition: PARTITION } } }`,
    },
  );
}

/**
 * Checks that the cluster would take the jobs of a session, and returns what makes its delegate.
 *
 * @throws UsageError when it would not
 */
export async function onCluster(
  session: ClusterSession,
  settings: ClusterSettings,
  { store, forced }: { readonly store: DiskStore; readonly forced: ReadonlySet<string> },
): Promise<Elsewhere> {
  const { plan, actions } = session;
  const run = realCommands;
  const mostTasks = await checkCluster(plan, settings, {
    run,
    mayRun: ({ id }) => actions.get(id)?.action !== 'reuse',
  });
  let expected: ReadonlyMap<string, number> | undefined;
  const head = headOf(session, store);
  const cluster = {
    store,
    settings,
    run,
    program: { node: process.execPath, main: session.application.program.main },
    mostTasks,
    forced,
    expected: () => (expected ??= durationsOf(session, store)),
  };
  return ({ run: number, ...hooks }) =>
    (which, client) =>
      new Slurm(
        which,
        { ...cluster, ...hooks, head: { ...head, ...(number !== undefined && { run: number }) } },
        client,
      );
}

/** What jobs need to know, besides their steps, to make the same keys. */
function headOf({ application, requested, plan, facts }: ClusterSession, store: DiskStore): Cluster['head'] {
  const { version, program } = application;
  const names = new Set(plan.steps.flatMap(({ code }) => code));
  return {
    experiment: plan.experiment,
    file: plan.file,
    user: userName(),
    loop: { ...thisProcess(), folder: store.temporary.label },
    workFolder: process.cwd(),
    assay: { version, code: program.code, ...(program.packs !== undefined && { packs: program.packs }) },
    runtime: plan.runtime,
    requested,
    facts: {
      code: Object.fromEntries(Object.entries(facts.code).filter(([name]) => names.has(name))),
      rules: facts.rules,
      runtime: facts.runtime,
    },
  };
}

function durationsOf({ plan, actions }: ClusterSession, store: DiskStore): ReadonlyMap<string, number> {
  if (plan.steps.length > MOST_EXPECTED) return new Map();
  return expectedDurations(plan, actions, recordedPast(store, plan.experiment));
}
