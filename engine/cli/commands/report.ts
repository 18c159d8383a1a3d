import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfBytes } from '../../core/digest.ts';
import { UsageError } from '../../core/failure.ts';
import { isObject } from '../../core/json.ts';
import { reportDocument } from '../../document/document.ts';
import type { ReportDocument } from '../../document/model.ts';
import { reportPage, type PageAssets } from '../../document/page.ts';
import { readNotes } from '../../runs/notes.ts';
import type { RunOutput, RunRecord } from '../../runs/run-record.ts';
import { listExperiments, listRuns, runFolder, wasKilled } from '../../runs/runs.ts';
import { readVerifications } from '../../runs/verification.ts';
import { codeOf, install, writeNew } from '../../store/local/atomic.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { readRegular } from '../../store/local/regular-file.ts';
import type { Application } from '../application.ts';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { EXIT, showBytes, shownPath } from '../output.ts';
import { runAt } from '../references.ts';
import { typedPath } from '../user-folder.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[run]', 'EXPERIMENT or EXPERIMENT@RUN (default: the run that started last)')
    .option('-o, --output <file>', 'the file to write (default: EXPERIMENT-RUN.html in this folder)')
    .addOption(storeOption())
    .addOption(jsonOption());

/**
 * `assay report [EXPERIMENT[@RUN]] [-o FILE]`: writes everything about a run into one HTML file that needs nothing else; with
 * `json`, prints its data without the pictures.
 */
export const report = defineCommand({
  declare,
  help: `Examples:
  assay report                               the run that started last
  assay report quickstart@3 -o quickstart.html
  assay report quickstart --json             the data of the report`,
  run: reportRun,
});

/** @throws UsageError when there is no such run, or the file cannot be written */
async function reportRun(
  reference: string | undefined,
  options: OptionsOf<typeof declare>,
  { terminal, application }: Line,
): Promise<number> {
  return withStore(options.store, async (store) => {
    const run = reference === undefined ? newestRun(store) : await runAt(store, reference);
    const document = await documentOf(run, store, await application());
    if (options.json) {
      terminal.out(JSON.stringify({ ...document, figures: document.figures.map(withoutSource) }, null, 2));
      if (options.output === undefined) return EXIT.done;
    }
    const path = typedPath(options.output ?? `${run.experiment}-${run.number}.html`);
    const page = reportPage(document, readAssets());
    await writePage(path, page);
    const left = document.figures.filter(({ source }) => source === undefined);
    for (const { file, missing } of left) terminal.err(`${file} is left out. ${missing}`);
    for (const gap of document.gaps) terminal.err(`The report lacks something: ${gap}`);
    if (!options.json) terminal.out(`${shownPath(path)} (${showBytes(Buffer.byteLength(page))})`);
    return EXIT.done;
  });
}

function withoutSource({ file, step, port, digest, bytes, missing }: ReportDocument['figures'][number]): object {
  return { file, step, port, digest, bytes, ...(missing !== undefined && { missing }) };
}

/** The run that started last, of any experiment. */
function newestRun(store: DiskStore): RunRecord {
  const newest = listExperiments(store)
    .flatMap((experiment) => listRuns(store, experiment, 1))
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  if (newest !== undefined) return newest;
  throw new UsageError(`There is no run to report in the store at ${store.root}`, {
    hint: 'Run an experiment first, or pass --store DIR: assay run experiments/quickstart.yaml',
  });
}

function documentOf(run: RunRecord, store: DiskStore, application: Application): Promise<ReportDocument> {
  return reportDocument({
    run,
    killed: wasKilled(run),
    notes: readNotes(store, run),
    verifications: readVerifications(store, run),
    recordOf: (key) => store.records.peek(key),
    bytesOf: (output) => bytesOf(run, output, store),
    wordsOf: (output) => wordsOf(run, output, application),
    licences: Object.fromEntries(application.fetch.datasets.map(({ name, licence }) => [name, licence])),
    version: application.version,
  });
}

/** What the stage of a step says of the columns of one of its tables; nothing where it is not there any more. */
function wordsOf(
  run: RunRecord,
  { step, port }: RunOutput,
  { registry }: Application,
): Readonly<Record<string, string>> {
  const made = run.steps.find(({ id }) => id === step);
  const stage = made === undefined ? undefined : registry.stages[made.stage];
  const steps = isObject(run.source['steps']) ? run.source['steps'] : {};
  const params = steps[made?.name ?? ''];
  if (stage === undefined || params === undefined || !isObject(params)) return {};
  try {
    return (stage.outputsOf?.(params) ?? stage.outputs)[port]?.columns ?? {};
  } catch {
    return {}; // A stage of today may not know the parameters of an old run.
  }
}

/** The published copy if it is as the run made it, else the object in the store. */
async function bytesOf(run: RunRecord, output: RunOutput, store: DiskStore): Promise<Uint8Array | undefined> {
  const { artifact, file } = output;
  const published = readWhole(join(runFolder(store, run.experiment, run.number), file), artifact.bytes);
  if (published !== undefined && digestOfBytes(published) === artifact.digest) return published;
  const kept = await store.objects.open(artifact);
  return kept === undefined ? undefined : readWhole(kept, artifact.bytes);
}

function readWhole(path: string, bytes: number): Uint8Array | undefined {
  try {
    return readRegular(path, bytes);
  } catch {
    return undefined; // Gone, or in its place something else.
  }
}

/** What the build has made of the page: beside this file's folder, and of the sources in dist/. */
function readAssets(): PageAssets {
  const folder = import.meta.url.endsWith('.ts') ? '../../../dist/web/' : '../../../web/';
  const read = (name: string): string => readFileSync(new URL(`${folder}${name}`, import.meta.url), 'utf8');
  return { script: read('report.js'), style: read('report.css') };
}

/** Whoever opens the file while it is written sees the old one or the new one. */
async function writePage(path: string, page: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeNew(temporary, page, 0o644);
    await install(temporary, path);
  } catch (cause) {
    const noFolder = codeOf(cause) === 'ENOENT';
    const why = noFolder ? `there is no folder "${dirname(path)}"` : (cause as Error).message;
    throw new UsageError(`Cannot write the report to "${path}": ${why}`, {
      hint: 'Pass -o a file in a folder that exists and that you may write to, for example report.html.',
      cause,
    });
  }
}
