import { StageFailure } from '../../engine/core/failure.ts';
import type { Activation } from '../../nn/activations.ts';
import type { Filters } from '../../nn/layers/kind.ts';
import type { Model } from '../../nn/model.ts';
import { inputOf } from '../../nn/pixels.ts';
import { randomOf } from '../../nn/random.ts';
import { layerOutput } from '../statistics/responses.ts';
import { windows } from '../../nn/layers/windows.ts';
import { IMAGE, wire } from '../../nn/wiring.ts';
import type { Volume } from '../../nn/volume.ts';
import { pixelScaleOf } from '../formats/pixel-scale.ts';
import { tensorAt } from '../formats/safetensors.ts';
import type { TensorFile } from '../formats/safetensors.ts';
import type { Slices } from '../../engine/core/slices.ts';

/** What the filters of a layer see: windows of the layer's input, at places of probe images. */
export interface Patches {
  /** `[count, dimension]`, each in the order of a filter's weights: row, column, channel. */
  readonly values: Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/** A layer with filters. */
export interface FilterLayer {
  readonly name: string;
  readonly filters: Filters;
  readonly activation: Activation;
}

/**
 * The first images of a split, as the network takes them.
 *
 * @throws StageFailure if the split has none, or they are not of the size that the model takes
 */
export function probeImages(
  dataset: TensorFile,
  model: Model,
  probe: { readonly split: string; readonly images: number },
): Volume[] {
  const { shape, data } = tensorAt(dataset, `${probe.split}.images`, 'U8');
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (count === 0) {
    throw new StageFailure(`Cannot probe filters: split "${probe.split}" of the dataset has no images`, {
      hint: 'Set "split" in "probe" to another one.',
    });
  }
  if ([height, width, channels].join() !== model.input.join()) {
    const [expected, found] = [model.input.join(' x '), [height, width, channels].join(' x ')];
    throw new StageFailure(`The model takes images of ${expected}, but the dataset has ${found}`);
  }
  const scale = pixelScaleOf(dataset);
  const size = height * width * channels;
  return Array.from({ length: Math.min(count, probe.images) }, (_, image) => {
    const pixels = data.subarray(image * size, (image + 1) * size);
    return {
      height,
      width,
      channels,
      data: Float64Array.from(pixels, (pixel, at) => inputOf(pixel, at % channels, scale)),
    };
  });
}

/** What a layer takes for one image: the output of the layer that it reads, in evaluation mode. */
export function* layerInput(
  model: Model,
  options: {
    readonly layer: FilterLayer;
    readonly weights: TensorFile;
    readonly snapshot: 'initial' | 'final';
    readonly image: Volume;
  },
): Slices<Volume> {
  const place = model.layers.findIndex(({ name }) => name === options.layer.name);
  const before = model.layers[wire(model.layers).inputs[place]?.[0] ?? IMAGE];
  if (before === undefined) return options.image;
  const { weights, snapshot, image } = options;
  return yield* layerOutput(model, { weights, snapshot, image, layer: before.name, channels: undefined });
}

/**
 * Windows of a layer's inputs: all of them, or as many as `limit` of them, at random places, as many from each image.
 *
 * @param inputs one for each image, all of the same size
 */
export function takePatches(
  layer: FilterLayer,
  inputs: readonly Volume[],
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Patches {
  const [first] = inputs;
  if (first === undefined) throw new Error('Internal error: no probe images');
  const { filters } = layer;
  const flat = filters.kernel === undefined;
  const [height, width] = flat ? [1, 1] : filters.kernel;
  const strides = flat ? ([1, 1] as const) : filters.strides;
  const padding = flat ? 'valid' : filters.padding;
  const shaped = inputs.map((input): Volume =>
    flat ? { height: 1, width: 1, channels: input.data.length, data: input.data } : input,
  );
  const { channels } = shaped[0] ?? first;
  const rows = windows(flat ? 1 : first.height, { window: height, stride: strides[0], padding });
  const columns = windows(flat ? 1 : first.width, { window: width, stride: strides[1], padding });
  const places = rows.count * columns.count;
  const each = Math.min(places, Math.max(1, Math.floor(limit / inputs.length)));
  const used = shaped.slice(0, Math.max(1, Math.min(shaped.length, limit)));
  const dimension = height * width * channels;
  const values = new Float64Array(used.length * each * dimension);
  const random = randomOf(seed, 'patches', layer.name);
  const order = Int32Array.from({ length: places }, (_, place) => place);
  for (const [image, input] of used.entries()) {
    for (let index = 0; index < each; index++) {
      if (each < places) {
        const other = index + random.below(places - index);
        [order[index], order[other]] = [order[other] as number, order[index] as number];
      }
      const place = order[index] as number;
      copyWindow(input, values, {
        start: (image * each + index) * dimension,
        top: Math.floor(place / columns.count) * strides[0] - rows.before,
        left: (place % columns.count) * strides[1] - columns.before,
        height,
        width,
      });
    }
  }
  return { values, count: used.length * each, dimension };
}

/** What lies outside the image stays 0. */
function copyWindow(
  input: Volume,
  values: Float64Array,
  at: {
    readonly start: number;
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  },
): void {
  const { channels } = input;
  for (let y = Math.max(-at.top, 0); y < Math.min(at.height, input.height - at.top); y++) {
    for (let x = Math.max(-at.left, 0); x < Math.min(at.width, input.width - at.left); x++) {
      const from = ((at.top + y) * input.width + at.left + x) * channels;
      values.set(input.data.subarray(from, from + channels), at.start + (y * at.width + x) * channels);
    }
  }
}
