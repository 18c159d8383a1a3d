import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import { comparisonOf, type Compared } from '../../document/comparison.ts';
import { reportDocument } from '../../document/document.ts';
import type { Comparison, Figure, ReportDocument } from '../../document/model.ts';
import { comparisonPage, reportPage, type PageAssets } from '../../document/page.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { codeOf, install, writeNew } from '../../store/local/atomic.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import type { Application } from '../application.ts';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { EXIT, showBytes, shownPath, type Terminal } from '../output.ts';
import { enterProject } from '../project.ts';
import { isRunNumber, newestRun, runAt } from '../references.ts';
import { reportSources } from '../report-sources.ts';
import { typedPath } from '../user-folder.ts';
import { withStore } from '../with-store.ts';

/** More pictures in a row would be too small to compare. */
const MOST_COMPARED = 3;

const declare = (blank: BlankCommand) =>
  blank
    .argument('[run]', 'EXPERIMENT or EXPERIMENT@RUN (default: the run that started last)')
    .option('--compare <runs...>', 'put two or three runs side by side: EXPERIMENT@RUN, or numbers of runs of [run]')
    .option('-o, --output <file>', 'the file to write (default: EXPERIMENT-RUN.html in this folder)')
    .addOption(storeOption())
    .addOption(jsonOption());

type ReportOptions = OptionsOf<typeof declare>;

/**
 * `assay report [EXPERIMENT[@RUN]] [-o FILE]`: writes everything about a run into one HTML file that needs nothing else; with
 * `compare`, what differs between runs, and their figures side by side; with `json`, prints its data without the pictures.
 */
export const report = defineCommand({
  declare,
  help: `Examples:
  assay report                               the run that started last
  assay report quickstart@3 -o quickstart.html
  assay report quickstart --compare 1 3      two runs side by side
  assay report --compare classifier@latest mlp@2 -o nets.html
  assay report quickstart --json             the data of the report`,
  run: reportRun,
});

/** @throws UsageError when there is no such run, or the file cannot be written */
async function reportRun(
  reference: string | undefined,
  options: ReportOptions,
  { terminal, application: load }: Line,
): Promise<number> {
  // Absolute: packs make the process work in the project's folder.
  return withStore(resolve(options.store), async (store) => {
    const runs = await runsOf(store, reference, options.compare);
    const { application, gap } = await withPacks(reference, await load());
    const compared: Compared[] = [];
    for (const run of runs) {
      const document = await reportDocument(reportSources(run, store, application));
      const gaps = gap === undefined ? document.gaps : [...document.gaps, gap];
      compared.push({ document: { ...document, gaps }, source: run.source });
    }
    const [first, second] = compared;
    if (first === undefined) return EXIT.failed;
    const made = second === undefined ? ofRun(first.document) : ofRuns(comparisonOf([first, ...compared.slice(1)]));
    return write(made, options, terminal);
  });
}

/** The runs to show: one, or those to compare. */
async function runsOf(
  store: DiskStore,
  reference: string | undefined,
  compare: readonly string[] | undefined,
): Promise<readonly RunRecord[]> {
  if (compare === undefined) return [reference === undefined ? newestRun(store) : await runAt(store, reference)];
  const example = 'assay report --compare quickstart@1 quickstart@2, or assay report quickstart --compare 1 2';
  if (compare.length < 2 || compare.length > MOST_COMPARED)
    throw new UsageError(`Expected 2 or ${MOST_COMPARED} runs after --compare, found ${compare.length}`, {
      hint: `Write ${example}.`,
    });
  const runs: RunRecord[] = [];
  for (const each of compare) {
    if (isRunNumber(each) !== (reference !== undefined))
      throw new UsageError(
        reference === undefined
          ? `Expected EXPERIMENT@RUN after --compare, found "${each}"`
          : `Expected the number of a run of "${reference}" after --compare, found "${each}"`,
        { hint: `Write ${example}.` },
      );
    const run = await runAt(store, reference === undefined ? each : `${reference}@${each}`);
    if (runs.some(({ experiment, number }) => experiment === run.experiment && number === run.number))
      throw new UsageError(`Run ${run.number} of "${run.experiment}" is named twice after --compare`, {
        hint: 'Name each run once.',
      });
    runs.push(run);
  }
  return runs;
}

/** The packs of the project know words that Assay does not. Without them there is a report all the same. */
async function withPacks(
  reference: string | undefined,
  application: Application,
): Promise<{ readonly application: Application; readonly gap?: string }> {
  const file = reference !== undefined && /\.ya?ml$/.test(reference) ? reference : undefined;
  const { entered, diagnostics } = await enterProject(file, application);
  if (entered !== undefined) return { application: entered.application };
  const why = diagnostics[0]?.message ?? 'unknown';
  return { application, gap: `The packs of the project cannot be used, so what their stages say is missing: ${why}.` };
}

/** A report that can be written: its page, its data without pictures, and what it lacks. */
interface Made {
  readonly name: string;
  page(assets: (name: string) => PageAssets): string;
  readonly json: object;
  readonly figures: readonly Figure[];
  readonly gaps: readonly string[];
}

function ofRun(document: ReportDocument): Made {
  return {
    name: `${document.experiment}-${document.run}`,
    page: (assets) => reportPage(document, assets('report')),
    json: { ...document, figures: document.figures.map(withoutSource) },
    figures: document.figures,
    gaps: document.gaps,
  };
}

function ofRuns(comparison: Comparison): Made {
  const figures = comparison.figures.map(({ pictures, ...figure }) => ({
    ...figure,
    pictures: pictures.map((picture) => (picture === null ? null : withoutSource(picture))),
  }));
  return {
    name: comparison.runs.map(({ experiment, run }) => `${experiment}-${run}`).join('-and-'),
    page: (assets) => comparisonPage(comparison, assets('comparison')),
    json: { ...comparison, figures },
    figures: comparison.figures.flatMap(({ pictures }) => pictures.filter((picture) => picture !== null)),
    gaps: comparison.runs.flatMap(({ label, gaps }) => gaps.map((gap) => `${label}: ${gap}`)),
  };
}

function withoutSource(figure: Figure): object {
  return { ...figure, source: undefined };
}

async function write(made: Made, options: ReportOptions, terminal: Terminal): Promise<number> {
  if (options.json) {
    terminal.out(JSON.stringify(made.json, null, 2));
    if (options.output === undefined) return EXIT.done;
  }
  const path = typedPath(options.output ?? `${made.name}.html`);
  const page = made.page(readAssets);
  await writePage(path, page);
  for (const { file, missing } of made.figures)
    if (missing !== undefined) terminal.err(`${file} is left out. ${missing}`);
  for (const gap of made.gaps) terminal.err(`The report lacks something: ${gap}`);
  if (!options.json) terminal.out(`${shownPath(path)} (${showBytes(Buffer.byteLength(page))})`);
  return EXIT.done;
}

/** What the build has made of a page: beside this file's folder, and of the sources in dist/. */
function readAssets(name: string): PageAssets {
  const folder = import.meta.url.endsWith('.ts') ? '../../../dist/web/' : '../../../web/';
  const read = (file: string): string => readFileSync(new URL(`${folder}${file}`, import.meta.url), 'utf8');
  return { script: read(`${name}.js`), style: read('report.css') };
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
