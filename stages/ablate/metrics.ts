import type { Metrics } from '../../engine/core/stage.ts';
import { keepFilters } from '../../nn/removal.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { measureStep } from '../../nn/tune.ts';
import type { RemovalReport } from '../formats/removal-report.ts';
import type { Answered, Laboratory } from './measure.ts';
import type { AblateParams } from './stage.ts';

/** Networks whose update is timed, beside the whole one. */
const MOST_TIMED = 4;

/**
 * How long one update takes with so many filters gone; measured, so no artifact has it.
 *
 * @throws the signal's reason when it is aborted
 */
export async function timesOf(
  { backend, train }: Laboratory,
  of: {
    readonly network: Network;
    readonly seam: Seam;
    readonly counts: ReadonlySet<number>;
    readonly params: AblateParams;
    readonly signal: AbortSignal;
  },
): Promise<readonly { readonly removed: number; readonly ms: number }[]> {
  const { network, seam, params, signal } = of;
  const counts = [...of.counts];
  const picked = Array.from({ length: MOST_TIMED }, (_, at) =>
    Math.round(((at + 1) * (counts.length - 1)) / MOST_TIMED),
  );
  const timed = new Set([0, ...picked.map((at) => counts[at] ?? 0), params.keep?.remove ?? 0]);
  const times: { removed: number; ms: number }[] = [];
  for (const removed of [...timed].sort((a, b) => a - b)) {
    const left = Array.from({ length: seam.filters - removed }, (_, filter) => filter);
    const ms = await measureStep(backend, {
      ...keepFilters(network, seam, left),
      data: train,
      batchSize: params.batchSize,
      signal,
    });
    times.push({ removed, ms });
  }
  return times;
}

export function metricsOf(
  { filters, whole }: RemovalReport,
  kept: Answered | undefined,
  times: readonly { readonly removed: number; readonly ms: number }[],
): Metrics {
  const { parameters } = kept === undefined ? whole : inferShapes(kept.network.model);
  return {
    filters,
    accuracy: whole.accuracy,
    ...(kept && { keptAccuracy: (kept.tuned ?? kept).score.accuracy }),
    parameters: whole.parameters,
    ...(kept && { keptParameters: parameters }),
    // By how many filters are gone.
    stepMs: times.map(({ removed, ms }) => `${removed}: ${ms.toPrecision(3)}`).join(', '),
  };
}
