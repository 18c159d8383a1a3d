import { StageFailure } from '../../engine/failure.ts';
import { readSafetensors, tensorAt } from '../shared/safetensors.ts';
import type { Snapshot } from './stage.ts';

/** The cosines of all pairs of filters of one layer: `[count, count]`, row by row; NaN where a filter has no direction. */
export interface Matrix {
  readonly layer: string;
  readonly count: number;
  readonly cosines: Float64Array;
}

/**
 * Reads one matrix of a `matrix` artifact.
 *
 * @throws StageFailure if the layer is not there, or is left out and there are several
 */
export async function readMatrix(
  path: string,
  which: { readonly layer: string | undefined; readonly snapshot: Snapshot },
): Promise<Matrix> {
  const file = await readSafetensors(path);
  const ending = `/${which.snapshot}`;
  const layers = [...file.tensors.keys()]
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  const layer = oneLayer(layers, which.layer);
  const { shape, data } = tensorAt(file, `${layer}${ending}`, 'F64');
  const [count = 0, columns = 0] = shape;
  if (shape.length !== 2 || count !== columns || count === 0) {
    throw new StageFailure(`Expected a square matrix for layer "${layer}", found [${shape.join(', ')}]`);
  }
  return { layer, count, cosines: data };
}

/** Whether a `matrix` artifact has the matrix of a layer. */
export async function hasMatrix(
  path: string,
  which: { readonly layer: string; readonly snapshot: Snapshot },
): Promise<boolean> {
  return (await readSafetensors(path)).tensors.has(`${which.layer}/${which.snapshot}`);
}

/**
 * The layer asked for, or the only one there is.
 *
 * @throws StageFailure if there is none of that name, or none is asked for and there are several
 */
export function oneLayer(layers: readonly string[], wanted: string | undefined): string {
  const names = layers.map((name) => `"${name}"`).join(', ') || 'none';
  if (wanted !== undefined) {
    if (layers.includes(wanted)) return wanted;
    throw new StageFailure(`Cannot find layer "${wanted}": the artifact has ${names}`, {
      hint: 'Choose one of these as "layer", or add the layer to the step that extracts filters.',
    });
  }
  const [only, ...others] = layers;
  if (only !== undefined && others.length === 0) return only;
  throw new StageFailure(`Cannot choose a layer: the artifact has ${names}`, { hint: 'Set "layer" to one of them.' });
}

/** The cosines of the pairs i < j that have one. */
export function pairCosines({ count, cosines }: Matrix): number[] {
  const pairs: number[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = row + 1; column < count; column++) {
      const cosine = cosines[row * count + column] ?? NaN;
      if (!Number.isNaN(cosine)) pairs.push(cosine);
    }
  }
  return pairs;
}

/** The largest cosine of a pair, of either sign; 0 without pairs. */
export function largestCosine(matrix: Matrix): number {
  return pairCosines(matrix).reduce((most, cosine) => Math.max(most, Math.abs(cosine)), 0);
}

/** The smallest of 0.05, 0.1, 0.2, 0.3, 0.5 and 1 that is not below `cosine`. */
export function roundLimit(cosine: number): number {
  return [0.05, 0.1, 0.2, 0.3, 0.5].find((limit) => cosine <= limit) ?? 1;
}
