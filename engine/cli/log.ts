import { listExperiments, listRuns } from '../run/runs.ts';
import type { RunRecord } from '../run/run-record.ts';
import { badgeOf, readVerifications, showBadge, type Badge } from '../run/verification.ts';
import { showDuration } from '../duration.ts';
import { EXIT, renderTable, type Terminal } from './output.ts';
import { experimentName, withStore } from './with-store.ts';

/** A run and how many of its artifacts have been verified. */
interface Entry {
  readonly run: RunRecord;
  readonly badge: Badge | undefined;
}

/** `assay log [EXPERIMENT]`: the runs, newest first. */
export async function logCommand(
  experiment: string | undefined,
  options: { readonly store: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, (store) => {
    const names = experiment === undefined ? listExperiments(store) : [experimentName(experiment)];
    const runs = names
      .flatMap((name) => listRuns(store, name))
      .map((run) => ({ run, badge: badgeOf(run, readVerifications(store, run)) }));
    if (options.json) terminal.out(JSON.stringify(runs.map(runJson), null, 2));
    else if (runs.length === 0) terminal.out('No runs yet. Start with: assay run experiments/quickstart.yaml');
    else
      terminal.out(
        renderTable(
          ['experiment', 'run', 'status', 'started', 'took', 'ran', 'reused', 'failed', 'verified', 'commit'],
          runs.map(row),
        ),
      );
    return Promise.resolve(EXIT.done);
  });
}

function row({ run, badge }: Entry): readonly (string | number)[] {
  const count = (action: string): number => run.steps.filter((step) => step.action === action).length;
  const took = run.durationMs === undefined ? '-' : showDuration(run.durationMs);
  const started = run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
  return [
    run.experiment,
    run.number,
    run.status,
    started,
    took,
    count('finished'),
    count('reused'),
    count('failed'),
    showBadge(badge),
    run.git?.slice(0, 8) ?? '-',
  ];
}

function runJson({ run, badge }: Entry): object {
  const { experiment, number, status, startedAt, durationMs, git, seed, runtime } = run;
  const verified = badge ?? null;
  return { experiment, number, status, startedAt, durationMs, git, seed, runtime, steps: run.steps.length, verified };
}
