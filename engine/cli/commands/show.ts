import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { join } from 'node:path';
import { shortDigest } from '../../core/digest.ts';
import { comparedRun, showReason } from '../../core/reason.ts';
import { paragraph } from '../../report/width.ts';
import { withHistory } from '../../runs/history.ts';
import { readNotes, type Notes } from '../../runs/notes.ts';
import type { RunRecord, RunStep } from '../../runs/run-record.ts';
import { hasNotBegun, runFiles, runFolder, wasKilled } from '../../runs/runs.ts';
import { badgeOf, readVerifications, showBadge, showVerification } from '../../runs/verification.ts';
import { UsageError } from '../../core/failure.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { showDuration } from '../../core/duration.ts';
import { waitsForJob } from '../follow-run.ts';
import { EXIT, renderTable, showBytes, shownPath, type Terminal } from '../output.ts';
import { damageOf, experimentName, findRun, KILLED, noStep, REMEDY } from '../references.ts';
import { showTags } from '../show-notes.ts';
import { renderSweep, sweepCsv, sweepTable } from '../sweep-table.ts';
import { withStore } from '../with-store.ts';

/** How many verifications to show, the newest; `--json` has all of them. */
const MOST_VERIFICATIONS = 5;
/** How many metrics to show in a row; `--step` and `--sweep` have all of them. */
const MOST_METRICS = 4;
/** Of further lines below the words of a step. */
const INDENT = '           ';
/** In a row, in letters. */
const LONGEST_METRIC = 24;

const declare = (blank: BlankCommand) =>
  blank
    .argument('<experiment>', 'name of the experiment, or its file')
    .argument('[run]', 'number of the run', 'latest')
    .option('--step <step>', 'show the record of every instance of this step')
    .option('--sweep <step>', 'show every instance of this step as one row of a table')
    .option(
      '--columns <names>',
      'columns of the --sweep table, separated by commas (default: axes, action, seconds, metrics)',
      (text): readonly string[] => text.split(',').map((name) => name.trim()),
    )
    .option('--sort <column>', 'sort the --sweep table by this column; prefix with "-" for descending')
    .option('--csv', 'print the --sweep table as CSV', false)
    .addOption(storeOption())
    .addOption(jsonOption());

type ShowOptions = OptionsOf<typeof declare>;

/**
 * `assay show EXPERIMENT [RUN]`: shows a run's steps, metrics and files; with `step`, the records of one step; with `sweep`,
 * a table of all instances of one step.
 */
export const show = defineCommand({
  declare,
  help: `Examples:
  assay show quickstart
  assay show quickstart 3 --json
  assay show quickstart latest --step training
  assay show quickstart --sweep training --sort -testAccuracy
  assay show quickstart --sweep training --columns filters,testAccuracy,seed,params.batchSize --csv

Columns of --sweep: the axes, action, seconds and the metrics. Name key, seed (of the step) or params.PATH, such as
params.optimizer.sgd.learningRate, to add those columns.`,
  run: showExperiment,
});

async function showExperiment(
  experiment: string,
  which: string,
  options: ShowOptions,
  { terminal }: Line,
): Promise<number> {
  checkOptions(experiment, options);
  return withStore(options.store, async (store) => {
    const { run } = withHistory(store, findRun(store, await experimentName(experiment), which));
    if (which === 'latest') tellDamaged(store, run, terminal);
    if (options.sweep !== undefined) {
      const table = sweepTable(run, options.sweep, options, (key) => store.records.peek(key)?.fingerprint);
      terminal.out(
        options.json
          ? JSON.stringify(table.rows, null, 2)
          : options.csv
            ? sweepCsv(table)
            : renderSweep(table, terminal.columns),
      );
    } else if (options.step !== undefined)
      terminal.out(renderStep(run, options.step, { json: options.json, columns: terminal.columns }, store));
    else
      terminal.out(
        options.json ? JSON.stringify(runJson(run, store), null, 2) : renderRun(run, store, terminal.columns),
      );
    return EXIT.done;
  });
}

