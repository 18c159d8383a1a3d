import { showPoint } from '../read/point.ts';
import type { Account, StepAccount } from '../runs/account.ts';
import type { Measured } from '../core/stage.ts';
import type { CurveChart, Series } from './model.ts';

/** More curves on one pair of axes than these nobody can tell apart. */
const MOST_SERIES = 40;
/** More points than these no screen shows. */
const MOST_POINTS = 240;
const MOST_CHARTS = 12;

/**
 * Returns the curves of a run: a chart for each step of the file and each thing that it measures. `loss`, `trainLoss` and
 * `validationLoss` are one thing. Of steps that run now, everything; of the others what an evaluation found, if there was one.
 */
export function chartsOf({ steps }: Account): readonly CurveChart[] {
  const charts = new Map<
    string,
    { readonly head: Omit<CurveChart, 'series' | 'omitted'>; readonly series: Series[] }
  >();
  for (const account of steps.values()) {
    const last = account.curve.at(-1);
    if (last === undefined) continue;
    const names = new Set(account.curve.flatMap(({ values }) => Object.keys(values)));
    for (const name of namesToShow([...names], account.state === 'running')) {
      const metric = metricOf(name);
      const place = `${account.planned.name} ${metric}`;
      const { unit, of } = last;
      const head = { step: account.planned.name, metric, unit, ...(of !== undefined && { of }) };
      const chart = charts.get(place) ?? { head, series: [] };
      charts.set(place, chart);
      chart.series.push(seriesOf(account, name));
    }
  }
  return [...charts.values()].slice(0, MOST_CHARTS).map(({ head, series }) => {
    // Those that run now last, so that they are drawn on top, and are never left out.
    const ordered = series.toSorted((a, b) => Number(a.running) - Number(b.running));
    return { ...head, series: ordered.slice(-MOST_SERIES), omitted: Math.max(0, series.length - MOST_SERIES) };
  });
}

/** `validationLoss` -> `loss`. */
function metricOf(name: string): string {
  return name.replace(/^(train|validation|test)(?=[A-Z])/, '').toLowerCase();
}

function namesToShow(names: readonly string[], running: boolean): readonly string[] {
  if (running) return names.filter((name) => !name.startsWith('train'));
  return names.filter((name) => {
    if (name.startsWith('validation')) return true;
    const evaluated = names.some((other) => other.startsWith('validation') && metricOf(other) === metricOf(name));
    return !evaluated && !name.startsWith('train');
  });
}

function seriesOf({ planned, state, curve }: StepAccount, name: string): Series {
  const points = curve.flatMap(({ at, values }: Measured) => {
    const value = values[name];
    return value === undefined ? [] : [[at, value] as const];
  });
  const label = showPoint(planned.point);
  return { step: planned.id, label, name, running: state === 'running', points: thinned(points) };
}

/** Keeps the ends of units and the last point, and of the others as many as fit, evenly. */
function thinned<T extends readonly [at: number, value: number]>(points: readonly T[]): readonly T[] {
  if (points.length <= MOST_POINTS) return points;
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
