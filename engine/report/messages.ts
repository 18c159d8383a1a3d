import { printable } from '../core/diagnostic.ts';
import { showDuration } from '../core/duration.ts';
import { isExpected } from '../core/failure.ts';
import { showReason, type Reason } from '../core/reason.ts';
import type { StepResult } from '../core/result.ts';
import type { Summary } from './reporter.ts';

/** How many reasons to show in a line; the rest is in the run's record. */
const MOST_REASONS = 3;

/** Returns `params.rate 0.1 -> 0.01; input data changed; and 2 more`, followed by `where` to find the others. */
export function showReasons(reasons: readonly Reason[], where = ''): string {
  // Several artifacts that changed at one port are one reason for people.
  const texts = [...new Set(reasons.map(showReason))];
  const shown = texts.slice(0, MOST_REASONS);
  if (texts.length > MOST_REASONS) shown.push(`and ${texts.length - MOST_REASONS} more${where}`);
  return printable(shown.join('; '));
}

/** Describes a failed step for people: what happened and what to do next; for a bug also where. */
export function showFailure(step: string, error: Error): string {
  const lines = [`${step} failed: ${error.message}`];
  if ('hint' in error && typeof error.hint === 'string') lines.push(error.hint);
  if (!isExpected(error)) {
    const stack = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
    lines.push('This is a bug in the stage or in Assay. It happened', ...stack.map((line) => line.trim()));
  }
  return printable(lines.join('\n')).replaceAll('\n', '\n  ');
}

/** `warning: data: class "l" has no training images` */
export function showWarning(step: string, message: string): string {
  return printable(`warning: ${step}: ${message}`.replaceAll(/\s+/g, ' '));
}

/** `training: failed (The loss became NaN); tried again, 1 of 2`. */
export function showRetry(step: string, error: Error, attempt: number, of: number): string {
  const [reason = ''] = error.message.split('\n');
  return printable(`${step}: failed (${reason}); tried again, ${attempt} of ${of}`);
}

/** `12 steps: 3 run, 9 reused, in 4.2 s`, and where the results are. */
export function showSummary(summary: Summary): string {
  const counts = countActions(summary.results);
  const parts = WORDS.flatMap(([action, word]) => (counts[action] > 0 ? [`${counts[action]} ${word}`] : []));
  const steps = plural(summary.results.size, 'step');
  const status = summary.status === 'done' ? '' : `${summary.status}: `;
  const folder = summary.folder === undefined ? '' : `\nResults in ${printable(summary.folder)}`;
  return `${status}${steps}: ${parts.join(', ') || 'nothing to do'}, in ${showDuration(summary.durationMs)}${folder}`;
}

const WORDS = [
  ['finished', 'run'],
  ['reused', 'reused'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['cancelled', 'cancelled'],
] as const;

/** How many steps ended in each way. */
export function countActions(
  results: ReadonlyMap<string, Pick<StepResult, 'action'>>,
): Readonly<Record<StepResult['action'], number>> {
  const counts = { finished: 0, reused: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { action } of results.values()) counts[action] += 1;
  return counts;
}

/** `1 step`, `12 steps`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
