/** More input channels than this do not fit beside each other. */
export const MOST_CHANNELS = 8;
/**
 * Chooses the channels of a pair to show. A channel weighs its part of the squared norm of its filter, the mean of the two
 * filters: so the smaller filter counts as much as the other one, as it does in a cosine. Of equals the first.
 *
 * @param channels the two kernels by input channel, none of the two filters zero
 */
export function pairKernels(channels) {
    const norms = [0, 1].map((side) => channels.reduce((sum, planes) => sum + squares(planes[side]), 0));
    const weighed = channels.map((planes, channel) => ({
        channel,
        planes,
        weight: planes.reduce((sum, plane, side) => sum + squares(plane) / (norms[side] || 1) / 2, 0),
    }));
    const shown = channels.length <= MOST_CHANNELS
        ? weighed
        : [...weighed].sort((a, b) => b.weight - a.weight || a.channel - b.channel).slice(0, MOST_CHANNELS);
    const meanOf = (side) => meanPlane(channels.map((planes) => planes[side]));
    return {
        mean: [meanOf(0), meanOf(1)],
        channels: shown.map(({ channel, planes }) => ({ channel, planes })),
        share: shown.reduce((sum, { weight }) => sum + weight, 0),
    };
}
function squares(plane) {
    return plane?.values.reduce((sum, weight) => sum + weight ** 2, 0) ?? 0;
}
function meanPlane(planes) {
    const [first] = planes;
    if (first === undefined)
        throw new Error('Internal error: a kernel without channels');
    const values = first.values.map((_, place) => planes.reduce((sum, plane) => sum + (plane.values[place] ?? 0), 0) / planes.length);
    return { width: first.width, values };
}
