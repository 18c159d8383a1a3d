import { shortDigest, type Digest } from '../core/digest.ts';
import { canonical, type Json, type JsonObject } from '../core/json.ts';
import type { BundleEntry } from './entry.ts';
import type { BundledRecord, BundleParts } from './parts.ts';
import { FOLDERS, PLACES } from './places.ts';

/** https://www.researchobject.org/ro-crate/specification/1.1 */
const SPECIFICATION = 'https://w3id.org/ro/crate/1.1';
/** https://www.researchobject.org/workflow-run-crate/profiles/process_run_crate: a `CreateAction` for each step that has run. */
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';

type Reference = { readonly '@id': string };

/** RO-Crate metadata of a bundle, as JSON-LD. */
export function crateOf(parts: BundleParts): JsonObject {
  const { run, records, files, version, author } = parts;
  const steps = records.filter(({ isCheckpoint }) => !isCheckpoint);
  const failed = run.steps.filter(({ error }) => error !== undefined);
  const actions = [...steps.map(({ step }) => step), ...failed];
  const stages = [...new Set(actions.map(({ stage }) => stage))];
  const graph: readonly JsonObject[] = [
    { '@id': PLACES.crate, '@type': 'CreativeWork', about: to('./'), conformsTo: to(SPECIFICATION) },
    { ...rootOf(parts), mentions: actions.map(({ id }) => to(actionId(id))) },
    { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
    licenceOf(parts),
    ...(author === undefined ? [] : [{ '@id': AUTHOR, '@type': 'Person', name: author }]),
    { '@id': '#assay', '@type': 'SoftwareApplication', name: 'Assay', softwareVersion: version },
    ...stages.map((stage) => ({
      '@id': stageId(stage),
      '@type': 'SoftwareApplication',
      name: `Assay, stage ${stage}`,
      softwareVersion: version,
      isPartOf: to('#assay'),
    })),
    ...files.map(fileEntity),
    ...steps.map((step) => ({ ...action(step, files), ...(author !== undefined && { agent: to(AUTHOR) }) })),
    ...steps.map(({ step, record }) => ({
      '@id': parametersId(step.id),
      '@type': 'PropertyValue',
      name: `Parameters of ${step.id}`,
      value: canonical(record.fingerprint.params),
    })),
    ...failed.map(({ id, stage, error }) => failure(id, stage, error?.message ?? '')),
  ];
  const context = [`${SPECIFICATION}/context`, 'https://w3id.org/ro/terms/workflow-run/context'];
  return { '@context': context, '@graph': graph };
}

function rootOf({ run, files, author }: BundleParts): JsonObject {
  const description = run.source['description'];
  const title = `Run ${run.number} of the experiment ${run.experiment}`;
  return {
    '@id': './',
    '@type': 'Dataset',
    name: title,
    description: typeof description === 'string' ? description.trim() : `${title}, with everything that it needs.`,
    datePublished: run.startedAt.slice(0, 10),
    conformsTo: to(PROFILE),
    license: to(LICENCE),
    ...(author !== undefined && { author: to(AUTHOR) }),
    hasPart: files.map(({ path }) => to(fileId(path))),
  };
}

const LICENCE = '#licence';
const AUTHOR = '#author';

function licenceOf({ license, licences }: BundleParts): JsonObject {
  const data = Object.entries(licences).map(([name, { licence }]) => `${name}: ${licence}`);
  return {
    '@id': LICENCE,
    '@type': 'CreativeWork',
    name: license ?? 'No licence is stated',
    description: [`Data in this bundle have licences of their own (${PLACES.licences}).`, ...data].join(' '),
    ...(license !== undefined && URL.canParse(license) && { url: license }),
  };
}

/** By the ending of a file: what most endings in a bundle mean. */
const FORMATS: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  md: 'text/markdown',
  png: 'image/png',
  svg: 'image/svg+xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

function fileEntity({ path, name, bytes, digest }: BundleEntry): JsonObject {
  const format = FORMATS[path.replace(/^.*\./, '').toLowerCase()] ?? 'application/octet-stream';
  return {
    '@id': fileId(path),
    '@type': 'File',
    name,
    contentSize: String(bytes),
    sha256: digest.replace('sha256:', ''),
    encodingFormat: format,
  };
}

/** What a step did: which files it took, with which parameters, and which it made. */
function action({ step, record }: BundledRecord, files: readonly BundleEntry[]): JsonObject {
  const { fingerprint, outputs, startedAt, durationMs } = record;
  const inputs = Object.values(fingerprint.inputs).flatMap((links) => links.map(({ digest }) => digest));
  const read = Object.values(fingerprint.files ?? {}).filter((digest) => digest !== null);
  const [artifacts, project] = [FOLDERS.artifacts, FOLDERS.project].map((folder) => placesOf(files, folder));
  const object = [
    ...inputs.flatMap((digest) => artifacts?.get(digest) ?? []),
    ...read.flatMap((digest) => project?.get(digest) ?? []),
  ];
  const result = Object.values(outputs).flatMap(({ digest }) => artifacts?.get(digest) ?? []);
  return {
    '@id': actionId(step.id),
    '@type': 'CreateAction',
    name: step.id,
    identifier: record.key,
    description: `The step ${step.id}, key ${shortDigest(record.key)}`,
    instrument: to(stageId(step.stage)),
    object: distinct([...object, to(parametersId(step.id))]),
    result: distinct(result),
    startTime: inSeconds(Date.parse(startedAt)),
    endTime: inSeconds(Date.parse(startedAt) + durationMs),
    actionStatus: 'http://schema.org/CompletedActionStatus',
  };
}

/** ISO 8601 without fractions, which some readers of crates do not know. */
function inSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

function failure(id: string, stage: string, error: string): JsonObject {
  return {
    '@id': actionId(id),
    '@type': 'CreateAction',
    name: id,
    instrument: to(stageId(stage)),
    actionStatus: 'http://schema.org/FailedActionStatus',
    error,
  };
}

const places = new WeakMap<readonly BundleEntry[], Map<string, ReadonlyMap<Digest, Reference>>>();

/** The files of a folder by digest; made once, because a sweep asks for each of its steps. */
function placesOf(files: readonly BundleEntry[], folder: string): ReadonlyMap<Digest, Reference> {
  const known = places.get(files) ?? new Map<string, ReadonlyMap<Digest, Reference>>();
  places.set(files, known);
  const found =
    known.get(folder) ??
    new Map(
      files.flatMap(({ path, digest }) => (path.startsWith(folder) ? [[digest, to(fileId(path))] as const] : [])),
    );
  known.set(folder, found);
  return found;
}

/** Each reference once; a single one stands alone, as RO-Crate recommends. */
function distinct(references: readonly Reference[]): Json {
  const found = [...new Map(references.map((each) => [each['@id'], each] as const)).values()];
  return found.length === 1 ? (found[0] ?? []) : found;
}

function to(id: string): Reference {
  return { '@id': id };
}

/** A path as a relative reference: brackets and other signs of ids of steps have a meaning in one. */
function fileId(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function actionId(step: string): string {
  return `#step-${encodeURIComponent(step)}`;
}

function parametersId(step: string): string {
  return `#parameters-${encodeURIComponent(step)}`;
}

function stageId(stage: string): string {
  return `#stage-${encodeURIComponent(stage)}`;
}
