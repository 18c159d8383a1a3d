import { canonical, isObject, type Json } from './json.ts';

/** What became of the items of a list of mappings. An index belongs to the list that contains the item. */
export type ListChange =
  | { readonly what: 'added'; readonly at: number; readonly value: Json }
  | { readonly what: 'removed'; readonly at: number; readonly value: Json }
  | { readonly what: 'moved'; readonly from: number; readonly to: number; readonly value: Json }
  /** The same item in both lists; its fields may differ. */
  | { readonly what: 'kept'; readonly from: number; readonly to: number };

/** If the product of two lengths is larger than this, the lists are compared as a whole. */
const MOST_COMPARISONS = 40_000;

/**
 * How one list of mappings became another, in the order of the new one. Matches equal items first, then, between these, items of
 * the same kind. So an inserted layer is one addition and not a change of every layer after it.
 *
 * @returns undefined for lists of other things, and for lists too long to compare
 */
export function compareLists(was: readonly Json[], now: readonly Json[]): readonly ListChange[] | undefined {
  if (was.length + now.length === 0 || ![...was, ...now].every(isObject)) return undefined;
  if (was.length * now.length > MOST_COMPARISONS) return undefined;
  const pairs = matched(was.map(canonical), now.map(canonical));
  const changes: ListChange[] = [];
  let [from, to] = [0, 0];
  for (const [i, j] of [...pairs, [was.length, now.length] as const]) {
    changes.push(...compareGap({ was, now, from, to, fromEnd: i, toEnd: j }));
    [from, to] = [i + 1, j + 1];
  }
  return withMoves(changes);
}

interface Gap {
  readonly was: readonly Json[];
  readonly now: readonly Json[];
  readonly from: number;
  readonly to: number;
  readonly fromEnd: number;
  readonly toEnd: number;
}

/** What became of the items between two that are equal. */
function compareGap({ was, now, from, to, fromEnd, toEnd }: Gap): readonly ListChange[] {
  const pairs = matched(was.slice(from, fromEnd).map(labelOf), now.slice(to, toEnd).map(labelOf));
  const changes: ListChange[] = [];
  let [i, j] = [from, to];
  for (const [a, b] of [...pairs, [fromEnd - from, toEnd - to] as const]) {
    for (; i < from + a; i++) changes.push({ what: 'removed', at: i, value: was[i] as Json });
    for (; j < to + b; j++) changes.push({ what: 'added', at: j, value: now[j] as Json });
    if (i < fromEnd && j < toEnd) changes.push({ what: 'kept', from: i++, to: j++ });
  }
  return changes;
}

/** Turns an item that is removed in one place and added in another into one that has moved. */
function withMoves(changes: readonly ListChange[]): readonly ListChange[] {
  const removed = new Map<string, ListChange & { readonly what: 'removed' }>();
  for (const change of changes) if (change.what === 'removed') removed.set(canonical(change.value), change);
  const gone = new Set<ListChange>();
  const moved = changes.map((change) => {
    const origin = change.what === 'added' ? removed.get(canonical(change.value)) : undefined;
    if (change.what !== 'added' || origin === undefined || gone.has(origin)) return change;
    gone.add(origin);
    return { what: 'moved', from: origin.at, to: change.at, value: change.value } as const;
  });
  return moved.filter((change) => !gone.has(change));
}

/** Pairs of indices of a longest common subsequence of two lists of texts. */
function matched(was: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  const lengths = new Uint32Array((was.length + 1) * width);
  for (let i = was.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        was[i] === now[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < was.length && j < now.length;) {
    if (was[i] === now[j]) pairs.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

/** What an item of a list is, for people: the one key of a layer, `conv2d`; else its name, or its keys. */
export function labelOf(value: Json): string {
  if (!isObject(value)) return '';
  const keys = Object.keys(value);
  if (keys.length === 1) return keys[0] ?? '';
  return typeof value['name'] === 'string' ? value['name'] : keys.sort().join(', ');
}
