import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { CurveChart as Chart, Series } from '../engine/document/model.ts';
import { CurveKey } from './curve-key.tsx';
import { curveName, looksOf, type Look } from './curve-tones.ts';
import { showNumber } from './format.ts';

const HEIGHT = 220;
const MIN_WIDTH = 240;
/** How near to a curve the pointer must be, in pixels, to read its value. */
const REACH = 24;
/** A curve that has ended shows so many points. */
const FEW_POINTS = 12;

/** The curves of one metric: what is measured now in colour, on top; what has ended in grey. Pointing at a curve reads its value. */
export function CurveChart({ chart }: { readonly chart: Chart }) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string>();
  // A curve that grows gets new points; another set of curves needs a new plot.
  const shape = `${chart.unit} ${chart.series.map(({ step, label, name, running }) => `${step}/${label}/${name}/${running}`).join(' ')}`;
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(chart);
  latest.current = chart;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const read = (at: At | undefined): void => setPointed(at && inWordsAt(latest.current, at));
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(latest.current, element, read), dataOf(latest.current), element);
    };
    draw();
    const watcher = new ResizeObserver(() => plot.current?.setSize({ width: widthOf(element), height: HEIGHT }));
    watcher.observe(element);
    // At once: whoever prints a dark page waits for nothing, and paper is light.
    const theme = matchMedia('screen and (prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      theme.removeEventListener('change', draw);
      watcher.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(dataOf(chart)), [chart]);
  return (
    <figure class="curve">
      <figcaption>
        <b>{chart.metric}</b> <span class="mm">of {chart.step}</span> <Latest chart={chart} />
        <span class="at">{pointed}</span>
      </figcaption>
      <div ref={place} role="img" aria-label={inWords(chart)} />
      <CurveKey chart={chart} />
    </figure>
  );
}

function Latest({ chart }: { readonly chart: Chart }) {
  const now = chart.series.findLast(({ running }) => running);
  const value = now?.points.at(-1)?.[1];
  return value === undefined ? null : <span class="now">{showNumber(value)}</span>;
}

function widthOf(element: HTMLElement): number {
  return Math.max(MIN_WIDTH, element.clientWidth);
}

function dataOf({ series }: Chart): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(series.map(({ points }) => [points.map(([at]) => at), points.map(([, value]) => value)]));
}

/** A curve and the place on it that is pointed at. */
interface At {
  /** Of the curve in the chart. */
  readonly index: number;
  readonly x: number;
  readonly value: number;
}

function optionsOf(chart: Chart, element: HTMLElement, read: (at: At | undefined) => void): uPlot.Options {
  const { unit, of } = chart;
  const colours = getComputedStyle(element);
  const colour = (name: string): string => colours.getPropertyValue(`--${name}`).trim();
  const font = `12px ${colour('sans')}`;
  const axis: uPlot.Axis = {
    stroke: colour('ink3'),
    font,
    grid: { stroke: colour('hair'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: widthOf(element),
    height: HEIGHT,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      focus: { prox: REACH },
      dataIdx: nearestValue,
    },
    focus: { alpha: 0.25 },
    hooks: { setCursor: [(own) => read(pointedAt(own))] },
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, ...(of !== undefined && { range: [0, of] }) } },
    axes: [
      { ...axis, label: unit, labelFont: font, labelSize: 18, size: 28 },
      { ...axis, size: 52, values: (_, values) => values.map(showNumber) },
    ],
    series: [{}, ...looksOf(chart).map(({ series, ...look }) => styleOf(series, look, colour(look.tone)))],
  };
}

const DASHES: Readonly<Record<Look['line'], number[]>> = { whole: [], dotted: [2, 3], dashed: [6, 4] };

function styleOf({ name, running, points }: Series, { line }: Look, stroke: string): uPlot.Series {
  return {
    stroke,
    width: running ? 2 : 1.5,
    dash: DASHES[line],
    spanGaps: true,
    // One that grows has few at first.
    points: { show: running ? name.startsWith('validation') : points.length <= FEW_POINTS, size: 5, fill: stroke },
  };
}

/** The index of the point of a curve that is nearest to the pointer: the curves have points at different places. */
function nearestValue(own: uPlot, series: number, hovered: number): number {
  const values = own.data[series] ?? [];
  for (let away = 0; away < values.length; away += 1)
    for (const index of [hovered - away, hovered + away])
      if (values[index] !== null && values[index] !== undefined) return index;
  return hovered;
}

/** The curve that is nearest to the pointer, if one is near. */
function pointedAt(own: uPlot): At | undefined {
  const { left = -1, top = -1, idxs = [] } = own.cursor;
  if (left < 0) return undefined;
  let best: (At & { readonly away: number }) | undefined;
  for (const [series, point] of idxs.entries()) {
    if (series === 0 || point === null || point === undefined) continue;
    const [x, value] = [own.data[0][point], own.data[series]?.[point]];
    if (x === undefined || value === undefined || value === null) continue;
    const away = Math.abs(own.valToPos(value, 'y') - top);
    if (away <= REACH && away < (best?.away ?? Infinity)) best = { index: series - 1, x, value, away };
  }
  return best;
}

function inWordsAt(chart: Chart, { index, x, value }: At): string {
  return `${curveName(chart, index)}: ${showNumber(value)} at ${showNumber(x)} ${chart.unit}`;
}

/** What a reader hears who cannot see the curves. */
function inWords({ metric, step, unit, series, omitted }: Chart): string {
  const now = series.filter(({ running }) => running);
  const ends = (now.length > 0 ? now : series).slice(-6).flatMap(({ step: id, label, name, points }) => {
    const last = points.at(-1);
    return last === undefined
      ? []
      : [`${label === '' ? id : label}: ${name} ${showNumber(last[1])} at ${showNumber(last[0])} ${unit}`];
  });
  const more = omitted > 0 ? ` ${omitted} curves are left out.` : '';
  return `${metric} of ${step}, ${series.length} curves. ${ends.join('; ')}.${more}`;
}
