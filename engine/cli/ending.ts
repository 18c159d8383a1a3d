import { printable } from '../core/diagnostic.ts';
import { showReach } from '../core/reach.ts';
import { plural } from '../report/messages.ts';
import type { Executed, StoppedStep } from './execute-session.ts';
import type { Terminal } from './output.ts';

/** So many steps are told one by one. */
const MOST = 10;

/**
 * What a person must not miss, after the tables and files of a run, where nothing scrolls over it: the steps that failed, and
 * what an interrupted run continues from.
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

/** In short: the whole of it stands above. */
function showFailed(id: string, error: Error): string {
  const [message = ''] = error.message.split('\n');
  const hint = 'hint' in error && typeof error.hint === 'string' ? [`    ${printable(error.hint)}`] : [];
  return [`  ${printable(`${id}: ${message}`)}`, ...hint].join('\n');
}

function showStopped({ step, kept }: StoppedStep): string {
  const unit = step.stage.extends;
  if (kept === undefined || unit === undefined) return `${step.id} was stopped and starts again from the beginning.`;
  return `${step.id} was stopped and continues after ${showReach(kept, unit)}, out of ${Number(step.params[unit])} ${unit}.`;
}
