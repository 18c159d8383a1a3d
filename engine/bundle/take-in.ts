import { isDeepStrictEqual } from 'node:util';
import { parseDigest, type Digest } from '../core/digest.ts';
import { StageFailure } from '../core/failure.ts';
import { isObject } from '../core/json.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import { foreignRun, keepNotes } from '../runs/foreign-run.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { checkFileName } from '../runs/publish.ts';
import { adoptRun, checkExperimentName, listRuns } from '../runs/runs.ts';
import { wrongWithForeign } from '../store/check-record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { receive } from '../store/remote/receive.ts';
import { handedOverRun } from './hand-over.ts';
import type { OpenBundle } from './open.ts';
import { FOLDERS, PLACES } from './places.ts';

/** The run in this store, and what the bundle brought. */
export interface TakenIn {
  readonly run: RunRecord;
  /** Whether it was here before. */
  readonly known: boolean;
  readonly objects: number;
  readonly bytes: number;
}

/** What a bundle has, believed. */
export interface BundleContent {
  readonly run: RunRecord;
  readonly records: readonly StepRecord[];
}

/**
 * Reads the run and the records of a bundle, and checks that they belong together: each record to its key, each artifact that one names
 * to a file, each result of the run to a record. Writes nothing.
 *
 * @throws StageFailure, with the name of the file; UsageError for names that no run can have
 */
export async function readContent(bundle: OpenBundle): Promise<BundleContent> {
  const run = foreignRun(await bundle.json(PLACES.run));
  if (run === undefined) throw wrong(PLACES.run, 'is no record of a run of this version of Assay');
  checkExperimentName(run.experiment);
  for (const { file } of run.outputs) checkFileName(file);
  const artifacts = new Map(
    [...bundle.files].flatMap(([path, { digest, bytes }]) =>
      path.startsWith(FOLDERS.artifacts) ? [[digest, bytes] as const] : [],
    ),
  );
  const lacks = (outputs: Readonly<Record<string, ArtifactRef>>): string | undefined =>
    Object.entries(outputs).find(([, { digest, bytes }]) => artifacts.get(digest) !== bytes)?.[0];
  const records = new Map<Digest, StepRecord>();
  for (const path of bundle.files.keys()) {
    if (!path.startsWith(FOLDERS.records)) continue;
    const key = parseDigest(`sha256:${path.slice(FOLDERS.records.length).replace(/\.json$/, '')}`);
    const record = await bundle.json(path);
    if (key === undefined || !isObject(record)) throw wrong(path, 'is no record of a result');
    const fault = wrongWithForeign(record, key);
    if (fault !== undefined) throw wrong(path, fault);
    const known = record as unknown as StepRecord;
    const missing = lacks(known.outputs);
    if (missing !== undefined) throw wrong(path, `names an artifact at "${missing}" that is not in the bundle`);
    records.set(key, known);
  }
  for (const { id, action, key, outputs = {} } of run.steps) {
    if (action !== 'finished' && action !== 'reused') continue;
    if (key === undefined || !isDeepStrictEqual(records.get(key)?.outputs, outputs))
      throw wrong(PLACES.run, `has a result of ${id} that no record has`);
  }
  return { run, records: [...records.values()] };
}

function wrong(path: string, why: string): StageFailure {
  return new StageFailure(`The bundle is refused: ${path} ${why}`, {
    hint: 'Nothing was taken from it. Ask whoever made the bundle for it again, with this version of Assay.',
  });
}

/**
 * Puts the artifacts and records of a bundle into a store, and then its run, under the next number of its experiment. Each artifact is
 * hashed once more while it is written.
 *
 * @param name of the bundle, for the record of the run
 * @throws StageFailure when the store cannot be written
 */
export async function takeIn(
  store: DiskStore,
  bundle: OpenBundle,
  { run, records }: BundleContent,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<TakenIn> {
  const amount = await takeObjects(store, bundle, records, signal);
  for (const record of records) await store.records.put(withOurs(store, record));
  const here = listRuns(store, run.experiment).find((each) => isSame(each, run));
  if (here !== undefined) return { run: here, known: true, ...amount };
  const pulled = {
    from: name,
    name: `${run.experiment}@${run.number}`,
    number: run.number,
    at: new Date().toISOString(),
  };
  const adopted = await adoptRun(store, { ...run, pulled });
  if (bundle.files.has(PLACES.notes)) await keepNotes(store, adopted, await bundle.json(PLACES.notes));
  return { run: adopted, known: false, ...amount };
}

/** Brings the artifacts that the store lacks. */
async function takeObjects(
  store: DiskStore,
  bundle: OpenBundle,
  records: readonly StepRecord[],
  signal: AbortSignal,
): Promise<Pick<TakenIn, 'objects' | 'bytes'>> {
  const paths = new Map([...bundle.files].map(([path, { digest }]) => [digest, path] as const));
  const brought = new Map<Digest, ArtifactRef>();
  const wanted = records.flatMap(({ outputs }) => Object.values(outputs));
  for (const ref of new Map(wanted.map((each) => [each.digest, each])).values()) {
    signal.throwIfAborted();
    const path = paths.get(ref.digest);
    if (path === undefined || (await store.objects.open(ref)) !== undefined) continue;
    await store.objects.receive(ref, async (file) => {
      await receive(await bundle.read(path), file, ref);
    });
    brought.set(ref.digest, ref);
  }
  await store.objects.flush(brought.values());
  const bytes = [...brought.values()].reduce((sum, ref) => sum + ref.bytes, 0);
  return { objects: brought.size, bytes };
}

/** Checkpoints of this store and of the bundle have one record; a result that is here, whole, stays as it is. */
function withOurs(store: DiskStore, record: StepRecord): StepRecord {
  const ours = store.records.use(record.key);
  if (ours === undefined) return record;
  const isWhole = Object.values(ours.outputs).every((ref) => store.objects.has(ref));
  return isWhole ? { ...ours, outputs: { ...record.outputs, ...ours.outputs } } : record;
}

/** Whether two records are of one run: it began at the same time in the same process, whether or not its machine has a name. */
function isSame(here: RunRecord, run: RunRecord): boolean {
  if (here.startedAt !== run.startedAt) return false;
  return isDeepStrictEqual(here.process, run.process) || isDeepStrictEqual(handedOverRun(here).process, run.process);
}
