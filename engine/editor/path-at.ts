import type { Place } from '../core/diagnostic.ts';
import type { PathPart } from '../core/json.ts';
import type { Located } from '../read/document.ts';

/** What is at an offset: the innermost key or value. */
export interface Spot {
  readonly path: readonly PathPart[];
  readonly on: 'key' | 'value';
  readonly place: Place;
  readonly located: Located;
}

/** Returns what of a document is at an offset; undefined between its parts. */
export function spotAt(root: Located, offset: number): Spot | undefined {
  const path: PathPart[] = [];
  let at: Located = root;
  for (;;) {
    const inner = partAt(at, offset);
    if (inner === undefined)
      return at.scalar === undefined ? undefined : { path, on: 'value', place: at.place, located: at };
    const [part, located] = inner;
    path.push(part);
    if (located.key !== undefined && holds(located.key, offset))
      return { path, on: 'key', place: located.key, located };
    at = located;
  }
}

/** Returns the part of a document at a path, if it has one. */
export function partOf(root: Located, path: readonly PathPart[]): Located | undefined {
  let at: Located | undefined = root;
  for (const part of path) at = typeof part === 'number' ? at?.items?.[part] : at?.fields?.get(part);
  return at;
}

/** Calls `visit` for every part of a document, from the top down. */
export function visitParts(
  located: Located,
  visit: (path: readonly PathPart[], located: Located) => void,
  path: readonly PathPart[] = [],
): void {
  visit(path, located);
  for (const [index, item] of (located.items ?? []).entries()) visitParts(item, visit, [...path, index]);
  for (const [key, field] of located.fields ?? []) visitParts(field, visit, [...path, key]);
}

function partAt(at: Located, offset: number): readonly [PathPart, Located] | undefined {
  for (const [key, field] of at.fields ?? []) {
    if ((field.key !== undefined && holds(field.key, offset)) || holds(field.place, offset)) return [key, field];
  }
  const index = at.items?.findIndex(({ place }) => holds(place, offset)) ?? -1;
  const item = at.items?.[index];
  return item === undefined ? undefined : [index, item];
}

/** Whether an offset is in a place or at its end, where a cursor after a word is. */
function holds({ start, end }: Place, offset: number): boolean {
  return start <= offset && offset <= end;
}
