import { printable } from '../core/diagnostic.ts';
import { showReach } from '../core/reach.ts';
import { plural } from '../report/messages.ts';
import type { Executed, StoppedStep } from './execute-session.ts';
import type { Terminal } from './output.ts';

/** How many steps to list one by one. */
const MOST = 10;

/**
 * Lists the steps that failed, and where an interrupted run will continue. Comes last, after the tables and files of a run, so that
 * nobody misses it.
 */
export function tellEnding({ status, results, stopped }: Executed, experiment: string, terminal: Terminal): void {
  const failed = [...results].flatMap(([id, result]) =>
    result.action === 'failed' ? [showFailed(id, result.error)] : [],
  );
  if (failed.length > 0) {
    const more =
      failed.length > MOST ? [`  and ${failed.length - MOST} more: "assay show ${experiment}" lists them`] : [];
    terminal.err(['', `${plural(failed.length, 'step')} failed:`, ...failed.slice(0, MOST), ...more].join('\n'));
  }
  if (status !== 'interrupted') return;
  terminal.err('Finished steps are kept. Run the same command to continue.');
  for (const each of stopped.slice(0, MOST)) terminal.err(printable(`  ${showStopped(each)}`));
  if (stopped.length > MOST) terminal.err(`  and ${stopped.length - MOST} more steps were stopped`);
}

/** The first line only: the whole message was shown when the step failed. */
function showFailed(id: string, error: Error): string {
  const [message = ''] = error.message.split('\n');
  const hint = 'hint' in error && typeof error.hint === 'string' ? [`    ${printable(error.hint)}`] : [];
  return [`  ${printable(`${id}: ${message}`)}`, ...hint].join('\n');
}

function showStopped({ step, kept }: StoppedStep): string {
  const unit = step.stage.extends;
  if (kept === undefined || unit === undefined) return `${step.id} was stopped and will start from the beginning.`;
  return `${step.id} was stopped and will continue after ${showReach(kept, unit)}, out of ${Number(step.params[unit])} ${unit}.`;
}
