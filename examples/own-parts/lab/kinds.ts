import type { ArtifactDifference, ArtifactKind } from 'assay';

/** Artifacts of your own kind connect to inputs of that kind only, and `assay verify` knows how to compare them. */
export const kinds: Readonly<Record<string, ArtifactKind>> = {
  norms: { extension: 'csv', tolerance: 1e-4, difference },
};

async function difference(a: string, b: string): Promise<ArtifactDifference> {
  // Imported when something is compared, and not whenever Assay plans.
  const { readTable } = await import('assay/formats');
  const [first, second] = [await readTable(a), await readTable(b)];
  if (first.rows.length !== second.rows.length)
    // No tolerance holds where the two differ in more than numbers.
    return { size: null, absolute: 0, relative: 0, text: 'in the number of filters' };
  let [absolute, relative] = [0, 0];
  for (const [index, row] of first.rows.entries()) {
    const [x, y] = [Number(row['norm']), Number(second.rows[index]?.['norm'])];
    const gap = Math.abs(x - y);
    absolute = Math.max(absolute, gap);
    relative = Math.max(relative, gap / Math.max(1, Math.abs(x), Math.abs(y)));
  }
  return { size: relative, absolute, relative, text: `by up to ${absolute.toPrecision(3)}` };
}
