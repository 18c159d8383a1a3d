import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSchema } from '../../schema/read.ts';
import { TABLE } from '../../stages/similarity/table.ts';
import { summary } from '../../stages/visualize/charts/summary.ts';
import { ROOT } from '../helpers/assay.ts';

// Tables and metrics have columns called chance, z, lift and verdict. Whoever meets them must find what they mean in the same place.

/** What says that a word is explained, and how. */
const EXPLAINED: Readonly<Record<string, RegExp>> = {
  chance: /\bchance\*?[:, (]*(is )?the ratio of (similar pairs among )?random directions/,
  z: /\bz\*?[:, (]*(is )?the number of standard deviations between the ratio and chance/,
  lift: /\blift\*?[:, (]*(is )?the ratio divided by chance/,
  verdict: /\bverdicts?\b.*\bmore than\b.*\bfewer than\b.*\bno evidence against\b/i,
};

function descriptionOf(schema: object): string {
  return 'description' in schema && typeof schema.description === 'string' ? schema.description : '';
}

describe.each([
  ['the description of the stage similarity', () => descriptionOf(readSchema('stages/similarity'))],
  ['the description of the table summary', () => descriptionOf(summary.schema)],
  [
    'the guide',
    () =>
      readFileSync(join(ROOT, 'docs', 'guide.md'), 'utf8')
        .replaceAll('\n', ' ')
        .replaceAll('`', ''),
  ],
])('%s', (_, read) => {
  it.each(Object.keys(EXPLAINED))('explains the word "%s" [D13]', (word) => {
    expect(read()).toMatch(EXPLAINED[word] ?? /(?!)/);
  });
});

describe('the table of the stage similarity', () => {
  it('has no word of a comparison that is not among these', () => {
    const words = TABLE.flatMap(
      (column) => /(?:^|[a-z])(chance|z|lift|verdict|pValue)$/i.exec(column)?.[1]?.toLowerCase() ?? [],
    );
    expect(new Set(words)).toEqual(new Set(Object.keys(EXPLAINED)));
  });
});
