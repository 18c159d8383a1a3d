import { chmodSync, readFileSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Victim = 'objects' | 'actions' | 'runs' | 'verified' | 'store.json';

/** Where a file is damaged, and how. */
export interface Damage {
  readonly path: string;
  readonly of: Victim;
  readonly how: string;
}

/**
 * Damages one file of a store behind its back.
 *
 * @param draw a number from 0 up to, not including, the one given
 */
export function corrupt(root: string, draw: (below: number) => number): Damage {
  const of = pick<Victim>(
    [
      ['objects', 45],
      ['actions', 30],
      ['runs', 12],
      ['verified', 9],
      ['store.json', 4],
    ],
    draw,
  );
  const files = filesOf(root, of);
  if (files.length === 0) return corrupt(root, draw);
  const path = files[draw(files.length)] ?? '';
  const { size, atime, mtime } = statSync(path);
  chmodSync(path, 0o644);
  if (size === 0) {
    writeFileSync(path, 'x');
    return { path, of, how: 'filled' };
  }
  const how = pick(
    [
      ['a bit flipped', 6],
      ['truncated', 3],
      ['zeroed', 1],
    ] as const,
    draw,
  );
  if (how === 'truncated') truncateSync(path, draw(size));
  else {
    const bytes = readFileSync(path);
    const at = draw(size);
    if (how === 'a bit flipped') bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
    else bytes.fill(0, at);
    writeFileSync(path, bytes);
  }
  // What would fool a check that trusts the time.
  if (draw(2) === 0) utimesSync(path, atime, mtime);
  if (draw(2) === 0) chmodSync(path, 0o444);
  return { path, of, how };
}

function pick<T extends string>(weighted: readonly (readonly [T, number])[], draw: (below: number) => number): T {
  let at = draw(weighted.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [what, weight] of weighted) {
    if (at < weight) return what;
    at -= weight;
  }
  throw new Error('Nothing to draw from');
}

function filesOf(root: string, of: Victim): readonly string[] {
  if (of === 'verified' || of === 'store.json')
    return readdirSync(root).flatMap((name) => (name.startsWith(of) ? [join(root, name)] : []));
  return readdirSync(join(root, of), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (of !== 'runs' || entry.name === 'run.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
