import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseDigest, type Digest } from '../core/digest.ts';
import type { StepRecord } from '../core/record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { Unreadable } from '../store/local/unreadable.ts';
import { walk } from '../store/local/walk.ts';
import { breather } from '../execute/breather.ts';
import { journalPath } from './history.ts';
import type { RunName } from './notes.ts';
import { journalFault } from './read-journal.ts';
import { listExperiments, runFiles } from './runs.ts';

/** What a check of a store found, and what has to be made again. */
export interface Findings {
  readonly objects: Count & { readonly bytes: number };
  readonly records: Count;
  readonly runs: Count;
  /** A sentence for every damaged file: what it was, what was wrong, where it went. */
  readonly damage: readonly string[];
  /** A sentence for every unreadable file. It was left alone, and may be intact. */
  readonly unreadable: readonly string[];
  /** Why the ctime of files in the store cannot be trusted, so that each object is hashed at each use; else null. */
  readonly untrusted: string | null;
  /** Intact records with outputs that are lost. */
  readonly missing: readonly Missing[];
  /** The newest runs that had the lost results, and the steps these belong to. */
  readonly rebuild: readonly Rebuild[];
}

interface Count {
  readonly checked: number;
  readonly damaged: number;
}

export interface Missing {
  readonly key: Digest;
  readonly stage: string;
  readonly outputs: readonly string[];
}

export interface Rebuild {
  readonly experiment: string;
  readonly run: number;
  /** The experiment's file as the user named it then. */
  readonly file: string;
  readonly steps: readonly string[];
}

/**
 * Checks every object against its digest, whatever the index says, then every record, every `run.json` and every journal. Moves damaged files
 * to quarantine, and files that do not belong into these folders; reports unreadable files and leaves them alone. Needs the
 * same memory for any number of objects. Runs may go on meanwhile.
 *
 * @param tell called with how many bytes of the objects are done, of how many
 */
export async function fsck(store: DiskStore, tell: (done: number, total: number) => void): Promise<Findings> {
  const damage: string[] = [];
  const unreadable: string[] = [];
  store.notices.listen((message) => damage.push(message));
  const left = (error: Unreadable): void => void unreadable.push(`${error.message}. ${error.hint ?? ''}`);
  const objects = await checkObjects(store, tell, left);
  const broken = new Set<Digest>();
  const missing: Missing[] = [];
  const records = await checkRecords(store, { broken, missing, left });
  const runs = checkRuns(store, left);
  const lost = new Set([...broken, ...missing.map(({ key }) => key)]);
  const proof = await store.verified.proof();
  const untrusted = typeof proof === 'string' ? proof : null;
  const rebuild = lost.size === 0 ? [] : rebuildOf(store, lost);
  return { objects, records, runs, damage, unreadable, untrusted, missing, rebuild };
}

async function checkObjects(
  store: DiskStore,
  tell: (done: number, total: number) => void,
  left: (error: Unreadable) => void,
): Promise<Findings['objects']> {
  const folder = join(store.root, 'objects', 'sha256');
  const breathe = breather();
  let total = 0;
  for (const { path } of walk(folder, '', () => undefined)) {
    total += sizeOf(path);
    await breathe();
  }
  let [checked, damaged, bytes] = [0, 0, 0];
  for (const { path, hex } of walk(folder, '', left)) {
    const size = sizeOf(path);
    checked += 1;
    if (hex === undefined) {
      store.quarantine.take(path, `The file ${path}`, 'is no object');
      damaged += 1;
    } else if (await readably(() => store.objects.verify(digestOfHex(hex)), left)) damaged += 1;
    bytes += size;
    tell(bytes, Math.max(total, bytes));
    await breathe();
  }
  return { checked, damaged, bytes };
}

/** Whether something is wrong; an unreadable file is not. */
async function readably(
  verify: () => Promise<string | undefined>,
  left: (error: Unreadable) => void,
): Promise<boolean> {
  try {
    return (await verify()) !== undefined;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    left(error);
    return false;
  }
}

async function checkRecords(
  store: DiskStore,
  {
    broken,
    missing,
    left,
  }: { readonly broken: Set<Digest>; readonly missing: Missing[]; readonly left: (error: Unreadable) => void },
): Promise<Count> {
  const breathe = breather();
  let [checked, damaged] = [0, 0];
  for (const { path, hex } of walk(join(store.root, 'actions'), '.json', left)) {
    checked += 1;
    if (hex === undefined) {
      store.quarantine.take(path, `The file ${path}`, 'is no record');
      damaged += 1;
      continue;
    }
    const key = digestOfHex(hex);
    let record: StepRecord | undefined;
    try {
      record = store.records.inspect(key) ?? store.records.get(key);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      left(error);
      continue;
    }
    if (record === undefined) {
      damaged += 1;
      broken.add(key);
      continue;
    }
    const outputs = lostOutputs(store, record);
    // `assay gc` deletes a record before its objects, so a record that is gone by now has lost nothing.
    if (outputs.length > 0 && existsSync(path)) missing.push({ key, stage: record.fingerprint.stage, outputs });
    await breathe();
  }
  return { checked, damaged };
}

function lostOutputs(store: DiskStore, record: StepRecord): readonly string[] {
  return Object.entries(record.outputs).flatMap(([port, ref]) => (store.objects.has(ref) ? [] : [port]));
}

function checkRuns(store: DiskStore, left: (error: Unreadable) => void): Count {
  let [checked, damaged] = [0, 0];
  for (const experiment of listExperiments(store)) {
    for (const { number, path, run, unreadable } of runFiles(store, experiment)) {
      checked += 1;
      if (unreadable !== undefined) left(unreadable);
      if (checkJournal(store, { experiment, number })) damaged += 1;
      if (run !== undefined || unreadable !== undefined) continue;
      damaged += 1;
      store.quarantine.take(path, `The record of run ${number} of ${experiment}`, 'is not a valid record');
    }
  }
  return { checked, damaged };
}

/** Moves a damaged journal to quarantine, and returns whether it did; leaves an unreadable one alone. */
function checkJournal(store: DiskStore, run: RunName): boolean {
  const path = journalPath(store, run);
  let fault: string | undefined;
  try {
    fault = journalFault(path);
  } catch {
    return false; // Whoever may not read the journal may not read the record either, and that is told.
  }
  if (fault === undefined) return false;
  store.quarantine.take(path, `The journal of run ${run.number} of ${run.experiment}`, fault);
  return true;
}

/** Finds where the lost keys were last used: the newest run of each experiment that had them. */
function rebuildOf(store: DiskStore, lost: ReadonlySet<Digest>): readonly Rebuild[] {
  const rebuild: Rebuild[] = [];
  for (const experiment of listExperiments(store)) {
    const told = new Set<Digest>();
    for (const { run } of runFiles(store, experiment)) {
      if (run === undefined) continue;
      const steps = run.steps.filter(({ key }) => key !== undefined && lost.has(key) && !told.has(key));
      for (const { key } of steps) if (key !== undefined) told.add(key);
      if (steps.length > 0)
        rebuild.push({ experiment, run: run.number, file: run.file, steps: steps.map(({ id }) => id) });
    }
  }
  return rebuild;
}

function digestOfHex(hex: string): Digest {
  const digest = parseDigest(`sha256:${hex}`);
  if (digest === undefined) throw new Error(`Internal error: ${hex} is no digest`);
  return digest;
}

function sizeOf(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0; // Gone, or in an unreadable folder.
  }
}
