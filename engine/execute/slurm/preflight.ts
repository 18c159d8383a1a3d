import { UsageError } from '../../core/failure.ts';
import { showDuration } from '../../core/duration.ts';
import type { Plan, PlannedStep } from '../../core/plan.ts';
import type { ClusterSettings } from '../../read/project.ts';
import { isAway, wordsOf, type Run } from './commands.ts';
import { taskNeeds } from './grouping.ts';
import { optionsOf, type TaskNeeds } from './settings.ts';

/** Slurm's own limit where a site sets none. */
const MOST_TASKS = 1000;
/** Most different needs to try: a sweep over memory would ask for hundreds. */
const MOST_TRIED = 20;

/**
 * Asks Slurm whether it would take the jobs of a plan, before anything is submitted: that it is here and answers, and knows the
 * partition, the account, the other options, and nodes with the resources. Returns how many tasks an array may have.
 *
 * @param mayRun whether a step may have to run in this run
 * @throws UsageError that names the first step that Slurm would refuse, and why
 */
export async function checkCluster(
  plan: Plan,
  settings: ClusterSettings,
  { run, mayRun }: { readonly run: Run; readonly mayRun: (step: PlannedStep) => boolean },
): Promise<number> {
  const config = await run('scontrol', ['show', 'config']);
  if (config.code === 127)
    throw new UsageError('This machine has no Slurm: there is no scontrol in PATH', {
      hint: "Log in to a machine of the cluster, or load Slurm's commands (often: module load slurm).",
    });
  if (config.code !== 0)
    throw new UsageError(`Slurm does not answer: ${wordsOf(config)}`, {
      hint: 'Nothing was submitted. Try again when "sinfo" answers.',
    });
  const limit = await timeLimitOf(settings, run);
  const tried = new Map<string, TaskNeeds>();
  for (const step of plan.steps) {
    if (!mayRun(step)) continue;
    const needs = taskNeeds(step, plan);
    const key = JSON.stringify(needs);
    if (tried.has(key) || tried.size >= MOST_TRIED) continue;
    tried.set(key, needs);
    checkTime(step, needs, { settings, limit });
    await tryOut(step, needs, settings, run);
  }
  // MaxArraySize is one more than the largest number of a task.
  const most = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(config.out)?.[1] ?? MOST_TASKS + 1) - 1;
  return Math.max(1, Math.min(MOST_TASKS, most));
}

async function tryOut(step: PlannedStep, needs: TaskNeeds, settings: ClusterSettings, run: Run): Promise<void> {
  const answer = await run('sbatch', ['--test-only', ...optionsOf(needs, settings)], '#!/bin/sh\n');
  if (answer.code === 0) return;
  if (isAway(answer)) throw new UsageError(`Slurm does not answer: ${wordsOf(answer)}`, { hint: 'Try again later.' });
  const words = wordsOf(answer);
  throw new UsageError(`Slurm would refuse the job of ${step.id}: ${words}`, { hint: await hintFor(words, step, run) });
}

async function hintFor(words: string, { name }: PlannedStep, run: Run): Promise<string> {
  if (/partition/i.test(words)) {
    const { code, out } = await run('sinfo', ['--noheader', '--format=%R']);
    const known = [...new Set(out.split('\n').filter((each) => each.trim() !== ''))].sort();
    const list = code === 0 && known.length > 0 ? ` The partitions are ${known.join(', ')}.` : '';
    return `Change "partition" under "executors" in assay.yaml.${list}`;
  }
  if (/account|association/i.test(words))
    return 'Change "account" under "executors" in assay.yaml; "sacctmgr show associations user=$USER" lists yours.';
  if (/qos|feature|constraint|invalid.*option|unrecognized/i.test(words))
    return 'Change "flags" under "executors" in assay.yaml.';
  return `Change "resources" of step "${name}", or choose another partition in assay.yaml: no node has so much.`;
}

/** The time limit of the partition in ms; undefined where there is none. */
async function timeLimitOf({ partition }: ClusterSettings, run: Run): Promise<number | undefined> {
  const { code, out } = await run('sinfo', [
    '--noheader',
    '--format=%R|%l|%P',
    ...(partition ? [`--partition=${partition}`] : []),
  ]);
  if (code !== 0) return undefined;
  const rows = out.split('\n').map((line) => line.trim().split('|'));
  // The default partition has an asterisk.
  const row = rows.find(([name, , marked]) => (partition === undefined ? marked?.endsWith('*') : name === partition));
  return row?.[1] === undefined ? undefined : parseLimit(row[1]);
}

/** `2:00`, `12:00:00`, `1-00:00:00`; anything else is no limit. */
export function parseLimit(text: string): number | undefined {
  const [, days = '0', rest = ''] = /^(?:(\d+)-)?(\d+(?::\d+)+)$/.exec(text) ?? [];
  const parts = rest.split(':').map(Number);
  if (rest === '') return undefined;
  const [hours, minutes, seconds] = parts.length === 3 ? parts : [0, ...parts];
  return (((Number(days) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Slurm accepts a job with a longer limit than its partition's, and never starts it. */
function checkTime(
  step: PlannedStep,
  needs: TaskNeeds,
  { settings, limit }: { readonly settings: ClusterSettings; readonly limit: number | undefined },
): void {
  const timeMs = needs.timeMs ?? settings.timeMs;
  if (timeMs === undefined || limit === undefined || timeMs <= limit) return;
  const partition = settings.partition === undefined ? 'the default partition' : `partition "${settings.partition}"`;
  throw new UsageError(
    `The job of ${step.id} would never start: it asks for ${showDuration(timeMs)}, and ${partition} allows ${showDuration(limit)}`,
    { hint: 'Ask for less with resources.time: a training that saves checkpoints continues in another job.' },
  );
}