/** @throws UsageError for options that would have no effect */
function checkOptions(experiment: string, { step, sweep, columns, sort, csv }: ShowOptions): void {
  if (sweep !== undefined) return;
  const useless = [
    ...(csv ? ['--csv'] : []),
    ...(columns === undefined ? [] : ['--columns']),
    ...(sort === undefined ? [] : ['--sort']),
  ];
  if (useless.length === 0) return;
  throw new UsageError(`${useless.join(' and ')} ${useless.length === 1 ? 'needs' : 'need'} --sweep STEP`, {
    hint: `They apply to the table of a step: assay show ${experiment} --sweep ${step ?? 'STEP'} ${useless[0]}`,
  });
}

/** Says that a newer run exists whose record cannot be read. */
function tellDamaged(store: DiskStore, run: RunRecord, terminal: Terminal): void {
  for (const newer of runFiles(store, run.experiment)) {
    if (newer.number <= run.number) return;
    if (newer.run !== undefined) continue;
    terminal.err(`${damageOf(run.experiment, newer.number)}: ${REMEDY}. This is run ${run.number}.`);
  }
}

/** The run's record, its tags, its note, and what came of its verifications if there were any. */
function runJson(run: RunRecord, store: DiskStore): object {
  const verifications = readVerifications(store, run);
  return {
    ...run,
    ...notesOf(run, store),
    ...(verifications.length > 0 && { verified: badgeOf(run, verifications), verifications }),
  };
}

function notesOf(run: RunRecord, store: DiskStore): Notes {
  return readNotes(store, run) ?? { tags: [] };
}

function renderRun(run: RunRecord, store: DiskStore, columns: number | undefined): string {
  const took = run.durationMs === undefined ? '' : `, took ${showDuration(run.durationMs)}`;
  const lines = [
    `${run.experiment} run ${run.number}: ${run.status}, started ${run.startedAt}${took}`,
    `file ${run.file}, seed ${run.seed}, backend ${run.runtime.backend}, threads ${run.runtime.threads}${run.git === undefined ? '' : `, commit ${run.git.slice(0, 8)}`}`,
  ].map((line) => paragraph(line, columns));
  if (run.pulled !== undefined) {
    const { from, name, number, at } = run.pulled;
    lines.push(paragraph(`pulled from ${from} (${name}, there run ${number}) at ${at}`, columns));
  }
  const notes = notesOf(run, store);
  if (notes.tags.length > 0) lines.push(paragraph(showTags(notes), columns));
  if (notes.note !== undefined) lines.push(paragraph(`note ${notes.note}`, columns));
  if (wasKilled(run) && hasNotBegun(run)) lines.push('', 'Its job was cancelled before it began.');
  else if (wasKilled(run)) {
    const words =
      run.steps.length === 0
        ? KILLED
        : 'It was killed. This is what its journal tells; finished steps are kept. Run the same command to continue.';
    lines.push('', `${words}\n  assay run ${run.file}`);
  }
  if (run.status === 'running')
    lines.push(
      '',
      `${hasNotBegun(run) ? waitsForJob(run) : 'It is still going.'} Follow it with: assay attach ${run.experiment}@${run.number}`,
    );
  const verifications = readVerifications(store, run);
  if (verifications.length > 0)
    lines.push(
      `verified ${showBadge(badgeOf(run, verifications))}`,
      ...verifications.slice(-MOST_VERIFICATIONS).map((each) => `  ${showVerification(each)}`),
    );
  if (run.steps.length > 0) {
    const rows = run.steps.map((step) => [
      step.id,
      step.action,
      step.durationMs === undefined ? '-' : showDuration(step.durationMs),
      remarkOf(step),
    ]);
    lines.push('', renderTable(['step', 'action', 'took', 'result'], rows, { columns }));
  }
  const warnings = run.steps.flatMap((step) => warningsOf(step).map((text) => `warning: ${step.id}: ${text}`));
  if (warnings.length > 0) lines.push('', ...warnings);
  if (run.outputs.length > 0) {
    const folder = runFolder(store, run.experiment, run.number);
    const rows = run.outputs.map((output) => [
      shownPath(join(folder, output.file)),
      `${output.step}.${output.port}`,
      showBytes(output.artifact.bytes),
    ]);
    lines.push('', renderTable(['file', 'from', 'size'], rows, { columns }));
  }
  return lines.join('\n');
}

