import { printable } from '../core/diagnostic.ts';
import { showDuration } from '../core/duration.ts';
import type { RunEvent } from '../core/event.ts';
import { comparedRun, type Reason } from '../core/reason.ts';
import { Pace } from './pace.ts';
import type { Reporter } from './reporter.ts';
import { plural, showFailure, showReasons, showRetry, showSummary, showWarning } from './messages.ts';

/** A log file does not need every epoch. */
const PROGRESS_EVERY_MS = 10_000;

/**
 * Reports in lines, for a log file or another program's screen: one when a step starts and when it ends, and its progress every
 * ten seconds. Sweeps reuse, skip or cancel hundreds of steps: consecutive ones are one line.
 */
export function plainReporter(write: (line: string) => void): Reporter {
  const paces = new Map<string, { readonly pace: Pace; told: number }>();
  /** Steps that ended in the same way, not yet written. */
  let alike: { readonly how: string; readonly first: string; count: number } | undefined;

  /** Warnings shown so far: instances of a sweep give the same ones, which are shown once. */
  const warned = new Set<string>();
  /** Warnings of reused results, shown at the end. */
  const recalled: string[] = [];

  function isNews(message: string): boolean {
    return warned.size < warned.add(message).size;
  }

  function flush(): void {
    if (alike === undefined) return;
    write(alike.count === 1 ? `${alike.first}: ${alike.how}` : `${plural(alike.count, 'step')} ${alike.how}`);
    alike = undefined;
  }

  function collect(step: string, how: string): void {
    if (alike?.how === how) {
      alike.count += 1;
      return;
    }
    flush();
    alike = { how, first: printable(step), count: 1 };
  }

  function say(line: string): void {
    flush();
    write(line);
  }

  function report(event: RunEvent): void {
    switch (event.type) {
      case 'notice':
        return say(`note: ${printable(event.message)}`);
      case 'started':
        paces.set(event.step, { pace: new Pace(), told: event.at });
        return say(`${printable(event.step)}: started (${showReasons(event.reasons)}${since(event.reasons)})`);
      case 'progress': {
        const running = paces.get(event.step);
        if (running === undefined) return undefined;
        running.pace.update(event.progress, event.at);
        if (event.at - running.told < PROGRESS_EVERY_MS) return undefined;
        running.told = event.at;
        return say(`${printable(event.step)}: ${running.pace.text}`);
      }
      case 'warned':
        return isNews(event.message) ? say(showWarning(event.step, event.message)) : undefined;
      case 'retried':
        paces.set(event.step, { pace: new Pace(), told: event.at });
        return say(showRetry(event.step, event.error, event.attempt, event.of));
      case 'reused':
        recalled.push(...(event.record.warnings ?? []).filter(isNews).map((text) => showWarning(event.step, text)));
        return collect(event.step, 'reused');
      case 'finished':
        paces.delete(event.step);
        return say(`${printable(event.step)}: done in ${showDuration(event.record.durationMs)}`);
      case 'failed':
        paces.delete(event.step);
        return say(showFailure(event.step, event.error));
      case 'skipped':
        return collect(event.step, `skipped, because ${printable(event.because)} failed`);
      case 'cancelled':
        paces.delete(event.step);
        return collect(event.step, 'cancelled');
    }
  }

  return {
    start: () => undefined,
    report,
    async end(summary) {
      for (const warning of recalled) say(warning);
      say(showSummary(summary));
    },
  };
}

/** `; compared with run 3`, if the reasons compare with a run. */
function since(reasons: readonly Reason[]): string {
  const run = comparedRun(reasons);
  return run === undefined ? '' : `; compared with run ${run}`;
}
