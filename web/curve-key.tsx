import type { CurveChart } from '../engine/document/model.ts';
import { curveName, toneOf } from './curve-tones.ts';
import { showNumber } from './format.ts';

/** More entries than these are longer than the chart. */
const MOST_ENTRIES = 8;

/** Which curve is which, with its last value; what is measured now alone while anything is. */
export function CurveKey({ chart }: { readonly chart: CurveChart }) {
  const { series, omitted } = chart;
  const goesOn = series.some(({ running }) => running);
  const entries = series.flatMap(({ running, points }, index) =>
    running === goesOn ? [{ index, last: points.at(-1)?.[1] }] : [],
  );
  if (series.length < 2) return null;
  const more = entries.length - MOST_ENTRIES + omitted;
  return (
    <ul class="curve-key">
      {entries.slice(-MOST_ENTRIES).map(({ index, last }) => (
        <li key={index}>
          <i class={toneOf(chart, index)} aria-hidden="true" /> {curveName(chart, index)}{' '}
          {last !== undefined && <b>{showNumber(last)}</b>}
        </li>
      ))}
      {more > 0 && <li class="mm">{more} more: point at a curve to read it</li>}
    </ul>
  );
}
