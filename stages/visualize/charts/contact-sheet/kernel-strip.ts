import { square } from '../../../statistics/square.ts';
/** A matrix `[height, width]` of numbers, row by row. */
export interface Plane {
  readonly width: number;
  readonly values: Float64Array;
}

/** The same input channel of two filters, or the mean of all. */
export type PlanePair = readonly [Plane, Plane];

/** The parts of the kernels of two filters that are shown. */
export interface PairKernels {
  /** The mean over all input channels (SCIENCE S6); with one channel, that channel. */
  readonly mean: PlanePair;
  /** All channels in order, or as many as fit: those with the most weight, the greatest first. */
  readonly channels: readonly { readonly channel: number; readonly planes: PlanePair }[];
  /** The part of the squared norm in these channels, averaged over the two filters: 0..1. */
  readonly share: number;
}

/** How many input channels fit beside each other. */
export const MOST_CHANNELS = 8;

/**
 * Chooses the channels of a pair to show. A channel's weight is its part of the squared norm of its filter, averaged over the two
 * filters: so the smaller filter counts as much as the other, as in a cosine. Of equals, the first.
 *
 * @param channels the two kernels by input channel; neither filter is zero
 */
export function pairKernels(channels: readonly PlanePair[]): PairKernels {
  const norms = [0, 1].map((side) => channels.reduce((sum, planes) => sum + squares(planes[side]), 0));
  const weighed = channels.map((planes, channel) => ({
    channel,
    planes,
    weight: planes.reduce((sum, plane, side) => sum + squares(plane) / (norms[side] || 1) / 2, 0),
  }));
  const shown =
    channels.length <= MOST_CHANNELS
      ? weighed
      : [...weighed].sort((a, b) => b.weight - a.weight || a.channel - b.channel).slice(0, MOST_CHANNELS);
  const meanOf = (side: 0 | 1): Plane => meanPlane(channels.map((planes) => planes[side]));
  return {
    mean: [meanOf(0), meanOf(1)],
    channels: shown.map(({ channel, planes }) => ({ channel, planes })),
    share: shown.reduce((sum, { weight }) => sum + weight, 0),
  };
}

function squares(plane: Plane | undefined): number {
  return plane?.values.reduce((sum, weight) => sum + square(weight), 0) ?? 0;
}

function meanPlane(planes: readonly Plane[]): Plane {
  const [first] = planes;
  if (first === undefined) throw new Error('Internal error: a kernel without channels');
  const values = first.values.map(
    (_, place) => planes.reduce((sum, plane) => sum + (plane.values[place] ?? 0), 0) / planes.length,
  );
  return { width: first.width, values };
}
