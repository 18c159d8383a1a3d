import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { PixelScale } from '../../nn/pixels.ts';
import { metadataAt } from './safetensors.ts';
import type { TensorFile } from './safetensors.ts';

/**
 * How a `dataset` artifact wants its pixels scaled; undefined when it does not say: 0 to 1.
 *
 * @throws StageFailure if what it says is no scale
 */
export function pixelScaleOf(dataset: TensorFile): PixelScale | undefined {
  const about = metadataAt(dataset, 'dataset');
  const scale = isObject(about) ? about['scale'] : undefined;
  if (scale === undefined) return undefined;
  const { mean, std } = isObject(scale) ? (scale as Record<string, Json | undefined>) : {};
  if (isNumbers(mean) && isNumbers(std) && mean.length === std.length) return { mean, std };
  throw new StageFailure(`Expected mean and deviation of each channel in the dataset, found ${JSON.stringify(scale)}`);
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number');
}
