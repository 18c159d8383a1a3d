// Why a job has ended without a result, in words for people, and what to do. Slurm says it in states, exit codes and lines that it adds
// to the job's output; which of them it says depends on the site.

import { showDuration } from '../../core/duration.ts';
import { showMemory } from '../../core/memory.ts';
import type { Facts } from './commands.ts';
import type { TaskNeeds } from './settings.ts';
import { EXIT } from './script.ts';

/**
 * What follows from the end of a job: `again` jobs were stopped by the cluster and are submitted again; `avoid` ones, too, but on
 * another node; `cancelled` ones were stopped by a person; the others count as a failed attempt of their steps.
 */
export interface Verdict {
  readonly kind: 'again' | 'avoid' | 'cancelled' | 'failed';
  readonly message: string;
  readonly hint: string;
}

/** What is known about a job that has ended without a result. */
export interface Ended {
  /** Undefined when Slurm has forgotten the job. */
  readonly facts: Facts | undefined;
  readonly needs: TaskNeeds;
  readonly node: string | undefined;
  /** The end of its output. */
  readonly printed: string;
  /** The store's folder. */
  readonly store: string;
}

/** Why a job has ended without a result. */
export function verdictOf(ended: Ended): Verdict {
  const { facts, printed } = ended;
  if (facts === undefined)
    return {
      kind: 'again',
      message: 'Slurm no longer knows its job, which left no result',
      hint: 'Slurm forgets a job some minutes after its end, or when its controller loses its state.',
    };
  const state = facts['JobState'] ?? 'UNKNOWN';
  const [code = 0, signal = 0] = (facts['ExitCode'] ?? '').split(':').map(Number);
  if (state === 'OUT_OF_MEMORY' || /exceeded (job )?memory limit|oom[-_ ]?kill|out of memory/i.test(printed))
    return outOfMemory(ended);
  if (state === 'TIMEOUT' || state === 'DEADLINE' || code === EXIT.time) return outOfTime(ended);
  if (state === 'NODE_FAIL' || state === 'BOOT_FAIL') return again(`its node ${placeOf(ended)} failed`);
  if (state === 'PREEMPTED') return again(`a job of higher priority took its place on ${placeOf(ended)}`);
  if (state.startsWith('CANCELLED'))
    return { kind: 'cancelled', message: 'Its job was cancelled', hint: 'Run the same command to continue.' };
  if (signal === NO_OUTPUT || code === EXIT.noStore) return noStore(ended);
  if (code === EXIT.noAssay) return noAssay(ended);
  return died({ ...ended, code, signal });
}

/** Slurm's own exit code for a job whose output it cannot open. */
const NO_OUTPUT = 53;

function outOfMemory({ needs, node }: Ended): Verdict {
  const had = needs.memory === undefined ? 'what the partition gives' : showMemory(needs.memory);
  const more = needs.memory === undefined ? '16 GB' : showMemory(needs.memory * 2);
  return {
    kind: 'failed',
    message: `Its job needed more memory than it had on ${node ?? 'its node'} (${had}), so Slurm stopped it`,
    hint: `Ask for more, for example: resources: { memory: ${more} }`,
  };
}

function outOfTime({ needs }: Ended): Verdict {
  const had = needs.timeMs === undefined ? 'of its partition' : `of ${showDuration(needs.timeMs)}`;
  return {
    kind: 'failed',
    message: `Its job reached the time limit ${had}, so Slurm stopped it`,
    hint: 'Ask for more, for example: resources: { time: 24h }. A training that saves checkpoints continues in the next job.',
  };
}

function again(why: string): Verdict {
  return { kind: 'again', message: `Its job was lost, because ${why}`, hint: 'Run the same command to continue.' };
}

function noStore({ node, store }: Ended): Verdict {
  return {
    kind: 'avoid',
    message: `Node ${node ?? 'unknown'} does not see the store ${store}, or may not write there`,
    hint: 'Put the store on a file system that all nodes share, or leave such nodes out: flags: [--exclude=NODES] in assay.yaml.',
  };
}

function noAssay({ node, printed }: Ended): Verdict {
  return {
    kind: 'avoid',
    message: `Node ${node ?? 'unknown'} has no Assay where this machine has it${lastWords(printed)}`,
    hint: 'Install Assay and Node on a file system that all nodes share, or load them with "setup" in assay.yaml.',
  };
}

function died({ node, printed, code, signal }: Ended & { readonly code: number; readonly signal: number }): Verdict {
  const how = signal > 0 ? `was killed by signal ${signal}` : `ended with exit code ${code}`;
  return {
    kind: 'failed',
    message: `Its job ${how} on ${node ?? 'its node'}, without a result${lastWords(printed)}`,
    hint: 'If its node ran out of memory, ask for more: resources: { memory: 16 GB }. Otherwise check "setup" in assay.yaml.',
  };
}

function placeOf({ node, facts }: Ended): string {
  return node ?? facts?.['NodeList'] ?? 'unknown';
}

/** How many lines of a job's output to repeat. */
const LINES = 10;

function lastWords(printed: string): string {
  const lines = printed.trimEnd().split('\n').slice(-LINES);
  return printed.trim() === '' ? '' : `. Its last output was:\n${lines.join('\n')}`;
}

/** Reasons for which a job that waits will wait for ever, with what to change. */
const HOPELESS: Readonly<Record<string, string>> = {
  PartitionTimeLimit: 'it asks for more time than its partition allows: change "time"',
  PartitionNodeLimit: 'it asks for more nodes or cores than its partition has: change "resources"',
  PartitionDown: 'its partition is down',
  PartitionInactive: 'its partition is inactive',
  AccountNotAllowed: 'its account may not use this partition: change "account"',
  InvalidAccount: 'its account is not valid: change "account"',
  InvalidQOS: 'its quality of service is not valid: change "flags"',
  QOSNotAllowed: 'its account may not use this quality of service: change "flags"',
  BadConstraints: 'no node has what it asks for: change "resources" or "flags"',
  JobHeldUser: 'somebody holds it: scontrol release JOB',
  JobHeldAdmin: 'an administrator holds it',
  ReqNodeNotAvail: 'the nodes that could run it are down or reserved',
};

/** Why a job that waits will not start by itself; undefined if it only waits for its turn. */
export function whyStuck(reason: string): string | undefined {
  return HOPELESS[/^\w+/.exec(reason)?.[0] ?? ''];
}
