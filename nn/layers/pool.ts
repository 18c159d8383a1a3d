// What all pooling layers share.

import { pickChannels, type Slices, type Volume } from '../volume.ts';
import type { LayerKind } from './kind.ts';
import { describeWindows, pair, sides, slide, windows, type Padding, type Pair, type Size } from './windows.ts';

export interface PoolSettings {
  readonly name?: string;
  readonly size?: Size;
  /** Left out: the same as `size`. */
  readonly strides?: Size;
  readonly padding?: Padding;
}

export interface Pool<T extends string> {
  readonly type: T;
  readonly name: string;
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/**
 * A pooling layer, except for how it processes a batch.
 *
 * @param of.combine gives the one value for the values of a window
 */
export function pool<const T extends string>(
  type: T,
  of: {
    readonly description: string;
    readonly verb: string;
    readonly combine: (values: readonly number[]) => number;
    readonly apply: LayerKind<PoolSettings, Pool<T>>['apply'];
  },
): LayerKind<PoolSettings, Pool<T>> {
  return {
    type,
    prefix: 'pool',
    schema: {
      description: of.description,
      type: 'object',
      additionalProperties: false,
      properties: {
        name: { $ref: '#/$defs/name' },
        size: { $ref: '#/$defs/size', description: 'Height and width of the window', default: 2 },
        strides: {
          $ref: '#/$defs/size',
          description: 'Step from one window to the next. Default: the size of the window',
        },
        padding: { $ref: '#/$defs/padding', default: 'valid' },
      },
    },
    resolve({ size = 2, strides = size, padding = 'valid' }, name) {
      return { type, name, size: pair(size), strides: pair(strides), padding };
    },
    infer(layer, input) {
      const slid = slide(layer, input, { window: layer.size, what: 'window', at: [] });
      return 'message' in slid ? slid : { shape: [...slid.output, slid.channels], macs: 0, weights: [] };
    },
    apply: of.apply,
    *respond(layer, input, { channels }) {
      return pickChannels(yield* combineWindows(layer, input, of.combine), channels);
    },
    describe: (layer) => [`${of.verb} of ${sides(layer.size)}`, ...describeWindows(layer, layer.size)],
  };
}

type Windowing = Omit<Pool<string>, 'type' | 'name'>;
type Combine = (values: readonly number[]) => number;

/** Pauses after each row. */
function* combineWindows(layer: Windowing, input: Volume, combine: Combine): Slices<Volume> {
  const { size, strides, padding } = layer;
  const rows = windows(input.height, { window: size[0], stride: strides[0], padding });
  const columns = windows(input.width, { window: size[1], stride: strides[1], padding });
  const data = new Float64Array(rows.count * columns.count * input.channels);
  for (let row = 0; row < rows.count; row++) {
    const top = row * strides[0] - rows.before;
    for (let column = 0; column < columns.count; column++) {
      const left = column * strides[1] - columns.before;
      const found = combineWindow(input, { top, left, size }, combine);
      data.set(found, (row * columns.count + column) * input.channels);
    }
    yield;
  }
  return { height: rows.count, width: columns.count, channels: input.channels, data };
}

/** Combines each channel. Places outside the image count neither for the maximum nor for the mean, as in TensorFlow. */
function combineWindow(
  input: Volume,
  { top, left, size }: { readonly top: number; readonly left: number; readonly size: Pair },
  combine: Combine,
): Float64Array {
  const found = new Float64Array(input.channels);
  for (let channel = 0; channel < input.channels; channel++) {
    const values: number[] = [];
    for (let y = Math.max(top, 0); y < Math.min(top + size[0], input.height); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + size[1], input.width); x++) {
        values.push(input.data[(y * input.width + x) * input.channels + channel] ?? 0);
      }
    }
    found[channel] = combine(values);
  }
  return found;
}
