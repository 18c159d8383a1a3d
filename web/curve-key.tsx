import type { CurveChart } from '../engine/document/model.ts';
import { curveName, looksOf } from './curve-tones.ts';
import { showNumber } from './format.ts';

/** More entries than these are longer than the chart. */
const MOST_ENTRIES = 8;

/** Which curve is which, with its last value; what is measured now alone while anything is. */
export function CurveKey({ chart }: { readonly chart: CurveChart }) {
  const { series, omitted } = chart;
  if (series.length < 2 && series[0]?.group === undefined) return null;
  const goesOn = series.some(({ running }) => running);
  const entries = looksOf(chart)
    .map((look, index) => ({ ...look, which: curveName(chart, index) }))
    .filter((each) => each.series.running === goesOn);
  const more = entries.length - MOST_ENTRIES + omitted;
  return (
    <ul class="curve-key">
      {entries.slice(-MOST_ENTRIES).map(({ tone, line, which, series: { points } }) => {
        const last = points.at(-1)?.[1];
        return (
          <li key={which}>
            <i class={`${tone} ${line}`} aria-hidden="true" /> {which} {last !== undefined && <b>{showNumber(last)}</b>}
          </li>
        );
      })}
      {more > 0 && <li class="mm">{more} more: point at a curve to read it</li>}
    </ul>
  );
}
