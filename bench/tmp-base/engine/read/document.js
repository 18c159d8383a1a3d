/** The plain JSON value. Own, ordinary objects: hostile keys were refused while reading. */
export function plain(located) {
    if (located.items !== undefined)
        return located.items.map(plain);
    if (located.fields !== undefined) {
        const object = {};
        for (const [key, field] of located.fields)
            object[key] = plain(field);
        return object;
    }
    return located.scalar ?? null;
}
/** The place of the deepest part of `path` that the text has: where a person must look. */
export function placeOf(document, path, what = 'value') {
    let current = document.root;
    let depth = 0;
    for (const part of path) {
        const next = typeof part === 'number' ? current.items?.[part] : current.fields?.get(part);
        if (next === undefined)
            break;
        current = next;
        depth++;
    }
    // A part that is missing is reported at the key of the mapping that lacks it: one word rather than a whole block.
    const missing = depth < path.length || current.fields !== undefined || current.items !== undefined;
    return (what === 'key' || missing) && current.key !== undefined ? current.key : current.place;
}
/** `located` with the part at `path` replaced; mappings on the way are made where they are missing. */
export function withPart(located, path, part) {
    const [first, ...rest] = path;
    if (first === undefined)
        return located?.key === undefined ? part : { ...part, key: part.key ?? located.key };
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
