import { join, relative } from 'node:path';
import { shortDigest } from '../digest.ts';
import { showReason } from '../reason.ts';
import type { RunRecord, RunStep } from '../run/run-record.ts';
import { runFolder } from '../run/runs.ts';
import { badgeOf, readVerifications, showBadge, showVerification } from '../run/verification.ts';
import { UsageError } from '../failure.ts';
import type { DiskStore } from '../store/disk.ts';
import { showDuration } from '../duration.ts';
import { EXIT, renderTable, showBytes, type Terminal } from './output.ts';
import { renderSweep, sweepCsv, sweepTable } from './sweep-table.ts';
import { experimentName, findRun, withStore } from './with-store.ts';

/** The newest are shown, all are in `--json`. */
const MOST_VERIFICATIONS = 5;

export interface ShowOptions {
  readonly store: string;
  readonly json: boolean;
  readonly step?: string;
  readonly sweep?: string;
  readonly columns?: readonly string[];
  readonly sort?: string;
  readonly csv?: boolean;
}

/**
 * `assay show EXPERIMENT [RUN]`: a run's steps, metrics and files; with `step`, the whole records of one step; with `sweep`,
 * all instances of one step as a table.
 */
export async function showCommand(
  experiment: string,
  which: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, (store) => {
    const run = findRun(store, experimentName(experiment), which);
    if (options.sweep !== undefined) {
      const table = sweepTable(run, options.sweep, options);
      terminal.out(
        options.json
          ? JSON.stringify(table.rows, null, 2)
          : options.csv === true
            ? sweepCsv(table)
            : renderSweep(table),
      );
    } else if (options.step !== undefined) terminal.out(renderStep(run, options.step, options.json, store));
    else terminal.out(options.json ? JSON.stringify(withVerifications(run, store), null, 2) : renderRun(run, store));
    return Promise.resolve(EXIT.done);
  });
}

/** The run's record, and what came of its verifications if there were any. */
function withVerifications(run: RunRecord, store: DiskStore): object {
  const verifications = readVerifications(store, run);
  return verifications.length === 0 ? run : { ...run, verified: badgeOf(run, verifications), verifications };
}

function renderRun(run: RunRecord, store: DiskStore): string {
  const took = run.durationMs === undefined ? '' : `, took ${showDuration(run.durationMs)}`;
  const lines = [
    `${run.experiment} run ${run.number}: ${run.status}, started ${run.startedAt}${took}`,
    `file ${run.file}, seed ${run.seed}, backend ${run.runtime.backend}, threads ${run.runtime.threads}${run.git === undefined ? '' : `, commit ${run.git.slice(0, 8)}`}`,
  ];
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
    lines.push('', renderTable(['step', 'action', 'took', 'result'], rows));
  }
  if (run.outputs.length > 0) {
    const folder = runFolder(store, run.experiment, run.number);
    const rows = run.outputs.map((output) => [
      relative(process.cwd(), join(folder, output.file)),
      `${output.step}.${output.port}`,
      showBytes(output.artifact.bytes),
    ]);
    lines.push('', renderTable(['file', 'from', 'size'], rows));
  }
  return lines.join('\n');
}

function remarkOf(step: RunStep): string {
  if (step.error !== undefined) return step.error.message;
  if (step.because !== undefined) return `because ${step.because} failed`;
  return Object.entries(step.metrics ?? {})
    .slice(0, 4)
    .map(([name, value]) => `${name} ${showMetric(value)}`)
    .join(', ');
}

/** Everything about one step: why it ran, what its key is made of, what it made. */
function renderStep(run: RunRecord, name: string, json: boolean, store: DiskStore): string {
  const steps = run.steps.filter((step) => step.id === name || step.id.startsWith(`${name}[`));
  if (steps.length === 0) {
    throw new UsageError(`Run ${run.number} of "${run.experiment}" has no step "${name}"`, {
      hint: `Its steps are ${run.steps
        .map((step) => step.id)
        .slice(0, 20)
        .join(', ')}.`,
    });
  }
  const records = steps.map((step) => ({
    step,
    record: step.key === undefined ? undefined : store.actions.get(step.key),
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
      if (step.error !== undefined)
        lines.push(
          `  error    ${step.error.message}`,
          ...(step.error.hint === undefined ? [] : [`  hint     ${step.error.hint}`]),
        );
      for (const reason of step.reasons ?? []) lines.push(`  because  ${showReason(reason)}`);
      if (step.key !== undefined) lines.push(`  key      ${shortDigest(step.key)}`);
      for (const [metric, value] of Object.entries(step.metrics ?? {}))
        lines.push(`  metric   ${metric} = ${showMetric(value)}`);
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

/** Counts as they are, measurements with five digits. */
function showMetric(value: number | string): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(5))) : String(value);
}
