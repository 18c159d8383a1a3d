// The fast convolutions of native/, as far as they are known without loading anything.

import { narrower } from './instruction-sets.ts';

/** By instruction set, from wide to narrow: the files that setup compiles. */
const SETS = ['avx512', 'avx2'] as const;
export type KernelSet = (typeof SETS)[number] | 'generic';

/** The numbers in one register of each. */
export const LANES: Readonly<Record<KernelSet, number>> = { avx512: 16, avx2: 8, generic: 4 };

/** The kernels for a processor that may use instructions up to `isa`. */
export function kernelSetOf(isa: string): KernelSet {
  return SETS.find((set) => narrower(set, isa) === set) ?? 'generic';
}

/** The sizes of a convolution, with one stride, which is 1. */
export interface ConvolutionSizes {
  /** Height and width. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly channels: number;
  readonly filters: number;
}

/** There are algorithms for these kernels. */
const SQUARES: ReadonlySet<number> = new Set([3, 4, 5, 7]);
/** Transformed kernels in memory; more would not fit beside a training. */
const MOST_BYTES = 2 ** 29;
/** A tile has at most this many points, and a transformed kernel as many numbers. */
const POINTS = 64;

/** Images with up to so many channels are computed by plain sums, see native/thin.h, others in tiles. */
const MOST_OF_THIN = 7;
/** Between the two, and with fewer filters, the kernels fill half a register, and TensorFlow is faster. */
const FEWEST_OF_TILES = 16;
const FEWEST_FILTERS = 8;

/**
 * Whether the fast convolutions serve this one, and are faster than TensorFlow's: measured, see docs/performance.md.
 * Depends on nothing but the layer, so that training and evaluation, and batches of all sizes, agree.
 */
export function isFast({ kernel: [height, width], strides, channels, filters }: ConvolutionSizes): boolean {
  return (
    height === width &&
    SQUARES.has(height) &&
    strides.every((stride) => stride === 1) &&
    (channels <= MOST_OF_THIN || channels >= FEWEST_OF_TILES) &&
    filters >= FEWEST_FILTERS &&
    POINTS * channels * filters * Float32Array.BYTES_PER_ELEMENT <= MOST_BYTES
  );
}

/** Kernels whose tiles have an even number of rows, so that windows of 2 x 2 outputs lie within one; see tile_size in native/. */
const EVEN_TILES: ReadonlySet<number> = new Set([3, 5, 7]);

/** Whether they can find the largest of each 2 x 2 outputs in the same pass. */
export function poolsAlong({ size, channels }: { readonly size: number; readonly channels: number }): boolean {
  return EVEN_TILES.has(size) && channels > MOST_OF_THIN;
}
