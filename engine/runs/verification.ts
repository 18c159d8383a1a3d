import { join } from 'node:path';
import type { ArtifactDifference } from '../core/artifact-difference.ts';
import type { Digest } from '../core/digest.ts';
import { isObject, type Json } from '../core/json.ts';
import type { Point } from '../core/stage.ts';
import { writeAtomically } from '../store/local/atomic.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { readRegular } from '../store/local/regular-file.ts';
import { JOURNAL, journalVerified } from './journal.ts';
import type { RunRecord } from './run-record.ts';
import { runFolder } from './runs.ts';

const FILE = 'verified.json';
const LARGEST = 64 * 1024 * 1024;

/** An artifact that was made again. */
export interface CheckedArtifact {
  /** Of the step; `name` and `point` are what it is made of. */
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  readonly port: string;
  readonly kind: string;
  /** `within`: other bytes, but within the tolerance. */
  readonly outcome: 'same' | 'within' | 'different';
  readonly was: Digest;
  readonly now: Digest;
  /** Present where the bytes differ and the kind can be compared. */
  readonly difference?: ArtifactDifference;
}

/** The outcome of rerunning the steps of a run. */
export interface Verification {
  readonly at: string;
  readonly host: Json;
  /** Present when only a sample was rerun: `count` steps, sampled with `seed` from `of`. */
  readonly sample?: { readonly seed: number; readonly count: number; readonly of: number };
  /** By kind of artifact; absent kinds were compared byte for byte. */
  readonly tolerances?: Readonly<Record<string, number>>;
  /** How the keys differed: `runtime.threads 2 -> 4`. Absent when they were the same. */
  readonly conditions?: readonly string[];
  /** In plan order. */
  readonly artifacts: readonly CheckedArtifact[];
}

/** Appends the outcome of a verification to those of its run, and says so in its journal. */
export async function addVerification(store: DiskStore, run: RunRecord, verification: Verification): Promise<void> {
  const verifications = [...readVerifications(store, run), verification];
  const path = join(runFolder(store, run.experiment, run.number), FILE);
  await writeAtomically(path, `${JSON.stringify({ format: 1, verifications }, null, 2)}\n`, store);
  const count = (outcome: CheckedArtifact['outcome']): number =>
    verification.artifacts.filter((artifact) => artifact.outcome === outcome).length;
  const found = { same: count('same'), within: count('within'), different: count('different') };
  journalVerified(join(runFolder(store, run.experiment, run.number), JOURNAL), {
    at: Date.parse(verification.at),
    ...found,
  });
}

/** The verifications of a run, oldest first; none when the file is damaged. */
export function readVerifications(store: DiskStore, run: RunRecord): readonly Verification[] {
  try {
    const path = join(runFolder(store, run.experiment, run.number), FILE);
    const value: unknown = JSON.parse(readRegular(path, LARGEST).toString('utf8'));
    if (!isObject(value) || value['format'] !== 1 || !Array.isArray(value['verifications'])) return [];
    return (value['verifications'] as unknown[]).filter(isWhole);
  } catch {
    return [];
  }
}

function isWhole(value: unknown): value is Verification {
  return isObject(value) && typeof value['at'] === 'string' && Array.isArray(value['artifacts']);
}

/** How many of a run's artifacts have been verified, and with what outcome. */
export interface Badge {
  readonly same: number;
  readonly within: number;
  readonly different: number;
  /** All artifacts of the run, verified or not. */
  readonly of: number;
}

/**
 * Returns the newest outcome of each artifact of a run; undefined for a run that was never verified. An outcome under the run's
 * own keys counts before one under others, on another processor or with other code. A difference under other keys says nothing
 * against the run, so it does not count at all.
 */
export function badgeOf(run: RunRecord, verifications: readonly Verification[]): Badge | undefined {
  if (verifications.length === 0) return undefined;
  const outcomes = new Map<string, CheckedArtifact['outcome']>();
  for (const { artifacts } of verifications.filter(({ conditions }) => conditions !== undefined))
    for (const each of artifacts) if (each.outcome !== 'different') outcomes.set(artifactName(each), each.outcome);
  for (const { artifacts } of verifications.filter(({ conditions }) => conditions === undefined))
    for (const each of artifacts) outcomes.set(artifactName(each), each.outcome);
  const count = (outcome: CheckedArtifact['outcome']): number =>
    [...outcomes.values()].filter((each) => each === outcome).length;
  const of = run.steps.reduce((sum, step) => sum + Object.keys(step.outputs ?? {}).length, 0);
  return { same: count('same'), within: count('within'), different: count('different'), of };
}

/** `training.history`: the name of an artifact for people. */
export function artifactName({ id, port }: Pick<CheckedArtifact, 'id' | 'port'>): string {
  return `${id}.${port}`;
}

/** `24/24`, `5/24`, `24/24 (3 within)`, `22/24 (2 differ)`; `-` for a run that was never verified. */
export function showBadge(badge: Badge | undefined): string {
  if (badge === undefined) return '-';
  const { same, within, different, of } = badge;
  const remarks = [
    ...(within > 0 ? [`${within} within`] : []),
    ...(different > 0 ? [`${different} ${different === 1 ? 'differs' : 'differ'}`] : []),
  ];
  return `${same + within}/${of}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`;
}

/** `<time> on <machine>: 4 of 4 artifacts the same`, then how they were chosen and compared: one line of `show`. */
export function showVerification({ at, host, artifacts, sample, conditions }: Verification): string {
  const count = (outcome: CheckedArtifact['outcome']): number =>
    artifacts.filter((artifact) => artifact.outcome === outcome).length;
  const [within, different] = [count('within'), count('different')];
  const first = artifacts.find((artifact) => artifact.outcome === 'different');
  const sizes = artifacts.map(({ outcome, difference }) => (outcome === 'within' ? (difference?.size ?? 0) : 0));
  const machine = isObject(host) && typeof host['name'] === 'string' ? ` on ${host['name']}` : '';
  const parts = [
    `${count('same')} of ${artifacts.length} artifacts the same`,
    ...(within > 0 ? [`${within} within tolerance, by at most ${Math.max(...sizes).toPrecision(2)}`] : []),
    ...(first === undefined ? [] : [`${different} different, the first ${artifactName(first)}`]),
    ...(sample === undefined ? [] : [`${sample.count} of ${sample.of} steps, sampled with seed ${sample.seed}`]),
    ...(conditions === undefined ? [] : [`with ${conditions.join(', ')}`]),
  ];
  return `${at}${machine}: ${parts.join('; ')}`;
}
