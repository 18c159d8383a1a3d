// A convolution and its gradients in plain loops, in float64: what the kernels are held against.

export interface Sizes {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  /** Rows and columns of the kernel. */
  readonly size: number;
  readonly padding: 'valid' | 'same';
}

export interface Reference {
  /** With the bias, and after relu where that is asked for. */
  readonly y: Float64Array;
  readonly dx: Float64Array;
  readonly dkernel: Float64Array;
  readonly dbias: Float64Array;
}

export function outputOf({ height, width, size, padding }: Sizes): readonly [number, number] {
  return padding === 'same' ? [height, width] : [height - size + 1, width - size + 1];
}

/** All three passes. `dy`: of the output; with relu it counts only where the output is positive. */
export function convolve(
  sizes: Sizes,
  given: { x: Float32Array; kernel: Float32Array; bias: Float32Array; dy: Float32Array },
  relu: boolean,
): Reference {
  const { images, height, width, channels, filters, size, padding } = sizes;
  const { x, kernel, bias, dy } = given;
  const [rows, columns] = outputOf(sizes);
  const before = padding === 'same' ? Math.floor((size - 1) / 2) : 0;
  const y = new Float64Array(images * rows * columns * filters);
  const [dx, dkernel, dbias] = [x, kernel, bias].map(({ length }) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let output = 0; output < images * rows * columns; output++) {
    const [image, row, column] = [
      Math.floor(output / (rows * columns)),
      Math.floor(output / columns) % rows,
      output % columns,
    ];
    const taps: (readonly [pixel: number, tap: number])[] = [];
    for (let tap = 0; tap < size * size; tap++) {
      const [v, h] = [row - before + Math.floor(tap / size), column - before + (tap % size)];
      if (v >= 0 && v < height && h >= 0 && h < width) taps.push([((image * height + v) * width + h) * channels, tap]);
    }
    const first = output * filters;
    y.set(bias, first);
    for (const [pixel, tap] of taps)
      for (let channel = 0; channel < channels; channel++) {
        const weight = (tap * channels + channel) * filters;
        for (let filter = 0; filter < filters; filter++)
          y[first + filter]! += x[pixel + channel]! * kernel[weight + filter]!;
      }
    const gradient = dy.slice(first, first + filters);
    for (let filter = 0; filter < filters; filter++) {
      if (relu && !(y[first + filter]! > 0)) gradient[filter] = 0;
      if (relu && y[first + filter]! < 0) y[first + filter] = 0;
      dbias[filter]! += gradient[filter]!;
    }
    for (const [pixel, tap] of taps)
      for (let channel = 0; channel < channels; channel++) {
        const weight = (tap * channels + channel) * filters;
        for (let filter = 0; filter < filters; filter++) {
          dx[pixel + channel]! += gradient[filter]! * kernel[weight + filter]!;
          dkernel[weight + filter]! += gradient[filter]! * x[pixel + channel]!;
        }
      }
  }
  return { y, dx, dkernel, dbias };
}

/** |found - expected| / |expected|, both as one long vector. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    difference += (found[at]! - expected[at]!) ** 2;
    norm += expected[at]! ** 2;
  }
  return Math.sqrt(difference / norm);
}
