import { compareJson } from '../core/json-difference.ts';
import { canonical, type Json, type JsonObject } from '../core/json.ts';
import { grouped } from './grouped.ts';
import type {
  Cell,
  ComparedFigure,
  ComparedMetric,
  ComparedRun,
  ComparedValue,
  Comparison,
  CurveChart,
  Outcome,
  ReportDocument,
} from './model.ts';
import { leaves } from './steps.ts';

/** A run to compare: its report, and its experiment file after overrides. */
export interface Compared {
  readonly document: ReportDocument;
  readonly source: JsonObject;
}

const MADE: ReadonlySet<Outcome> = new Set(['run', 'extended', 'reused']);

/**
 * Returns runs side by side: what differs in their files, results and circumstances, and the same figure of each. Steps are
 * matched by id, figures by the file that they were published as. Every list of values has one for each run, in their order.
 *
 * @param compared two or more; the others are compared with the first
 */
export function comparisonOf(compared: readonly [Compared, ...Compared[]]): Comparison {
  const [{ document: first, source }] = compared;
  const documents = compared.map(({ document }) => document);
  const alike = documents.every(({ experiment }) => experiment === first.experiment);
  const metrics = comparedMetrics(documents);
  const differing = metrics.filter(({ values }) => isDifferent(values));
  return {
    format: 1,
    title: alike ? first.experiment : 'Runs compared',
    ...(documents.every(({ question }) => question === first.question) && { question: first.question }),
    runs: documents.map((document) => comparedRun(document, alike)),
    parameters: comparedParameters(compared),
    parameterCount: leaves(source).length,
    metrics: differing,
    equalMetrics: metrics.length - differing.length,
    curves: comparedCurves(documents, alike),
    figures: comparedFigures(documents),
    steps: comparedOutcomes(documents),
    environment: comparedFacts(documents),
    artifacts: comparedArtifacts(documents),
  };
}

function comparedRun(document: ReportDocument, alike: boolean): ComparedRun {
  const { experiment, run, status, startedAt, durationMs, lead, gaps, tags, note, counts, verified } = document;
  return {
    label: labelOf(document, alike),
    experiment,
    run,
    status,
    startedAt,
    ...(durationMs !== undefined && { durationMs }),
    lead,
    gaps,
    tags,
    ...(note !== undefined && { note }),
    counts,
    verified,
  };
}

/** @param alike whether all runs are of one experiment */
function labelOf({ experiment, run }: ReportDocument, alike: boolean): string {
  return alike ? `run ${run}` : `${experiment}@${run}`;
}

function isDifferent(values: readonly Cell[]): boolean {
  return values.some((value) => value !== values[0]);
}

/** Where the files differ from the first one's. A run that says the same there as the first has its value. */
function comparedParameters(compared: readonly [Compared, ...Compared[]]): readonly ComparedValue[] {
  const [first, ...others] = compared.map(({ source }) => source);
  const rows = new Map<string, Cell[]>();
  for (const [index, other] of others.entries()) {
    for (const { what, a, b } of compareJson(first, other, [])) {
      const row = rows.get(what) ?? compared.map(() => shown(a));
      row[index + 1] = shown(b);
      rows.set(what, row);
    }
  }
  return Array.from(rows, ([name, values]) => ({ name, values }));
}

function shown(value: Json | undefined): Cell {
  if (value === undefined) return null;
  return typeof value === 'object' ? canonical(value) : value;
}

/** Every metric of every step, the instances of a step together, metric by metric. */
function comparedMetrics(documents: readonly ReportDocument[]): readonly ComparedMetric[] {
  const steps = documents.map((document) => new Map(document.steps.map((step) => [step.id, step])));
  const all = documents.flatMap((document) => document.steps);
  const byName = grouped([...new Map(all.map((step) => [step.id, step])).values()], ({ name }) => name);
  return [...byName].flatMap(([name, instances]) => {
    const metrics = new Set(
      all.filter((step) => step.name === name).flatMap((step) => step.metrics.map(([metric]) => metric)),
    );
    return [...metrics].sort(byMeaning).flatMap((metric) =>
      instances.flatMap(({ id, point }) => {
        const values = steps.map((known) => known.get(id)?.metrics.find(([each]) => each === metric)?.[1] ?? null);
        return values.every((value) => value === null) ? [] : [{ step: name, metric, point, values }];
      }),
    );
  });
}

