// One image's value between two layers on the JavaScript side, in float64: enough to draw feature maps without the numeric
// backend, and an independent oracle for it. Training computes in float32; maps agree to about 1e-6 of their largest value.

/** `data` is `[height, width, channels]`. A flat value is `[1, 1, values]`, a sequence `[steps, 1, features]`. */
export interface Volume {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** A computation that pauses now and then, so that its caller can stop it or do something else in between. */
export type Slices<T> = Generator<undefined, T, undefined>;

/** Values of one shape: `[values]`, `[steps, features]` or `[height, width, channels]`. */
export function volumeOf(shape: readonly number[], data: Float64Array): Volume {
  const [first = 1, second = 1, third = 1] = shape;
  if (shape.length === 3) return { height: first, width: second, channels: third, data };
  if (shape.length === 2) return { height: first, width: 1, channels: second, data };
  return { height: 1, width: 1, channels: first, data };
}

/** The same values as one row. */
export function flattened({ data }: Volume): Volume {
  return { height: 1, width: 1, channels: data.length, data };
}

/** Only the channels named, in this order; left out, all. */
export function pickChannels(volume: Volume, channels: readonly number[] | undefined): Volume {
  if (channels === undefined) return volume;
  const places = volume.height * volume.width;
  const data = new Float64Array(places * channels.length);
  for (let place = 0; place < places; place++) {
    for (const [index, channel] of channels.entries()) {
      data[place * channels.length + index] = volume.data[place * volume.channels + channel] ?? 0;
    }
  }
  return { ...volume, channels: channels.length, data };
}
