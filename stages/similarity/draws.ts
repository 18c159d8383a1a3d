import type { Slices } from '../../engine/core/slices.ts';
import { cosinesOfGram, directedOnly } from '../statistics/cosines.ts';
import { measureLayer, statisticsOf } from '../statistics/layer-statistics.ts';
import type { Measuring } from '../statistics/layer-statistics.ts';
import { prepareNull, workOf } from '../statistics/nulls.ts';
import type { DrawnNull, LayerRows } from '../statistics/drawn-null.ts';

/** What the work of a draw depends on. */
type Sized = Omit<LayerRows, 'rows' | 'center'>;

/** Operations that take about ten seconds on one core. */
const TEN_SECONDS = 1.5e10;
const MANY = 999;
const FEW = 199;

/**
 * How many layers to draw: as many as the file says, or 999 where that takes about ten seconds at most, else 199, or none where
 * those would take more than a minute.
 */
export function drawsFor(kind: DrawnNull, shape: Sized, wanted: number | 'auto'): number {
  if (wanted !== 'auto') return wanted;
  const work = workOf(kind, shape);
  if (MANY * work <= TEN_SECONDS) return MANY;
  return FEW * work <= 6 * TEN_SECONDS ? FEW : 0;
}

/** Why nothing is drawn, and what to do about it. */
export function whyLeftOut(kind: DrawnNull, shape: Sized): string {
  const minutes = Math.ceil((FEW * workOf(kind, shape)) / TEN_SECONDS / 6);
  return `${FEW} draws of ${shape.count} filters would take about ${minutes} minutes: set "nullDraws" to draw them all the same`;
}

/**
 * Draws layers from a null and measures each like the layer itself.
 *
 * @returns `[draws, width]`: of each draw what `measureLayer` gives
 */
export function* drawLayers(
  kind: DrawnNull,
  layer: LayerRows,
  options: { readonly measuring: Measuring; readonly draws: number; readonly seed: number },
): Slices<Float64Array> {
  const { measuring, draws, seed } = options;
  const width = statisticsOf(measuring) + measuring.grid.length;
  const values = new Float64Array(draws * width);
  const draw = yield* prepareNull(kind, layer, seed);
  const { count } = layer;
  for (let time = 0; time < draws; time++) {
    const { matrix, zeros } = yield* cosinesOfGram(yield* draw(), count);
    const directed = zeros === 0 ? { kept: { length: count }, matrix } : directedOnly({ count, matrix });
    const into = values.subarray(time * width, (time + 1) * width);
    if (directed.kept.length > 1) yield* measureLayer(directed.matrix, directed.kept.length, measuring, into);
    yield;
  }
  return values;
}
