import { INK } from '../drawing/colour.js';
import { textWidth } from '../drawing/font.js';
import { fixed } from '../drawing/number.js';
import { SIZE, line, text } from '../drawing/svg.js';
/**
 * The tree of a clustering, in the order of `merges`: heights never fall, because a complete-linkage cluster is no more
 * similar than its parts.
 *
 * @param order all leaves, those of every merge next to each other: `clusteredOrder(merges, count)`
 */
export function jointsOf(merges, order) {
    // A cluster is known by its smallest leaf.
    const branches = new Map(order.map((leaf, at) => [leaf, { place: at + 0.5, height: null }]));
    return merges.map(({ left, right, similarity }) => {
        const [a, b] = [Math.min(...left), Math.min(...right)];
        const sides = [branches.get(a), branches.get(b)];
        if (sides[0] === undefined || sides[1] === undefined)
            throw new Error('Internal error: a merge of unknown leaves');
        const height = 1 - similarity;
        branches.set(Math.min(a, b), { place: (sides[0].place + sides[1].place) / 2, height });
        return { branches: [sides[0], sides[1]], height };
    });
}
/**
 * An axis that begins at 0, or near the lowest joint where all joints are high: in hundreds of dimensions all filters are
 * nearly at right angles and join at almost 1.
 */
export function heightAxis(joints) {
    const heights = joints.map(({ height }) => height);
    const [low, high] = [Math.min(1, ...heights), Math.max(0.01, ...heights)];
    const base = low < high / 2 || low === high ? 0 : low;
    const [step, places] = STEPS.find(([size]) => high - base <= size * 5) ?? LARGEST;
    const first = base === 0 ? 0 : Math.max(Math.floor(base / step - 0.25), 0);
    const last = Math.ceil(high / step - 1e-9);
    const ticks = Array.from({ length: Math.max(last - first, 1) + 1 }, (_, at) => (first + at) * step);
    return { from: first * step, to: ticks.at(-1) ?? 1, ticks, places };
}
const LARGEST = [0.5, 1];
const STEPS = [[0.005, 3], [0.01, 2], [0.02, 2], [0.05, 2], [0.1, 1], [0.2, 1], LARGEST];
/** The tree of `leaves` leaves as SVG. */
export function dendrogramParts(joints, leaves, box) {
    const { left, top, width, bottom, foot } = box;
    const axis = heightAxis(joints);
    const right = left + width;
    const x = (place) => left + (place / leaves) * width;
    const y = (height) => bottom - ((height - axis.from) / (axis.to - axis.from)) * (bottom - top);
    const labels = axis.ticks.map((tick) => fixed(tick, axis.places));
    const titleLeft = right + 7 + Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small }))) + 13;
    const up = (place, from, to) => `M${two(x(place))} ${two(from)}V${two(to)}`;
    const across = joints.map(({ branches: [a, b], height }) => `M${two(x(a.place))} ${two(y(height))}H${two(x(b.place))}`);
    const sides = joints.flatMap(({ branches, height }) => branches.map((branch) => ({ ...branch, to: y(height) })));
    const stems = sides.map(({ place, height, to }) => (height === null ? up(place, foot, to) : ''));
    const trunks = sides.map(({ place, height, to }) => (height === null ? '' : up(place, y(height), to)));
    // No wider than half the distance of two leaves, as far as a pixel allows.
    const stroke = Math.min(Math.max(width / leaves / 2, 0.5), 1);
    return [
        ...axis.ticks.flatMap((tick, at) => [
            line([left, y(tick)], [right + 4, y(tick)], { stroke: INK.line, width: 0.5 }),
            text(right + 7, y(tick) + 3.4, labels[at] ?? '', { size: SIZE.small }),
        ]),
        text(titleLeft, (top + bottom) / 2, '1 − cosine', {
            size: SIZE.small,
            fill: INK.quiet,
            anchor: 'middle',
            rotate: -90,
        }),
        // Stems tell no more than that there is a leaf, and there are many.
        path(stems, { stroke: INK.frame, width: stroke }),
        path([...trunks, ...across], { stroke: INK.text, width: stroke }),
    ];
}
function path(parts, style) {
    return `<path d="${parts.join('')}" fill="none" stroke="${style.stroke}" stroke-width="${style.width}" stroke-linecap="square"/>`;
}
function two(value) {
    return Math.round(value * 100) / 100;
}
