import { styleText } from 'node:util';
import { printable } from '../core/diagnostic.ts';
import type { RunEvent } from '../core/event.ts';
import type { Foreseen, Outline, OutlinedStep } from '../core/outline.ts';
import { Group, wholeSeconds } from './group.ts';
import { outlook, type Expectation } from './outlook.ts';
import type { Reporter, Summary } from './reporter.ts';
import { LiveScreen } from './screen.ts';
import { compose, lineText, type Line } from './view.ts';
import { plural, showFailure, showRetry, showSummary, showWarning } from './messages.ts';

/** Redrawing more often only slows the steps down. */
const SHOW_EVERY_MS = 80;
const TICK_MS = 1000;

const COLOURS = { done: 'green', failed: 'red', 'left-out': 'yellow', running: 'cyan' } as const;

/**
 * Shows a changing picture, for people at a terminal: a heading with the progress, the time and the time left; a row for each
 * step of the file that runs or is done, however many instances it has; the running instances with their progress; and one line
 * for the waiting steps. It fits the terminal and follows its size. Failures are shown in full at the end, when nothing can
 * overwrite them.
 *
 * @param stream standard error, because standard output is for data
 */
export function terminalReporter(
  stream: NodeJS.WriteStream = process.stderr,
  options: { readonly expected?: Expectation; readonly now?: () => number } = {},
): Reporter {
  const { expected = { cores: 1, durationsMs: new Map() }, now = Date.now } = options;
  const screen = new LiveScreen(stream);
  const remarks: string[] = [];
  /** Warnings shown so far: instances of a sweep give the same ones, which are shown once. */
  const warned = new Set<string>();
  let outline: Outline | undefined;
  let groups: readonly Group[] = [];
  let byStep = new Map<string, Group>();
  let reused = 0;
  let began = 0;
  let timer: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;

  function warn(step: string, messages: readonly string[]): void {
    for (const message of messages) {
      if (!warned.has(message)) remarks.push(showWarning(step, message));
      warned.add(message);
    }
  }

  function heading(at: number): string {
    const total = reused + groups.reduce((sum, group) => sum + group.ids.length, 0);
    const ended = reused + groups.reduce((sum, group) => sum + group.ended, 0);
    const left = outline === undefined || ended === total ? undefined : outlook(outline, groups, expected, at);
    const parts = [
      `${printable(outline?.experiment ?? '')}: ${ended} of ${plural(total, 'step')}`,
      wholeSeconds(at - began),
    ];
    return [...parts, ...(left === undefined ? [] : [left])].join(', ');
  }

  function show(): void {
    clearTimeout(timer);
    timer = undefined;
    if (groups.length === 0) return;
    const at = now();
    // The cursor is below the last line, and some terminals wrap a line that is as wide as they are.
    const lines = compose({ heading: heading(at), groups, reused, now: at }, screen.rows - 1);
    screen.draw(lines.map((line) => paint(line, screen.columns - 1)));
  }

  function giveBack(): void {
    screen.release();
  }

  function leave(): void {
    clearInterval(clock);
    clearTimeout(timer);
    stream.off('resize', show);
    process.off('exit', giveBack);
    if (groups.length > 0) giveBack();
  }

  return {
    start(started, foreseen) {
      outline = started;
      ({ groups, reused } = arrange(started, foreseen));
      byStep = new Map(groups.flatMap((group) => group.ids.map((id) => [id, group])));
      began = now();
      if (groups.length === 0) return;
      clock = setInterval(show, TICK_MS).unref();
      stream.on('resize', show);
      process.on('exit', giveBack); // a second Ctrl-C ends the process at once
      show();
    },
    report(event: RunEvent) {
      if (event.type === 'notice') remarks.push(`note: ${printable(event.message)}`);
      else {
        if (event.type === 'failed') remarks.push(showFailure(event.step, event.error));
        if (event.type === 'retried') remarks.push(showRetry(event.step, event.error, event.attempt, event.of));
        if (event.type === 'warned') warn(event.step, [event.message]);
        else byStep.get(event.step)?.take(event, now());
        if (event.type === 'reused') warn(event.step, event.record.warnings ?? []);
      }
      timer ??= setTimeout(show, SHOW_EVERY_MS).unref();
    },
    async end(summary: Summary) {
      show();
      leave();
      for (const remark of remarks) stream.write(`${remark}\n`);
      stream.write(`${showSummary(summary)}\n`);
    },
    leave,
  };
}

/** Groups for the steps with an instance that runs or may run, and how many steps there are beside these. */
function arrange(
  { steps: all }: Outline,
  foreseen: ReadonlyMap<string, Foreseen>,
): { readonly groups: readonly Group[]; readonly reused: number } {
  const steps = new Map<string, OutlinedStep[]>();
  for (const step of all) {
    const group = steps.get(step.name);
    if (group === undefined) steps.set(step.name, [step]);
    else group.push(step);
  }
  let reused = 0;
  const groups: Group[] = [];
  for (const [name, own] of steps) {
    if (own.every(({ id }) => foreseen.get(id)?.action === 'reuse')) reused += own.length;
    else groups.push(new Group(name, own));
  }
  return { groups, reused };
}

/** A line as written: its mark in colour, if colours are wanted. */
function paint(line: Line, columns: number): { readonly text: string; readonly painted: string } {
  const text = lineText(line, columns);
  const colour = line.mark === '' || line.mark === 'waiting' ? undefined : COLOURS[line.mark];
  if (colour === undefined || process.env['NO_COLOR'] !== undefined) return { text, painted: text };
  return { text, painted: styleText(colour, text.slice(0, 1)) + text.slice(1) };
}