function remarkOf(step: RunStep): string {
  if (step.error !== undefined) return step.error.message;
  if (step.because !== undefined) return `because ${step.because} failed`;
  // A long text is shown with --step.
  const metrics = metricsOf(step).filter(([, value]) => String(value).length <= LONGEST_METRIC);
  // A name of several words needs a colon to tell it from its value.
  const shown = metrics
    .slice(0, MOST_METRICS)
    .map(([name, value]) => `${name}${name.includes(' ') ? ':' : ''} ${showMetric(value)}`);
  return [...shown, ...(Object.keys(step.metrics ?? {}).length > shown.length ? ['…'] : [])].join(', ');
}

/** The warnings of a step. Checks the list, because somebody may have edited the record. */
function warningsOf({ warnings }: RunStep): readonly string[] {
  return Array.isArray(warnings) ? warnings.map(String) : [];
}

/** Metrics by name: a stage returns them in any order; a reused step has them sorted, from its record. */
function metricsOf(step: RunStep): readonly (readonly [string, string | number])[] {
  return Object.entries(step.metrics ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Everything about one step: why it ran, what its key is made of, what it made. */
function renderStep(
  run: RunRecord,
  name: string,
  { json, columns }: { readonly json: boolean; readonly columns: number | undefined },
  store: DiskStore,
): string {
  const steps = run.steps.filter((step) => step.id === name || step.name === name);
  if (steps.length === 0) throw noStep(run, name);
  const records = steps.map((step) => ({
    step,
    record: step.key === undefined ? undefined : store.records.get(step.key),
  }));
  if (json) return JSON.stringify(records, null, 2);
  return records
    .map(({ step, record }) => {
      const lines = [
        `${step.id}: ${step.action}${step.durationMs === undefined ? '' : `, took ${showDuration(step.durationMs)}`}`,
      ];
      for (const [index, attempt] of (step.attempts ?? []).entries())
        lines.push(
          `  attempt  ${index + 1} failed after ${showDuration(attempt.durationMs)}: ${attempt.error.message}; tried again`,
        );
      if (step.job !== undefined) {
        const { id, node, log } = step.job;
        lines.push(`  job      ${id}${node === undefined ? '' : ` on ${node}`}, log ${shownPath(log)}`);
      }
      if (step.error !== undefined)
        lines.push(
          `  error    ${step.error.message}`,
          ...(step.error.hint === undefined ? [] : [`  hint     ${step.error.hint}`]),
        );
      for (const warning of warningsOf(step)) lines.push(paragraph(`  warning  ${warning}`, columns, INDENT));
      for (const reason of step.reasons ?? [])
        lines.push(paragraph(`  because  ${showReason(reason)}`, columns, INDENT));
      const compared = comparedRun(step.reasons ?? []);
      if (compared !== undefined) lines.push(`           compared with run ${compared}`);
      if (step.key !== undefined) lines.push(`  key      ${shortDigest(step.key)}`);
      for (const [metric, value] of metricsOf(step)) lines.push(`  metric   ${metric} = ${showMetric(value)}`);
      for (const [port, ref] of Object.entries(step.outputs ?? {})) {
        lines.push(`  output   ${port}: ${ref.kind}, ${showBytes(ref.bytes)}, ${shortDigest(ref.digest)}`);
      }
      if (record?.accepted !== undefined) {
        lines.push(`  accepted ${record.accepted.at}, made by the code of key ${shortDigest(record.accepted.from)}`);
      }
      if (record !== undefined)
        lines.push(`  inputs to the key:`, JSON.stringify(record.fingerprint, null, 2).replace(/^/gm, '    '));
      return lines.join('\n');
    })
    .join('\n\n');
}

/** Counts in full, measurements with five digits. */
function showMetric(value: number | string): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(5))) : String(value);
}
