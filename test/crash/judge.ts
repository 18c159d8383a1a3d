import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexOf } from '../../engine/core/digest.ts';
import type { Plan } from '../../engine/core/plan.ts';
import type { WorkerEntry } from '../../engine/execute/world.ts';
import { openStore, type DiskStore } from '../../engine/store/local/disk.ts';
import { expectedOf, type Expected } from './plan.ts';
import { collectGarbage, runPlan, type Ran } from './work.ts';

/** A run that takes longer than this has got stuck: it takes some tenths of a second. */
const STUCK_MS = 30_000;

/** What must not happen, counted. All of them are 0 when the engine keeps its promises. */
export interface Counts {
  /** Published bytes, or bytes that a record promises, are not what the step must come to. */
  wrongHits: number;
  /** A step whose record was there, or was said to be, ran again although nothing of it was damaged. */
  lostSteps: number;
  /** A run waited for a process that is gone, or a lease was left. */
  stuckLocks: number;
  /** Files under tmp/ after gc. */
  leftovers: number;
  /** A run did not come to an end with all of its results. */
  incomplete: number;
  /** Two runs executed the same step, and none was killed. */
  duplicates: number;
  /** A step's process onIgnored the engine by more than some seconds. */
  orphans: number;
  /** A process ended by an error that is none of the user's, or left half a file under a final name. */
  bugs: number;
  /** fsck has not seen a damaged object or record. */
  undetected: number;
}

export function noCounts(): Counts {
  return {
    wrongHits: 0,
    lostSteps: 0,
    stuckLocks: 0,
    leftovers: 0,
    incomplete: 0,
    duplicates: 0,
    orphans: 0,
    bugs: 0,
    undetected: 0,
  };
}

/** Counts, and keeps the first few faults in words. */
export class Verdicts {
  readonly counts: Counts = noCounts();
  readonly problems: string[] = [];

  add(what: keyof Counts, problem: string): void {
    this.counts[what] += 1;
    if (this.problems.length < 40) this.problems.push(`${what}: ${problem}`);
  }
}

/** Ids of the steps whose record lies in the store. */
export function committedSteps(root: string, expected: ReadonlyMap<string, Expected>): Set<string> {
  const committed = new Set<string>();
  for (const [id, { key }] of expected) if (existsSync(recordFile(root, key))) committed.add(id);
  return committed;
}

export function recordFile(root: string, key: Expected['key']): string {
  return join(root, 'actions', hexOf(key).slice(0, 2), `${hexOf(key).slice(2)}.json`);
}

export function objectFile(root: string, digest: Expected['digest']): string {
  return join(root, 'objects', 'sha256', hexOf(digest).slice(0, 2), hexOf(digest).slice(2));
}

/**
 * Runs the plan once more in this process, in a store that something has happened to, then gc, and judges: everything is
 * there, right and tidy, and the steps in `reused` did not run again.
 *
 * @param mended whether damage may be found: after a kill there must be none
 */
export async function recover(
  root: string,
  plan: Plan,
  facts: {
    readonly label: string;
    readonly reused: ReadonlySet<string>;
    readonly mended: boolean;
    readonly worker: WorkerEntry;
    readonly verdicts: Verdicts;
  },
): Promise<void> {
  const { label, verdicts } = facts;
  const expected = expectedOf(plan);
  const notices: string[] = [];
  const store = await openStore(root);
  store.notices.listen((message) => notices.push(message));
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), STUCK_MS);
  try {
    const ran = await runPlan(store, plan, {
      worker: facts.worker,
      signal: abort.signal,
      report: (event) => event.type === 'notice' && notices.push(event.message),
    });
    judgeRun(ran, expected, facts, abort.signal.aborted);
  } catch (error) {
    verdicts.add('incomplete', `${label}: the run after it threw ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
  for (const notice of notices) {
    if (notice.includes(' continues after ')) continue; // as it should after a kill
    if (notice.startsWith('Waiting for run')) verdicts.add('stuckLocks', `${label}: ${notice}`);
    else if (!facts.mended) verdicts.add('bugs', `${label}: damage after a kill: ${notice}`);
  }
  await judgeStore(store, expected, label, verdicts);
}

function judgeRun(
  { results, folder }: Ran,
  expected: ReadonlyMap<string, Expected>,
  { label, reused, verdicts }: Parameters<typeof recover>[2],
  stuck: boolean,
): void {
  if (stuck) verdicts.add('stuckLocks', `${label}: the run after it came to no end`);
  for (const [id, { action, ...rest }] of results) {
    if (action !== 'reused' && action !== 'finished')
      verdicts.add('incomplete', `${label}: ${id} ${action} ${'error' in rest ? String(rest.error) : ''}`);
    else if (action === 'finished' && reused.has(id)) verdicts.add('lostSteps', `${label}: ${id} ran again`);
  }
  comparePublished(folder, expected, label, verdicts);
}

/** Every output of a run is published; a file that is not there is incomplete, other bytes are a wrong hit. */
export function comparePublished(
  folder: string,
  expected: ReadonlyMap<string, Expected>,
  label: string,
  verdicts: Verdicts,
): void {
  for (const [id, { text }] of expected) {
    const path = join(folder, `${id}.txt`);
    if (!existsSync(path)) verdicts.add('incomplete', `${label}: ${id} was not published`);
    else if (readFileSync(path, 'utf8') !== text) verdicts.add('wrongHits', `${label}: ${id} was published wrong`);
  }
}

async function judgeStore(
  store: DiskStore,
  expected: ReadonlyMap<string, Expected>,
  label: string,
  verdicts: Verdicts,
): Promise<void> {
  for (const [id, { key, digest }] of expected) {
    const ref = store.records.get(key)?.outputs['out'];
    if (ref !== undefined && ref.digest !== digest) verdicts.add('wrongHits', `${label}: the record of ${id} is wrong`);
  }
  await collectGarbage(store);
  await store.close();
  for (const [id, { key, digest }] of expected) {
    if (!existsSync(recordFile(store.root, key)) || !existsSync(objectFile(store.root, digest)))
      verdicts.add('lostSteps', `${label}: gc has removed ${id}`);
  }
  judgeTidy(store.root, label, verdicts);
}

/** After gc, with nobody at work: no temporary file, no lease. */
function judgeTidy(root: string, label: string, verdicts: Verdicts): void {
  const left = namesIn(join(root, 'tmp'));
  if (left.length > 0) verdicts.add('leftovers', `${label}: tmp/${left.join(', tmp/')}`);
  const leases = namesIn(join(root, 'leases'));
  if (leases.length > 0) verdicts.add('stuckLocks', `${label}: leases/${leases.join(', leases/')}`);
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
