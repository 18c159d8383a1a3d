import type { Bench } from './bench.ts';
import type { Need } from './needs.ts';

/** What trials are about: they are counted by this. */
export const KINDS = [
  'environment',
  'changed after verification',
  'namespaces',
  'unreadable',
  'failing writes',
  'lost answers',
  'strange files',
  'hang-up',
  'lost output',
  'second users',
  'frozen owners',
] as const;

export type Kind = (typeof KINDS)[number];

/** One thing that is done to Assay, and what it must do then. */
export interface Trial {
  readonly kind: Kind;
  /** Names it among those of its kind. */
  readonly name: string;
  /** What the machine must have for it. */
  readonly needs: readonly Need[];
  /** Which promises were broken, in words; none when all were kept. */
  run(bench: Bench): Promise<readonly string[]>;
}

/** What became of the trials of a kind. */
export interface Count {
  trials: number;
  failed: number;
  /** How many were left out, by what the machine lacks. */
  readonly leftOut: Record<string, number>;
}

export interface TrialResults {
  readonly kinds: Readonly<Record<string, Count>>;
  /** `KIND: NAME: what was wrong`. */
  readonly problems: readonly string[];
}

const LANES = 2;
/** How much of a problem is written down: a stack trace and its head. */
const MOST_LETTERS = 2000;

/**
 * Runs trials, two at a time, and counts by kind.
 *
 * @param lacking what this machine lacks, by need; a trial that needs it is left out and counted as such
 */
export async function runTrials(
  trials: readonly Trial[],
  bench: Bench,
  options: {
    readonly lacking: ReadonlyMap<Need, string>;
    readonly tell?: (line: string) => void;
  },
): Promise<TrialResults> {
  const kinds: Record<string, Count> = {};
  const problems: string[] = [];
  const queue = trials.values();
  const lane = async (): Promise<void> => {
    for (const trial of queue) {
      const count = (kinds[trial.kind] ??= { trials: 0, failed: 0, leftOut: {} });
      const lack = trial.needs.map((need) => options.lacking.get(need)).find((reason) => reason !== undefined);
      if (lack !== undefined) {
        count.leftOut[lack] = (count.leftOut[lack] ?? 0) + 1;
        continue;
      }
      const found = await verdictOf(trial, bench);
      count.trials += 1;
      if (found.length === 0) continue;
      count.failed += 1;
      for (const problem of found) {
        problems.push(`${trial.kind}: ${trial.name}: ${problem.slice(0, MOST_LETTERS)}`);
        options.tell?.(problems.at(-1) ?? '');
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { kinds, problems };
}

async function verdictOf(trial: Trial, bench: Bench): Promise<readonly string[]> {
  try {
    return await trial.run(bench);
  } catch (error) {
    return [`the trial itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}
