import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import { metadataAt, tensorAt } from '../formats/safetensors.ts';
import type { TensorFile } from '../formats/safetensors.ts';
import { readTensors } from '../formats/tensor-stream.ts';
import type { Ignored } from '../statistics/likeness.ts';

/** The weights before or after training. */
export type Weights = 'initial' | 'final';

/** The cosines of all pairs of filters of one layer: `[count, count]`, row by row; NaN if a filter has no direction. */
export interface Matrix {
  readonly layer: string;
  readonly count: number;
  readonly cosines: Float64Array;
  /** What the cosines ignore; left out: nothing. */
  readonly upTo?: readonly Ignored[];
}

/**
 * Reads one matrix of a `matrix` artifact.
 *
 * @throws StageFailure if the layer does not exist, or no layer is named and there are several
 */
export async function readMatrix(
  path: string,
  which: { readonly layer?: string | undefined; readonly snapshot: Weights },
): Promise<Matrix> {
  const ending = `/${which.snapshot}`;
  let layer = '';
  const file = await readTensors(path, (names) => {
    const layers = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    layer = oneLayer(layers, which.layer);
    return [layer + ending];
  });
  const { shape, data } = tensorAt(file, layer + ending, 'F64');
  const [count = 0, columns = 0] = shape;
  if (shape.length !== 2 || count !== columns || count === 0) {
    throw new StageFailure(`Expected a square matrix for layer "${layer}", found [${shape.join(', ')}]`);
  }
  return { layer, count, cosines: data, upTo: ignoredOf(file) };
}

/** What all cosines of the artifact ignore: nothing, unless the stage that made it says so. */
function ignoredOf(file: TensorFile): readonly Ignored[] {
  const about = file.metadata.has('matrix') ? metadataAt(file, 'matrix') : undefined;
  return isObject(about) && Array.isArray(about['upTo']) ? (about['upTo'] as readonly Ignored[]) : [];
}

/** Whether a `matrix` artifact contains the matrix of a layer. */
export async function hasMatrix(
  path: string,
  which: { readonly layer: string; readonly snapshot: Weights },
): Promise<boolean> {
  let has = false;
  await readTensors(path, (names) => {
    has = names.includes(`${which.layer}/${which.snapshot}`);
    return [];
  });
  return has;
}

/**
 * The named layer, or the only one.
 *
 * @throws StageFailure if it does not exist, or no layer is named and there are several
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
export function pairCosines({ count, cosines }: Matrix): Float64Array {
  const pairs = new Float64Array((count * (count - 1)) / 2);
  let found = 0;
  for (let row = 0; row < count; row++) {
    for (let column = row + 1; column < count; column++) {
      const cosine = cosines[row * count + column] as number;
      if (!Number.isNaN(cosine)) pairs[found++] = cosine;
    }
  }
  return pairs.subarray(0, found);
}

/** The largest cosine of a pair, of either sign; 0 without pairs. */
export function largestCosine(pairs: Float64Array): number {
  return pairs.reduce((most, cosine) => Math.max(most, Math.abs(cosine)), 0);
}
