import { deriveSeed } from '../../../engine/core/seed.ts';
import { changedFiles, changes } from './changes.ts';
import { environments } from './environments.ts';
import { failingWrites, lostAnswers, unreadable } from './errors.ts';
import { frozenOwners } from './frozen.ts';
import { hangUps } from './hang-up.ts';
import { lostOutputs } from './lost-output.ts';
import { namespaces } from './namespaces.ts';
import { strangeFiles } from './strange-files.ts';
import type { Trial } from './trial.ts';
import { users } from './users.ts';

/** Every trial there is. */
export function allTrials(): readonly Trial[] {
  return [
    ...environments(),
    ...changes(),
    ...changedFiles(),
    ...namespaces(),
    ...unreadable(),
    ...failingWrites(),
    ...lostAnswers(),
    ...strangeFiles(),
    ...hangUps(),
    ...lostOutputs(),
    ...users(),
    ...frozenOwners(),
  ];
}

/** At most so many trials of each kind, drawn by the seed, in an order that is drawn too. */
export function drawTrials(trials: readonly Trial[], most: number, seed: number): readonly Trial[] {
  const taken = new Map<string, number>();
  const drawn = trials
    .map((trial) => ({ trial, at: deriveSeed(seed, trial.kind, trial.name) }))
    .sort((a, b) => a.at - b.at)
    .map(({ trial }) => trial);
  return drawn.filter(({ kind }) => {
    const count = (taken.get(kind) ?? 0) + 1;
    taken.set(kind, count);
    return count <= most;
  });
}
