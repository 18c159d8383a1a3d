import { StageFailure } from '../../engine/core/failure.ts';
import { BATCH_BYTES } from './part.ts';
import type { Part } from './part.ts';
import type { Reading } from './reading.ts';
import { square } from '../statistics/square.ts';

/**
 * Mean and standard deviation of each channel, for pixels from 0 to 1. The sums are of whole numbers, so the order of the images
 * does not matter.
 *
 * @throws StageFailure if all pixels of a channel are the same
 */
export async function measureScale(
  { shape, images }: Part,
  reading: Reading,
): Promise<{ readonly mean: number[]; readonly std: number[] }> {
  const channels = shape[2];
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  const batch = channels * BATCH_BYTES;
  for (let at = 0; at < images.length; at += channels) {
    if (at % batch === 0) await reading.pause();
    for (let channel = 0; channel < channels; channel++) {
      const histogram = counts[channel] as Float64Array;
      const value = images[at + channel] as number;
      histogram[value] = (histogram[value] as number) + 1;
    }
  }
  const pixels = images.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (const [channel, histogram] of counts.entries()) {
    const average = histogram.reduce((sum, count, value) => sum + count * value, 0) / pixels;
    const variance = histogram.reduce((sum, count, value) => sum + count * square(value - average), 0) / pixels;
    if (variance === 0) {
      throw new StageFailure(
        `Cannot standardize: all pixels of channel ${channel} are ${average} in the training images`,
        {
          hint: 'Leave "standardize" out.',
        },
      );
    }
    mean.push(average / 255);
    std.push(Math.sqrt(variance) / 255);
  }
  return { mean, std };
}
