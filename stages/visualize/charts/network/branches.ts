import { INK } from '../../../drawing/colour.ts';
import { SIZE, text } from '../../../drawing/svg.ts';
import type { Box } from './boxes.ts';

/** A connection that leaves out boxes, as far as it runs above one row of boxes. */
export interface Branch {
  /** Numbers of boxes. */
  readonly from: number;
  readonly to: number;
  /** How high it runs: those that overlap run at different levels, from 0 on. */
  readonly level: number;
}

/** Between two levels, and between the lowest one and the boxes. */
const LEVEL = 12;

/** The connections of a row of boxes, `first` to `last`, that do not come from the box before. */
export function branchesOf(
  boxes: readonly Box[],
  { first, last }: { readonly first: number; readonly last: number },
): Branch[] {
  const ends = boxes.flatMap(({ reads }, to) => reads.filter((from) => from !== to - 1).map((from) => ({ from, to })));
  const here = ends.filter(({ from, to }) => from <= last && to >= first);
  // Short ones below long ones.
  const branches: Branch[] = [];
  for (const end of here.toSorted((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from)) {
    const taken = new Set(branches.filter(({ from, to }) => from < end.to && end.from < to).map(({ level }) => level));
    const level = Array.from({ length: taken.size + 1 }, (_, at) => at).find((at) => !taken.has(at)) ?? 0;
    branches.push({ ...end, level });
  }
  return branches;
}

/** How much room they need above the boxes. */
export function roomFor(branches: readonly Branch[]): number {
  return branches.length === 0 ? 0 : (Math.max(...branches.map(({ level }) => level)) + 1) * LEVEL + 6;
}

/** The middle of a box and its upper edge; undefined for a box in another row. */
export type Spot = { readonly middle: number; readonly top: number } | undefined;

/**
 * Draws a connection above a row of boxes. One from or to another row ends at the edge, where it says the name of the box.
 *
 * @param of.base the line above which they run
 */
export function drawBranch(
  { from, to, level }: Branch,
  of: {
    readonly boxes: readonly Box[];
    readonly spot: (box: number) => Spot;
    readonly base: number;
    readonly left: number;
    readonly right: number;
  },
): string[] {
  const y = of.base - 4 - level * LEVEL;
  const [start, end] = [of.spot(from), of.spot(to)];
  // Beside the middle, so that what comes and what goes are apart.
  const path = [
    start === undefined ? `M${of.left} ${y}` : `M${start.middle + 5} ${start.top} V${y}`,
    end === undefined ? `H${of.right}` : `H${end.middle - 5} V${end.top - 5}`,
  ];
  const parts = [`<path d="${path.join(' ')}" fill="none" stroke="${INK.frame}" stroke-width="1"/>`];
  if (end !== undefined) {
    const x = end.middle - 5;
    parts.push(
      `<path d="M${x - 3} ${end.top - 6} L${x} ${end.top - 1} L${x + 3} ${end.top - 6} Z" fill="${INK.frame}"/>`,
    );
  }
  const quiet = { size: SIZE.small, fill: INK.quiet } as const;
  if (start === undefined)
    parts.push(text(of.left - 4, y + 3, of.boxes[from]?.name ?? '', { ...quiet, anchor: 'end' }));
  if (end === undefined) parts.push(text(of.right + 4, y + 3, of.boxes[to]?.name ?? '', quiet));
  return parts;
}
