import { hexOf, shortDigest, type Digest } from '../core/digest.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import type { Stage } from '../core/stage.ts';
import { datasetSources } from '../document/provenance.ts';
import type { Sources } from '../document/sources.ts';
import { lastingCheckpoints } from '../plan/checkpoint-key.ts';
import { readNotes } from '../runs/notes.ts';
import { resultsOf } from '../runs/push.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { readVerifications } from '../runs/verification.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { jsonEntry, plainName, textEntry, type BundleEntry } from './entry.ts';
import { crateOf } from './crate.ts';
import { handedOverRecord, handedOverRun } from './hand-over.ts';
import type { BundledRecord, BundleParts, DataTerms, LeftFile } from './parts.ts';
import { FOLDERS, PLACES } from './places.ts';
import { readmeOf } from './readme.ts';

/** What the project of a run gives to its bundle. */
export interface ProjectFiles {
  /** Below `project/`; among them the experiment file. */
  readonly entries: readonly BundleEntry[];
  /** The experiment file, relative to the project. */
  readonly file: string;
  /** Files that steps have read and that are left out, by the path under which the step looks for them. */
  readonly left: readonly LeftFile[];
}

export interface GatherOptions extends Pick<Sources, 'terms' | 'version'>, Pick<BundleParts, 'license' | 'author'> {
  readonly project: ProjectFiles;
  /** Stages by name, to know which have checkpoints. */
  readonly stages: Readonly<Record<string, Stage>>;
}

/**
 * Everything that a bundle of a run contains, in the order of the zip file.
 *
 * @throws UsageError when the run is going on; StageFailure when a result of it is gone
 */
export function gatherBundle(
  store: DiskStore,
  whole: RunRecord,
  { project, stages, license, author, terms, version }: GatherOptions,
): readonly BundleEntry[] {
  const records = recordsOf(store, whole, stages);
  const run = { ...handedOverRun(whole), file: project.file };
  const artifacts = artifactEntries(records);
  const licences: Readonly<Record<string, DataTerms>> = Object.fromEntries(
    datasetSources(run).map(([name, source]) => {
      const known = Object.hasOwn(terms, source) ? terms[source] : undefined;
      return [name, { source, ...(known ?? { licence: 'unknown to Assay' }) }];
    }),
  );
  const notes = readNotes(store, whole);
  const told = notes !== undefined && (notes.tags.length > 0 || notes.note !== undefined);
  const verifications = readVerifications(store, whole).map((each) => ({ ...each, host: {} }));
  const files: readonly BundleEntry[] = [
    jsonEntry(PLACES.run, 'The record of the run', run),
    ...(told ? [jsonEntry(PLACES.notes, 'Tags and note of the run', { format: 1, ...notes })] : []),
    ...(verifications.length > 0
      ? [jsonEntry(PLACES.verified, 'Verifications of the run', { format: 1, verifications })]
      : []),
    jsonEntry(PLACES.plan, 'What each step was made of', planOf(records)),
    jsonEntry(PLACES.environment, 'Machine, numeric backend and versions', environmentOf(run, records, version)),
    jsonEntry(PLACES.licences, 'Licences of the data', { bundle: license ?? 'not stated', datasets: licences }),
    ...records.map(({ record, step, isCheckpoint }) =>
      jsonEntry(
        recordPath(record),
        `Record of ${isCheckpoint ? 'the checkpoints' : 'the result'} of ${step.id}`,
        handedOverRecord(record),
      ),
    ),
    ...project.entries,
    ...artifacts,
  ];
  const parts = { run, records, files, license, author, licences, version, left: project.left };
  const readme = textEntry(PLACES.readme, 'What is in this bundle and how to use it', readmeOf(parts));
  const crate = jsonEntry(PLACES.crate, 'RO-Crate metadata', crateOf({ ...parts, files: [readme, ...files] }));
  const all = [crate, readme, ...files];
  const lines = all.map(({ path, digest }) => `${hexOf(digest)}  ${path}\n`).toSorted();
  return [crate, textEntry(PLACES.manifest, 'Digest of every file', lines.join('')), readme, ...files];
}

function recordPath({ key }: StepRecord): string {
  return `${FOLDERS.records}${hexOf(key)}.json`;
}

/** The records of a run's results and checkpoints, each once. */
function recordsOf(
  store: DiskStore,
  run: RunRecord,
  stages: Readonly<Record<string, Stage>>,
): readonly BundledRecord[] {
  const found = new Map<Digest, BundledRecord>();
  for (const { step, record } of resultsOf(store, run)) {
    // A result that was made again since, and differs, is not what this run had.
    found.set(record.key, {
      step,
      record: { ...record, outputs: step.outputs ?? record.outputs },
      isCheckpoint: false,
    });
    const stage = stages[record.fingerprint.stage];
    const checkpoints = stage && lastingCheckpoints(store.records, { stage }, record.fingerprint);
    if (checkpoints !== undefined) found.set(checkpoints.key, { step, record: checkpoints, isCheckpoint: true });
  }
  return [...found.values()];
}

/** Each artifact once, under the name of the step that is the first to have it. */
function artifactEntries(records: readonly BundledRecord[]): readonly BundleEntry[] {
  const found = new Map<Digest, BundleEntry>();
  for (const { step, record, isCheckpoint } of records) {
    for (const [port, artifact] of Object.entries(record.outputs)) {
      if (found.has(artifact.digest)) continue;
      const what = isCheckpoint ? `checkpoint-${port}` : port;
      found.set(artifact.digest, {
        path: artifactPath(step.name, what, artifact),
        digest: artifact.digest,
        bytes: artifact.bytes,
        from: { artifact },
        name: `${step.id}: ${isCheckpoint ? `checkpoint after ${port}` : port} (${artifact.kind})`,
      });
    }
  }
  return [...found.values()];
}

function artifactPath(step: string, port: string, { digest, extension }: ArtifactRef): string {
  return `${FOLDERS.artifacts}${plainName(step)}-${plainName(port)}-${shortDigest(digest)}.${extension}`;
}

/** The plan as it was carried out: of each step its parameters, and which artifacts it read and wrote. */
function planOf(records: readonly BundledRecord[]): object {
  const steps = records.flatMap(({ step, record: { key, fingerprint, outputs }, isCheckpoint }) => {
    if (isCheckpoint) return [];
    const { params, seed, inputs, files } = fingerprint;
    const { id, name, point, stage } = step;
    return [{ id, name, point, stage, key, params, ...(seed !== undefined && { seed }), inputs, files, outputs }];
  });
  return { format: 1, steps };
}

function environmentOf(run: RunRecord, records: readonly BundledRecord[], version: string): object {
  const packages = Object.assign({}, ...records.map(({ record }) => record.fingerprint.code['packages'])) as object;
  const { host, runtime, seed, git } = run;
  return { assay: version, host, runtime, seed, ...(git !== undefined && { commit: git }), packages };
}
