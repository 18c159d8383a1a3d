import { isObject } from '../core/json.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { hasNotBegun } from '../runs/runs.ts';
import { chartsOf } from './curves.ts';
import { figuresOf } from './figures.ts';
import { stepGraph } from './graph.ts';
import { leadOf, questionOf } from './lead.ts';
import type { Fact, Outcome, ReportDocument, ReportStep } from './model.ts';
import { citationOf, datasetSources, environmentOf, fileOf, rerunLines, verifiedOf } from './provenance.ts';
import type { Sources } from './sources.ts';
import { sourceText } from './source-text.ts';
import { reportSteps } from './steps.ts';
import { answerTables, sweepTables } from './tables.ts';
import { timelineOf } from './timeline.ts';

/**
 * Returns everything that a report of a run shows. What cannot be shown, because the run goes on, was killed, or its results
 * were collected, is named in `gaps`, in the step or in the figure; the rest is there.
 *
 * @param room for pictures, in bytes
 */
export async function reportDocument(sources: Sources, room?: number): Promise<ReportDocument> {
  const { run, notes, verifications, killed } = sources;
  const steps = reportSteps(sources);
  const { tables, printed, gaps } = await answerTables(sources);
  const graph = stepGraph(run, steps);
  const { description } = run.source;
  return {
    format: 1,
    experiment: run.experiment,
    run: run.number,
    status: run.status,
    ...(run.status === 'running' && hasNotBegun(run) && { waits: true }),
    startedAt: run.startedAt,
    ...(run.durationMs !== undefined && { durationMs: run.durationMs }),
    ...questionOf(typeof description === 'string' && description.trim() !== '' ? description : run.experiment),
    lead: leadOf({ run, killed, leadOf: (name) => sources.leadOf(name), steps, tables, graph, printed }),
    gaps: [...gapsOf(sources, steps), ...gaps],
    tags: notes?.tags ?? [],
    ...(notes?.note !== undefined && { note: notes.note }),
    facts: factsOf(run),
    counts: countsOf(steps),
    answer: tables,
    figures: await figuresOf(sources, room),
    curves: sources.account === undefined ? [] : chartsOf(sources.account),
    files: run.outputs.map(({ file, step, artifact: { kind, bytes, digest } }) => ({
      file,
      step,
      kind,
      bytes,
      digest,
    })),
    sweeps: sweepTables(steps),
    graph,
    steps,
    timeline: timelineOf(sources),
    source: sourceText(run.source),
    environment: environmentOf(sources, steps),
    rerun: rerunLines(run),
    verified: verifiedOf(run, verifications),
    cite: citationOf(run, sources),
  };
}

function gapsOf({ run, killed, notes }: Sources, steps: readonly ReportStep[]): readonly string[] {
  const gone = steps.filter(({ gap, outcome }) => gap !== undefined && outcome !== 'unknown').length;
  return [
    ...(hasNotBegun(run)
      ? [notBegunGap(run)]
      : killed
        ? [
            steps.some(({ outcome }) => outcome !== 'unknown')
              ? 'The run was killed. Its steps are as its journal tells; those that had finished are kept: run the same command to continue.'
              : 'The run was killed before it could record its steps. Finished steps are kept: run the same command to continue.',
          ]
        : run.status === 'running'
          ? ['The run goes on: its files are published when it ends.']
          : []),
    ...(gone > 0 ? [`The records of ${gone} of ${steps.length} steps are no longer in the store.`] : []),
    ...(notes === undefined ? ['The tags and the note of the run cannot be read.'] : []),
  ];
}

function notBegunGap({ status, experiment }: RunRecord): string {
  return status === 'running'
    ? `The cluster has not started its job yet: "squeue --me" shows where it stands, "assay cancel ${experiment}" gives it up.`
    : 'Its job was cancelled before it began, so no step has run.';
}

function factsOf(run: RunRecord): readonly Fact[] {
  const { source, runtime, seed } = run;
  const sweep = isObject(source['sweep']) ? Object.entries(source['sweep']) : [];
  const axes = sweep.map(([axis, values]) => {
    const items = Array.isArray(values)
      ? values.map((value) => (isObject(value) ? '{…}' : String(value)))
      : [JSON.stringify(values)];
    return `${axis} ${items.slice(0, 8).join(', ')}${items.length > 8 ? ', …' : ''}`;
  });
  const facts: Fact[] = [
    ['File', fileOf(run)],
    [
      'Data',
      datasetSources(run)
        .map(([name, from]) => (name === from ? name : `${name} (${from})`))
        .join(', '),
    ],
    ['Sweep', axes.join('; ')],
    ['Seed', String(seed)],
    ['Backend', `${runtime.backend}, ${runtime.threads} ${runtime.threads === 1 ? 'thread' : 'threads'}`],
  ];
  return facts.filter(([, value]) => value !== '');
}

function countsOf(steps: readonly ReportStep[]): ReportDocument['counts'] {
  const order: readonly Outcome[] = [
    'run',
    'extended',
    'reused',
    'failed',
    'running',
    'waiting',
    'skipped',
    'cancelled',
    'unknown',
  ];
  return order.flatMap((outcome) => {
    const count = steps.filter((step) => step.outcome === outcome).length;
    return count === 0 ? [] : [[outcome, count] as const];
  });
}
