import type { Measured } from '../core/stage.ts';
import { showPoint } from '../read/point.ts';
import type { Account, StepAccount } from '../runs/account.ts';
import type { CurveChart, Series } from './model.ts';

/** More curves on one pair of axes than these nobody can tell apart. */
const MOST_SERIES = 40;
/** More points than these no screen shows. */
const MOST_POINTS = 240;
const MOST_CHARTS = 12;

type Head = Omit<CurveChart, 'series' | 'omitted'>;

/**
 * Returns the curves of a run: a chart for each step of the file, each thing that it measures and what that is measured over. `loss`,
 * `trainLoss` and `validationLoss` are one thing. Of what is being measured now, everything; of the rest what an evaluation found, if
 * there was one.
 */
export function chartsOf({ steps }: Account): readonly CurveChart[] {
  const charts = new Map<string, { readonly head: Head; readonly series: Series[] }>();
  for (const account of steps.values())
    for (const [unit, curves] of account.curves)
      for (const [name, curve] of curves) {
        const running = account.state === 'running' && curve === [...curves.values()].at(-1);
        for (const series of seriesOf(account, { name, curve, running })) {
          const metric = metricOf(series.name);
          const of = curve.at(-1)?.of;
          const head = { step: account.planned.name, metric, unit, ...(of !== undefined && { of }) };
          const place = JSON.stringify([head.step, metric, unit]);
          const chart = charts.get(place) ?? { head, series: [] };
          charts.set(place, chart);
          chart.series.push(series);
        }
      }
  return [...charts.values()].slice(0, MOST_CHARTS).map(({ head, series }) => {
    // Those that are measured now last, so that they are drawn on top, and are never left out.
    const ordered = series.toSorted((a, b) => Number(a.running) - Number(b.running));
    return { ...head, series: ordered.slice(-MOST_SERIES), omitted: Math.max(0, series.length - MOST_SERIES) };
  });
}

interface Curve {
  /** Of the series, where the step has several. */
  readonly name: string;
  readonly curve: readonly Measured[];
  readonly running: boolean;
}

/** A series for each value that is worth showing. */
function seriesOf({ planned }: StepAccount, { name, curve, running }: Curve): readonly Series[] {
  const values = new Set(curve.flatMap((point) => Object.keys(point.values)));
  const label = [showPoint(planned.point), name].filter((text) => text !== '').join(', ');
  return namesToShow([...values], running).map((value) => ({
    step: planned.id,
    label,
    name: value,
    running,
    points: thinned(pointsOf(curve, value)),
  }));
}

/** `validationLoss` -> `loss`. */
function metricOf(name: string): string {
  return name.replace(/^(train|validation|test|tuned)(?=[A-Z])/, '').toLowerCase();
}

function namesToShow(names: readonly string[], running: boolean): readonly string[] {
  if (running) return names.filter((name) => !name.startsWith('train'));
  return names.filter((name) => {
    if (name.startsWith('validation')) return true;
    const evaluated = names.some((other) => other.startsWith('validation') && metricOf(other) === metricOf(name));
    return !evaluated && !name.startsWith('train');
  });
}

function pointsOf(curve: readonly Measured[], name: string): Series['points'] {
  return curve.flatMap(({ at, values }) => {
    const value = values[name];
    return value === undefined ? [] : [[at, value] as const];
  });
}

/** Keeps the last point, and of the others as many as fit, evenly. */
function thinned<T extends readonly [at: number, value: number]>(points: readonly T[]): readonly T[] {
  if (points.length <= MOST_POINTS) return points;
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
