import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { CurveChart as Chart, Series } from '../../engine/serve/model.ts';
import { showNumber } from '../format.ts';

const HEIGHT = 220;
const MIN_WIDTH = 240;

/** The curves of one metric: what runs now in colour, on top; what has ended in grey. */
export function CurveChart({ chart }: { readonly chart: Chart }) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  // A curve that grows gets new points; another set of curves, or another theme, needs a new plot.
  const shape = `${theme} ${chart.unit} ${chart.series.map(({ step, name, running }) => `${step}/${name}/${running}`).join(' ')}`;
  const plot = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const own = new uPlot(optionsOf(chart, element), dataOf(chart), element);
    plot.current = own;
    const watcher = new ResizeObserver(() => own.setSize({ width: widthOf(element), height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      own.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(dataOf(chart)), [chart]);
  return (
    <figure class="curve">
      <figcaption>
        <b>{chart.metric}</b> <span class="mm">of {chart.step}</span> <Latest chart={chart} />
      </figcaption>
      <div ref={place} role="img" aria-label={inWords(chart)} />
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

/** Which colours are in force; changes with the system's. */
function useTheme(): string {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const changed = (): void => setDark(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return dark ? 'dark' : 'light';
}

function dataOf({ series }: Chart): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(series.map(({ points }) => [points.map(([at]) => at), points.map(([, value]) => value)]));
}

function optionsOf({ series, unit, of }: Chart, element: HTMLElement): uPlot.Options {
  const colours = getComputedStyle(element);
  const colour = (name: string): string => colours.getPropertyValue(name).trim();
  const font = `12px ${colour('--sans')}`;
  const axis: uPlot.Axis = {
    stroke: colour('--ink3'),
    font,
    grid: { stroke: colour('--hair'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: widthOf(element),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, ...(of !== undefined && { range: [0, of] }) } },
    axes: [
      { ...axis, label: unit, labelFont: font, labelSize: 18, size: 28 },
      { ...axis, size: 52, values: (_, values) => values.map(showNumber) },
    ],
    series: [
      {},
      ...series.map((each) =>
        styleOf(
          each,
          series.some(({ running }) => running),
          colour,
        ),
      ),
    ],
  };
}

/** Running means are lines; what an evaluation found is dashed. Colour marks what runs now, nothing else. */
function styleOf({ name, running }: Series, goesOn: boolean, colour: (name: string) => string): uPlot.Series {
  const evaluated = name.startsWith('validation');
  return {
    stroke: colour(running ? '--accent' : goesOn ? '--edge' : '--ink2'),
    width: running ? 2 : 1,
    ...(evaluated && running && { dash: [6, 4] }),
    spanGaps: true,
    points: { show: evaluated && running, size: 5, fill: colour('--accent') },
  };
}

/** What a reader hears who cannot see the curves. */
function inWords({ metric, step, unit, series, omitted }: Chart): string {
  const now = series.filter(({ running }) => running);
  const ends = (now.length > 0 ? now : series).slice(-6).flatMap(({ step: id, name, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [`${id}: ${name} ${showNumber(last[1])} at ${showNumber(last[0])} ${unit}`];
  });
  const more = omitted > 0 ? ` ${omitted} curves are left out.` : '';
  return `${metric} of ${step}, ${series.length} curves. ${ends.join('; ')}.${more}`;
}
