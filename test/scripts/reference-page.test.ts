import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isObject, type Json } from '../../engine/core/json.ts';
import { readSchema } from '../../schema/read.ts';
import { registry } from '../../stages/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs', 'reference.md'), 'utf8');

/** Names of keys anywhere in a schema: those of every `properties`, found by walking all of it. */
function keysIn(value: Json, into = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) keysIn(item, into);
  if (!isObject(value)) return into;
  if (isObject(value['properties'])) for (const key of Object.keys(value['properties'])) into.add(key);
  for (const part of Object.values(value)) keysIn(part, into);
  return into;
}

/** The rows of the page by the last part of their key. */
const rows = new Map(
  [...page.matchAll(/^\| `([^`]+)` \|.*$/gm)].map(([row, path = '']) => [path.split('.').at(-1) ?? '', row]),
);

describe('the reference page (D12)', () => {
  const schemas: Readonly<Record<string, Json>> = {
    'the file': readSchema('experiment'),
    ...registry.sections,
    ...Object.fromEntries(Object.values(registry.stages).map((stage) => [`stage ${stage.name}`, stage.schema])),
  };

  test.each(Object.entries(schemas))(
    'has a line with value and meaning for every key of %s, at every depth',
    (_, schema) => {
      const headings = new Set([...page.matchAll(/^####? `([^`]+)`$/gm)].map(([, name]) => name));
      for (const key of keysIn(schema)) {
        if (headings.has(key)) continue; // a layer or an optimizer
        expect(rows.get(key) ?? `no row ${key}`, key).toMatch(/^\| `[^`]+` \| [^|]+ \| .* \| .{5,} \|$/);
      }
    },
  );

  test.each([
    ['rate', '0 <= rate < 1'],
    ['momentum', '0 <= momentum < 1'],
    ['epsilon', 'number > 0'],
    ['fraction', '0 <= fraction < 1'],
    ['retries', 'whole number 0 .. 10'],
  ])('says which bounds of %s are excluded', (key, range) => {
    expect(rows.get(key)).toContain(range);
  });
});
