import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { count, jobsOption, jsonOption, positive, setOption, several, storeOption } from '../options.ts';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shortDigest } from '../../core/digest.ts';
import { isExpected, UsageError } from '../../core/failure.ts';
import { selectSteps } from '../../plan/select.ts';
import { plural } from '../../report/messages.ts';
import { describeHost } from '../../runs/host.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { readRun } from '../../runs/runs.ts';
import { addVerification, artifactName, type CheckedArtifact, type Verification } from '../../runs/verification.ts';
import { openStore, type DiskStore } from '../../store/local/disk.ts';
import type { ArtifactComparison } from '../application.ts';
import { checkArtifacts } from '../check-artifacts.ts';
import { EXIT, renderTable, tellDiagnostics, type Terminal } from '../output.ts';
import { executeSession } from '../execute-session.ts';
import { drawSteps, replaySession } from '../replay.ts';
import { conditionsOf, stepsWithResult } from '../same-work.ts';
import { prepare, type Session } from '../session.ts';
import { parseTolerances } from '../tolerance.ts';
import { findRun } from '../references.ts';
import { actionsOfSession, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<file>', 'experiment file')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(jobsOption())
    .addOption(several('--until <step>', 'verify only this step and whatever it needs'))
    .option('--run <n>', 'run to compare with, by number', 'latest')
    .option('--sample <n>', 'rerun a random sample of n steps', positive)
    .option('--seed <n>', 'seed for choosing the sample (default: random)', count)
    .addOption(
      several(
        '--tolerance <kind=value>',
        'treat differences up to this value as equal; "default" uses each kind\'s own tolerance',
      ),
    )
    .addOption(jsonOption());

type VerifyOptions = OptionsOf<typeof declare>;

/** What to rerun. */
interface Task {
  readonly session: Session;
  /** The steps whose artifacts are compared. */
  readonly ids: readonly string[];
  readonly sample: Verification['sample'];
}

/**
 * `assay verify FILE`: reruns the experiment, or some of its steps, in a scratch store, and compares every artifact with a
 * recorded run, byte for byte or within a tolerance. Names the first artifact that differs and by how much, and keeps the
 * outcome beside the run.
 */
export const verify = defineCommand({
  declare,
  help: ({ artifacts }) => `Examples:
  assay verify experiments/quickstart.yaml
  assay verify experiments/quickstart.yaml --until similar
  assay verify experiments/quickstart.yaml --sample 3 --seed 7        three steps, each from its recorded inputs
  assay verify experiments/quickstart.yaml --tolerance default        on other hardware: allow for different rounding
  assay verify experiments/quickstart.yaml --tolerance model=1e-6 --set runtime.threads=1

A tolerance is the largest allowed |a - b| / max(1, |a|, |b|) of two numbers, or |a - b| / 255 of two pixels. Without
--tolerance, every artifact must have the same bytes. "default" uses these tolerances:
  ${showTolerances(artifacts.tolerances)}`,
  executes: true,
  run: rerun,
});

function showTolerances(tolerances: ArtifactComparison['tolerances']): string {
  const parts = Object.entries(tolerances).map(([kind, value]) => `${kind} ${Number(value.toPrecision(2))}`);
  return parts.join(', ');
}

async function rerun(file: string, options: VerifyOptions, line: Line): Promise<number> {
  const { terminal } = line;
  if (options.seed !== undefined && options.sample === undefined)
    throw new UsageError('Expected --sample with --seed: the seed chooses the sample', {
      hint: 'For example: --sample 3 --seed 7',
    });
  const { session, diagnostics } = await prepare(file, options.set, await line.application());
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'event');
    return EXIT.wrong;
  }
  const { artifacts } = session.application;
  const tolerances = parseTolerances(options.tolerance, artifacts.tolerances);
  const scratch = mkdtempSync(join(tmpdir(), 'assay-verify-'));
  try {
    return await withStore(options.store, async (store) => {
      const run = runToVerify(store, session, options.run);
      const known = selectResults(session, run, { until: options.until, json: options.json, terminal });
      const conditions = conditionsOf(known, run, store);
      const again = await openStore(scratch);
      const task = await draw(known, { run, from: store, into: again }, options);
      if (task.sample !== undefined && !options.json) terminal.err(showSample(task.sample, task.ids));
      const { results, status, exitCode } = await executeSession(
        { ...task.session, actions: actionsOfSession(task.session, again) },
        { store: again, cores: options.jobs ?? availableParallelism(), json: options.json },
        session.application,
        terminal,
      );
      if (status === 'interrupted') return exitCode;
      const comparison = { run, then: store, now: again, tolerances, artifacts };
      const { checked, missing } = await checkArtifacts(task.ids, results, comparison);
      await again.close();
      const verification: Verification = {
        at: new Date().toISOString(),
        host: describeHost(),
        ...(task.sample !== undefined && { sample: task.sample }),
        ...(Object.keys(tolerances).length > 0 && { tolerances }),
        ...(conditions.length > 0 && { conditions }),
        artifacts: checked,
      };
      if (checked.length > 0) await keep(store, run, { verification, terminal });
      if (options.json)
        terminal.out(
          JSON.stringify({ type: 'verified', experiment: run.experiment, run: run.number, ...verification, missing }),
        );
      else terminal.out(render(run, verification, missing));
      const good = missing.length === 0 && checked.every(({ outcome }) => outcome !== 'different');
      return good ? EXIT.done : EXIT.failed;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Keeps the outcome beside the run. In a read-only store it is still shown, because it took long to get. */
async function keep(
  store: DiskStore,
  run: RunRecord,
  { verification, terminal }: { readonly verification: Verification; readonly terminal: Terminal },
): Promise<void> {
  try {
    await addVerification(store, run, verification);
  } catch (error) {
    if (!isExpected(error)) throw error;
    terminal.err(`note: Could not keep the outcome beside the run: ${error.message}`);
  }
}

function runToVerify(store: DiskStore, { plan }: Session, which: string): RunRecord {
  const none = readRun(store, plan.experiment, 'latest') === undefined;
  const run = none ? undefined : findRun(store, plan.experiment, which);
  if (run !== undefined && run.steps.length > 0) return run;
  throw new UsageError(`There is no run of "${plan.experiment}" to compare with`, {
    hint: `Run it first: assay run ${plan.file}`,
  });
}

/** Reduces the session to the steps that the user wants and the run has results of. */
function selectResults(
  session: Session,
  run: RunRecord,
  { until, json, terminal }: { until: readonly string[]; json: boolean; terminal: Terminal },
): Session {
  const wanted = selectSteps(session.plan, { until });
  const steps = stepsWithResult(wanted.steps, run);
  if (steps.length === 0)
    throw new UsageError(`Run ${run.number} of "${run.experiment}" has no result of these steps`, {
      hint: `Run them first: assay run ${session.plan.file}`,
    });
  const left = wanted.steps.length - steps.length;
  if (left > 0 && !json)
    terminal.err(`note: Left out ${plural(left, 'step')} of the file without a result in run ${run.number}`);
  return { ...session, plan: { ...wanted, steps, outputs: [] } };
}

async function draw(
  session: Session,
  stores: { readonly run: RunRecord; readonly from: DiskStore; readonly into: DiskStore },
  { sample: count, seed = randomInt(1, 2 ** 31) }: VerifyOptions,
): Promise<Task> {
  const all = session.plan.steps.map((step) => step.id);
  if (count === undefined) return { session, ids: all, sample: undefined };
  const ids = drawSteps(all, { count, seed });
  const sample = { seed, count: ids.length, of: all.length };
  return { session: await replaySession(session, ids, stores), ids, sample };
}

function showSample({ seed, count, of }: NonNullable<Verification['sample']>, ids: readonly string[]): string {
  return `Sampled ${count} of ${of} steps (to repeat: --sample ${count} --seed ${seed}): ${ids.join(', ')}`;
}

function render(run: RunRecord, verification: Verification, missing: readonly string[]): string {
  const { artifacts, conditions } = verification;
  const others = artifacts.filter(({ outcome }) => outcome !== 'same');
  const rows = others.map((each) => [artifactName(each), shortDigest(each.was), shortDigest(each.now), remark(each)]);
  for (const name of missing) rows.push([name, '', '-', 'missing: its step has no result now']);
  return [
    `Run ${run.number} of ${run.experiment}: ${headline(verification, missing.length)}`,
    ...(conditions === undefined ? [] : [`The keys differ: ${conditions.join(', ')}.`]),
    ...(isRounding(verification) ? [ROUNDING] : []),
    ...(rows.length === 0 ? [] : ['', renderTable(['artifact', 'then', 'now', 'differs'], rows)]),
  ].join('\n');
}

const ROUNDING = 'Other hardware rounds differently; allow for it with --tolerance default, or KIND=VALUE.';

function isRounding({ artifacts, conditions, tolerances }: Verification): boolean {
  const moved = conditions?.some((condition) => condition.startsWith('runtime')) === true;
  return moved && tolerances === undefined && artifacts.some(({ outcome }) => outcome === 'different');
}

function headline({ artifacts, sample }: Verification, missing: number): string {
  const of = artifacts.length + missing;
  const drawn = sample === undefined ? '' : ` of ${sample.count} of ${sample.of} steps (seed ${sample.seed})`;
  const different = artifacts.filter(({ outcome }) => outcome === 'different');
  const within = artifacts.filter(({ outcome }) => outcome === 'within').length;
  const [first] = different;
  if (first !== undefined) {
    const by = first.difference === undefined ? '' : `: it differs ${first.difference.text}`;
    return `${different.length} of ${of} artifacts${drawn} differ; the first is ${artifactName(first)}${by}`;
  }
  if (missing > 0) return `${missing} of ${of} artifacts${drawn} could not be made again`;
  if (within === 0) return `all ${of} artifacts${drawn} came out the same, byte for byte.`;
  return `${of - within} of ${of} artifacts${drawn} came out the same, byte for byte, ${within} within tolerance.`;
}

function remark({ outcome, difference }: CheckedArtifact): string {
  return `${outcome === 'within' ? 'within tolerance: ' : ''}${difference?.text ?? 'the bytes differ; this kind has no numeric comparison'}`;
}
