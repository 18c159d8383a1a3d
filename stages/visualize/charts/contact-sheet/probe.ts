import { StageFailure } from '../../../../engine/core/failure.ts';
import { inputOf } from '../../../../nn/pixels.ts';
import type { PixelScale } from '../../../../nn/pixels.ts';
import { pixelScaleOf } from '../../../formats/pixel-scale.ts';
import { readSafetensors, tensorAt } from '../../../formats/safetensors.ts';
import type { Volume } from '../../../../nn/volume.ts';

/** Which image. */
export interface ProbeChoice {
  readonly split: 'test' | 'validation' | 'train';
  /** Default: 7 if there is such a class, else the last class. */
  readonly class?: number;
}

/** One image of a dataset. */
export interface Probe {
  /** Pixels, 0..1. */
  readonly image: Volume;
  /** The values that a classifier gets: standardized if the dataset says so. */
  readonly input: Volume;
  readonly label: number;
  /** Its index in its split. */
  readonly index: number;
}

/**
 * The first image of a class; without one, of class 7 where the split has it, else of its last class.
 *
 * @param path a `dataset` artifact
 * @throws StageFailure if the split has no image of the class
 */
export async function readProbe(path: string, which: ProbeChoice): Promise<Probe> {
  const file = await readSafetensors(path);
  const labels = tensorAt(file, `${which.split}.labels`, 'U8').data;
  const images = tensorAt(file, `${which.split}.images`, 'U8');
  const label = which.class ?? (labels.includes(7) ? 7 : labels.reduce((a, b) => Math.max(a, b), 0));
  const index = labels.indexOf(label);
  if (index < 0) {
    const classes = [...new Set(labels)].sort((a, b) => a - b).join(', ');
    throw new StageFailure(`Cannot find an image of class ${label} in split "${which.split}"`, {
      hint:
        classes === ''
          ? 'This split has no images: set "split" in "probe" to another.'
          : `Set "class" in "probe" to one that it has images of: ${classes}.`,
    });
  }
  const [, height = 0, width = 0, channels = 0] = images.shape;
  const size = height * width * channels;
  const pixels = images.data.subarray(index * size, (index + 1) * size);
  const volume = (scale?: PixelScale): Volume => {
    const data = Float64Array.from(pixels, (pixel, at) => inputOf(pixel, at % channels, scale));
    return { height, width, channels, data };
  };
  return { image: volume(), input: volume(pixelScaleOf(file)), label, index };
}

/** The channels of the probe, each `[height, width]`. */
export function channelsOf({ image: { data, channels } }: Probe): Float64Array[] {
  return Array.from({ length: channels }, (_, channel) => data.filter((__, index) => index % channels === channel));
}
