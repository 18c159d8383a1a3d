import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../core/failure.ts';
import { showDuration } from '../../core/duration.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { EXIT_OF } from '../../runs/follow.ts';
import { hasNotBegun, listExperiments, listRuns, wasKilled } from '../../runs/runs.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { followRun } from '../follow-run.ts';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { onInterrupt } from '../interrupt.ts';
import { EXIT, type Terminal } from '../output.ts';
import { eventsOption, storeOption } from '../options.ts';
import { experimentName, runAt } from '../references.ts';
import { withStore } from '../with-store.ts';

/** How often to look for a run that begins. */
const LOOK_MS = 500;

const declare = (blank: BlankCommand) =>
  blank
    .argument('[run]', 'EXPERIMENT or EXPERIMENT@RUN (default: the run that started last)')
    .option(
      '-w, --wait',
      'wait for a run to begin, and for the one that continues a run that was stopped or killed',
      false,
    )
    .addOption(storeOption())
    .addOption(eventsOption());

type AttachOptions = OptionsOf<typeof declare>;

/**
 * `assay attach [EXPERIMENT[@RUN]]`: shows a run that goes on in another process as that process shows it, from its journal, and
 * ends with its exit code. Ctrl-C ends only this command.
 */
export const attach = defineCommand({
  declare,
  help: `Examples:
  assay attach                               the run that started last
  assay attach quickstart@3 --json
  assay attach quickstart --wait             also one that begins later

It ends with the exit code of the run. Ctrl-C ends only this command, not the run.`,
  run: attachTo,
});

async function attachTo(reference: string | undefined, options: AttachOptions, { terminal }: Line): Promise<number> {
  return withStore(options.store, async (store) => {
    const interrupt = onInterrupt();
    try {
      return await followRuns(store, reference, { ...options, signal: interrupt.signal }, terminal);
    } finally {
      interrupt.done();
    }
  });
}

async function followRuns(
  store: DiskStore,
  reference: string | undefined,
  { wait, json, signal }: AttachOptions & { readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<number> {
  for (let told = false; !signal.aborted;) {
    const run = await runToFollow(store, reference, wait);
    if (run?.status === 'running') {
      const code = await followRun(store, run, { json, signal, wait }, terminal);
      if (code !== undefined) return code;
      told = true; // It has said what it waits for.
    } else if (!wait && run !== undefined) return tellEnded(run, terminal);
    if (!told && !json) terminal.err('No run is going on. Waiting for one to begin; Ctrl-C ends this.');
    told = true;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return EXIT.interrupted;
}

/** The run that was named, or the one that started last; while waiting, it need not exist yet. */
async function runToFollow(
  store: DiskStore,
  reference: string | undefined,
  wait: boolean,
): Promise<RunRecord | undefined> {
  if (reference === undefined) {
    const newest = newestRun(store);
    if (newest !== undefined || wait) return newest;
    throw new UsageError(`There is no run to follow in the store at ${store.root}`, {
      hint: 'Start one first, pass --store DIR, or wait for one with --wait.',
    });
  }
  if (wait && !reference.includes('@') && listRuns(store, await experimentName(reference), 1).length === 0)
    return undefined;
  return runAt(store, reference);
}

/** The run that goes on and started last, of any experiment; else the last one of all. */
function newestRun(store: DiskStore): RunRecord | undefined {
  const newest = listExperiments(store)
    .flatMap((experiment) => listRuns(store, experiment, 1))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return newest.find(({ status }) => status === 'running') ?? newest[0];
}

/** Says how a run ended that there is nothing more to follow of. Returns its exit code. */
function tellEnded(run: RunRecord, terminal: Terminal): number {
  const { experiment, number, status, durationMs, startedAt } = run;
  const how = hasNotBegun(run)
    ? 'was cancelled before its job began'
    : wasKilled(run)
      ? 'was killed'
      : status === 'done'
        ? 'is done'
        : status === 'failed'
          ? 'failed'
          : 'was interrupted';
  const took = durationMs === undefined ? '' : ` after ${showDuration(durationMs)}`;
  terminal.err(`Nothing to follow: run ${number} of ${experiment} ${how}${took}. It started ${startedAt}.`);
  terminal.err(
    `"assay show ${experiment} ${number}" shows it; "assay attach ${experiment} --wait" waits for the next one.`,
  );
  return status === 'running' ? EXIT.failed : EXIT_OF[status];
}
