import type { Place, Source } from '../core/diagnostic.ts';
import type { Json, JsonObject, PathPart } from '../core/json.ts';

/** A JSON value with the place of each of its parts in the source text. */
export interface Located {
  readonly place: Place;
  /** The place of the key, for a value of a mapping. */
  readonly key?: Place;
  readonly scalar?: null | boolean | number | string;
  readonly fields?: ReadonlyMap<string, Located>;
  readonly items?: readonly Located[];
}

/** The content of one file, with `--set` overrides applied: values and their places. */
export interface Document {
  readonly source: Source;
  readonly root: Located;
}

/** Returns the plain JSON value, in ordinary objects: hostile keys were refused while reading. */
export function plain(located: Located): Json {
  if (located.items !== undefined) return located.items.map(plain);
  if (located.fields !== undefined) {
    const object: Record<string, Json> = {};
    for (const [key, field] of located.fields) object[key] = plain(field);
    return object satisfies JsonObject;
  }
  return located.scalar ?? null;
}

/** Returns the place of the deepest part of `path` that the text has: where the user must look. */
export function placeOf(document: Document, path: readonly PathPart[], what: 'key' | 'value' = 'value'): Place {
  let current = document.root;
  let depth = 0;
  for (const part of path) {
    const next = typeof part === 'number' ? current.items?.[part] : current.fields?.get(part);
    if (next === undefined) break;
    current = next;
    depth++;
  }
  // A missing part is reported at the key of the mapping that lacks it: one word rather than a whole block.
  const missing = depth < path.length || current.fields !== undefined || current.items !== undefined;
  return (what === 'key' || missing) && current.key !== undefined ? current.key : current.place;
}

/** Returns `located` with the part at `path` replaced; creates missing mappings on the way. */
export function withPart(located: Located | undefined, path: readonly PathPart[], part: Located): Located {
  const [first, ...rest] = path;
  if (first === undefined) return located?.key === undefined ? part : { ...part, key: part.key ?? located.key };
  if (typeof first === 'number') {
    const items = [...(located?.items ?? [])];
    items[first] = withPart(items[first], rest, part);
    return { place: located?.place ?? part.place, ...(located?.key && { key: located.key }), items };
  }
  const fields = new Map(located?.fields);
  const child = withPart(fields.get(first), rest, part);
  fields.set(first, { ...child, key: child.key ?? part.place });
  return { place: located?.place ?? part.place, ...(located?.key && { key: located.key }), fields };
}
