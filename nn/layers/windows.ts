import type { Misfit, NamedLayer, Shape } from './kind.ts';
import { nameOf } from './kind.ts';

export type Padding = 'valid' | 'same';
/** Sizes of an image axis pair as `[height, width]`. */
export type Pair = readonly [number, number];
/** One number stands for both axes. */
export type Size = number | Pair;

export function pair(size: Size): Pair {
  return typeof size === 'number' ? [size, size] : size;
}

/** Where windows lie along one axis: `count` of them, the first one `before` places before the image's edge. */
export function windows(
  size: number,
  options: { readonly window: number; readonly stride: number; readonly padding: Padding },
): { readonly count: number; readonly before: number } {
  const { window, stride, padding } = options;
  if (padding === 'valid') return { count: Math.floor((size - window) / stride) + 1, before: 0 };
  // TensorFlow's rule: if the padding is odd, the extra place comes at the end.
  const count = Math.ceil(size / stride);
  return { count, before: Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2) };
}

/** The windows of a layer over an image: what convolution and pooling share. */
export interface Windowed extends NamedLayer {
  readonly strides: Pair;
  readonly padding: Padding;
}

/**
 * `[height, width]` of the output and the channels of the input, or why the windows do not fit.
 *
 * @param of the window, its name in messages, and the setting at fault if it does not fit
 */
export function slide(
  layer: Windowed,
  input: Shape,
  of: { readonly window: Pair; readonly what: string; readonly at: readonly string[] },
): { readonly output: Pair; readonly channels: number } | Misfit {
  const [height, width, channels] = input;
  const who = nameOf(layer);
  if (height === undefined || width === undefined || channels === undefined)
    return { at: [], message: `${who} needs an image, found ${input.join('x')} flat values: put it before 'flatten'` };
  const { strides, padding } = layer;
  const { window, what, at } = of;
  const output: Pair = [
    windows(height, { window: window[0], stride: strides[0], padding }).count,
    windows(width, { window: window[1], stride: strides[1], padding }).count,
  ];
  if (output[0] >= 1 && output[1] >= 1) return { output, channels };
  const reduced = output.map((size) => Math.max(size, 0)).join('x');
  const fault = `its ${window.join('x')} ${what} does not fit`;
  return { at, message: `${who} reduces ${height}x${width} to ${reduced}: ${fault}` };
}

/** `3 × 3`. */
export function sides([height, width]: Pair): string {
  return `${height} × ${width}`;
}

/** What drawings say about unusual strides and padding. */
export function describeWindows({ strides, padding }: Windowed, usual: Pair): string[] {
  const words: string[] = [];
  if (String(strides) !== String(usual)) {
    words.push(`stride ${strides[0] === strides[1] ? strides[0] : sides(strides)}`);
  }
  if (padding === 'same') words.push('padded');
  return words;
}