/** By name; how long something took comes last, because it differs always. */
function byMeaning(a: string, b: string): number {
  const isTime = (name: string): number => Number(/^seconds|Ms$/.test(name));
  return isTime(a) - isTime(b) || (a < b ? -1 : 1);
}

function comparedFigures(documents: readonly ReportDocument[]): readonly ComparedFigure[] {
  const files = new Set(documents.flatMap(({ figures }) => figures.map(({ file }) => file)));
  return [...files].map((file) => {
    const pictures = documents.map(({ figures }) => figures.find((figure) => figure.file === file) ?? null);
    const same = pictures.every((picture) => picture !== null && picture.digest === pictures[0]?.digest);
    // The same picture once: the page shows it once, and a file to hand over stays small.
    return { file, same, pictures: same ? pictures.slice(0, 1) : pictures };
  });
}

/** What each run measured of the same step, under the same name and in the same unit, on the same axes. */
function comparedCurves(documents: readonly ReportDocument[], alike: boolean): readonly CurveChart[] {
  const charts = documents.flatMap((document, group) =>
    document.curves.map((chart) => {
      const run = labelOf(document, alike);
      const named = chart.series.map((series) => {
        return { ...series, group, label: series.label === '' ? run : `${run}, ${series.label}` };
      });
      return { ...chart, series: named };
    }),
  );
  const together = grouped(charts, ({ step, metric, unit }) => JSON.stringify([step, metric, unit]));
  return Array.from(together.values(), ([first, ...others]) => {
    const all = first === undefined ? [] : [first, ...others];
    const ends = all.flatMap(({ of }) => of ?? []);
    return {
      step: first?.step ?? '',
      metric: first?.metric ?? '',
      unit: first?.unit ?? '',
      ...(ends.length > 0 && { of: Math.max(...ends) }),
      series: all.flatMap(({ series }) => series),
      omitted: all.reduce((sum, { omitted }) => sum + omitted, 0),
    };
  });
}

/** What became of the steps that not all runs have a result of. */
function comparedOutcomes(documents: readonly ReportDocument[]): readonly ComparedValue[] {
  const ids = new Set(documents.flatMap(({ steps }) => steps.map(({ id }) => id)));
  return [...ids].flatMap((name) => {
    const outcomes = documents.map(({ steps }) => steps.find(({ id }) => id === name)?.outcome);
    const made = outcomes.map((outcome) => outcome !== undefined && MADE.has(outcome));
    return made.every(Boolean) ? [] : [{ name, values: outcomes.map((outcome) => outcome ?? null) }];
  });
}

function comparedFacts(documents: readonly ReportDocument[]): readonly ComparedValue[] {
  const groups = documents.map(
    ({ environment }) =>
      new Map(environment.flatMap(({ title, facts }) => facts.map(([name, value]) => [`${title}: ${name}`, value]))),
  );
  const names = new Set(groups.flatMap((facts) => [...facts.keys()]));
  return [...names].flatMap((name) => {
    const values = groups.map((facts) => facts.get(name) ?? null);
    return isDifferent(values) ? [{ name, values }] : [];
  });
}

/** How many artifacts all runs have at the same port of the same step, and how many of them are the same bytes. */
function comparedArtifacts(documents: readonly ReportDocument[]): Comparison['artifacts'] {
  const [first, ...others] = documents.map(
    ({ steps }) =>
      new Map(
        steps.flatMap(({ id, outputs }) => outputs.map(({ port, digest }) => [`${id} ${port}`, digest] as const)),
      ),
  );
  const shared = [...(first ?? [])].filter(([place]) => others.every((run) => run.has(place)));
  const same = shared.filter(([place, digest]) => others.every((run) => run.get(place) === digest));
  return { same: same.length, of: shared.length };
}
