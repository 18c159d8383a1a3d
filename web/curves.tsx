import type { CurveChart as Chart } from '../engine/document/model.ts';
import { CurveChart } from './curve-chart.tsx';

/** All curves of a run, or of runs that are compared. */
export function Curves({ charts }: { readonly charts: readonly Chart[] }) {
  return (
    <div class="curves">
      {charts.map((chart) => (
        <CurveChart chart={chart} key={`${chart.step} ${chart.metric} ${chart.unit}`} />
      ))}
    </div>
  );
}
