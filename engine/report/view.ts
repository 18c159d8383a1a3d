import type { Group } from './group.ts';
import { fit } from './width.ts';
import { plural } from './messages.ts';

/** A line of the picture; its mark says what it is about. */
export interface Line {
  readonly mark: '' | 'done' | 'failed' | 'left-out' | 'running' | 'waiting';
  readonly text: string;
}

const SIGNS: Readonly<Record<Line['mark'], string>> = {
  '': '',
  done: '✔ ',
  failed: '✖ ',
  'left-out': '- ',
  running: '▸ ',
  waiting: '  ',
};

/** The input of the picture. */
export interface Scene {
  /** `quickstart 3/12 steps, 42 s, about 2 min left`. */
  readonly heading: string;
  readonly groups: readonly Group[];
  /** Steps that need not run and have no row. */
  readonly reused: number;
  readonly now: number;
}

/**
 * Returns the picture of a run in at most `rows` lines: a heading, what is done, what runs, and one line for what waits. What
 * runs is always shown; what is done gives way to it, the oldest first and failures last.
 */
export function compose(scene: Scene, height: number): readonly Line[] {
  const waiting = waitingLine(scene.groups);
  const tail = waiting === undefined ? [] : [waiting];
  const space = Math.max(1, height - 1 - tail.length);
  const running = cut(
    scene.groups.flatMap((group) => (group.phase === 'running' ? runningLines(group, scene.now) : [])),
    space,
  );
  const done = folded(doneLines(scene), space - running.length);
  return [{ mark: '', text: scene.heading }, ...done, ...running, ...tail];
}

/** The text of a line, cut to the width of the terminal. */
export function lineText({ mark, text }: Line, columns: number): string {
  return fit(SIGNS[mark] + text, columns);
}

function runningLines(group: Group, now: number): readonly Line[] {
  const instances = group.instances(now);
  const [only] = instances;
  if (group.ids.length === 1 && only !== undefined) return [{ mark: 'running', text: `${group.title()}: ${only}` }];
  return [
    { mark: 'running', text: group.title() },
    ...instances.map((text) => ({ mark: '', text: `    ${text}` }) as const),
  ];
}

function doneLines({ groups, reused }: Scene): readonly Line[] {
  const lines: Line[] = reused > 0 ? [{ mark: 'done', text: `${plural(reused, 'step')} reused` }] : [];
  for (const group of groups) {
    if (group.phase !== 'done') continue;
    lines.push({ mark: group.hasFailed ? 'failed' : group.wasLeftOut ? 'left-out' : 'done', text: group.title() });
  }
  return lines;
}

/** `7 steps wait: similar, curves, sheet`. */
function waitingLine(groups: readonly Group[]): Line | undefined {
  const waiting = groups.filter((group) => group.phase === 'waiting');
  const count = waiting.reduce((sum, group) => sum + group.ids.length, 0);
  if (count === 0) return undefined;
  const names = waiting.map((group) => group.title().replace(/ 0\/\d+$/, '')).join(', ');
  return { mark: 'waiting', text: `${plural(count, 'step')} ${count === 1 ? 'waits' : 'wait'}: ${names}` };
}

/** Returns as many lines as fit; the last one says how many are left out. */
function cut(lines: readonly Line[], space: number): readonly Line[] {
  if (lines.length <= space) return lines;
  const shown = lines.slice(0, Math.max(0, space - 1));
  return [...shown, { mark: '', text: `    and ${lines.length - shown.length} more lines` }];
}

/** Returns the newest lines, and one line for all others; failures come first. */
function folded(lines: readonly Line[], space: number): readonly Line[] {
  if (lines.length <= space) return lines;
  if (space <= 0) return [];
  const failed = last(
    lines.filter(({ mark }) => mark === 'failed'),
    space - 1,
  );
  const others = last(
    lines.filter(({ mark }) => mark !== 'failed'),
    space - 1 - failed.length,
  );
  const kept = new Set([...failed, ...others]);
  const hidden = lines.filter((line) => !kept.has(line));
  const failures = hidden.filter(({ mark }) => mark === 'failed').length;
  const text = `${hidden.length} more done${failures === 0 ? '' : `, ${failures} of them failed`}`;
  return [{ mark: failures === 0 ? 'done' : 'failed', text }, ...lines.filter((line) => kept.has(line))];
}

function last<T>(list: readonly T[], count: number): readonly T[] {
  return count <= 0 ? [] : list.slice(-count);
}
