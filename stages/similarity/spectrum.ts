import type { Slices } from '../../engine/core/slices.ts';
import type { Spectrum, SpectrumOfNull } from '../formats/similarity-report.ts';
import { cosinesOfGram, directedOnly } from '../statistics/cosines.ts';
import type { Cosines } from '../statistics/cosines.ts';
import type { DrawnNull, LayerRows } from '../statistics/drawn-null.ts';
import { eigenvalues } from '../statistics/eigenvalues.ts';
import { prepareNull } from '../statistics/nulls.ts';
import { envelopeOf, extremeness } from '../statistics/rank-test.ts';

/** Layers drawn for a spectrum: eigenvalues take longer than all other statistics. */
export const SPECTRUM_DRAWS = 99;
/** Filters of a layer whose spectrum is computed; twice as many would take eight times as long. */
const MOST_FILTERS = 512;

/**
 * The spectrum of a layer: no more shares than filters or dimensions, for there are no others.
 *
 * @returns without what nulls say; undefined without two filters, or with more than 512
 */
export function* spectrumOf(cosines: Cosines, dimension: number): Slices<Spectrum | undefined> {
  const { kept, matrix } = directedOnly(cosines);
  if (kept.length < 2 || kept.length > MOST_FILTERS) return undefined;
  const shares = yield* sharesOf(matrix.slice(), kept.length, Math.min(kept.length, dimension));
  return { shares: Array.from(shares, tidy), nulls: [] };
}

/** Compares a spectrum with those of layers drawn from a null, the same as the first ones that `drawLayers` draws. */
export function* compareSpectrum(
  { shares }: Spectrum,
  kind: DrawnNull,
  { layer, draws, seed }: { readonly layer: LayerRows; readonly draws: number; readonly seed: number },
): Slices<SpectrumOfNull> {
  const size = shares.length;
  const count = Math.min(draws, SPECTRUM_DRAWS);
  const values = new Float64Array((1 + count) * size);
  values.set(shares);
  const draw = yield* prepareNull(kind, layer, seed);
  for (let time = 1; time <= count; time++) {
    const { matrix } = yield* cosinesOfGram(yield* draw(), layer.count);
    const drawn = directedOnly({ count: layer.count, matrix });
    values.set(yield* sharesOf(drawn.matrix, drawn.kept.length, size), time * size);
    yield;
  }
  // Rounding must not decide whether a share is as great as another.
  for (const [at, share] of values.entries()) values[at] = tidy(share);
  const curves = { values, count: 1 + count, size };
  const extreme = extremeness(curves);
  const { low, high } = envelopeOf(curves, extreme);
  const median = Array.from({ length: size }, (_, place) => {
    const column = Float64Array.from({ length: count }, (_each, time) => values[(1 + time) * size + place] as number);
    return column.sort()[count >> 1] as number;
  });
  return { null: kind, draws: count, median, low: [...low], high: [...high], p: extreme[0] as number };
}

/** @param matrix cosines `[count, count]`; overwritten */
function* sharesOf(matrix: Float64Array, count: number, size: number): Slices<Float64Array> {
  const found = yield* eigenvalues(matrix, count);
  // A matrix of cosines has no negative eigenvalues: those there are come from rounding.
  return found.subarray(0, size).map((value) => Math.max(value, 0) / count);
}

/** Nine digits: the others may differ between machines. */
function tidy(share: number): number {
  return share < 1e-12 ? 0 : Number(share.toPrecision(9));
}
