import { didYouMean, oneOf, type Diagnostic, type Source } from '../core/diagnostic.ts';
import type { PathPart } from '../core/json.ts';
import { withPart, type Document, type Located } from './document.ts';
import { parseYaml } from './yaml.ts';

const PATH = /^[^.[\]=]+(?:\.[^.[\]=]+|\[\d+\])*$/;

/**
 * Applies `--set path=value` arguments, for example `steps.training.epochs=2` or `sweep.filters=[8, 16]`. The value is
 * YAML, so a number stays a number; the result is checked like the file itself, with the argument as the place.
 */
export function applyOverrides(
  document: Document,
  overrides: readonly string[],
): { readonly document: Document; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let root = document.root;
  for (const text of overrides) {
    const source: Source = { file: '--set', text };
    const equals = text.indexOf('=');
    const path = text.slice(0, Math.max(0, equals)).trim();
    if (equals === -1 || !PATH.test(path)) {
      const message = `Expected path=value, for example steps.training.epochs=2, found "${text}"`;
      diagnostics.push({ message, at: { source, start: 0, end: text.length } });
      continue;
    }
    const parts = parsePath(path);
    const problem = pathProblem(root, parts);
    if (problem !== undefined) {
      diagnostics.push({ message: problem, at: { source, start: 0, end: path.length } });
      continue;
    }
    // The value keeps its offsets in the argument, so that a squiggle points into the argument.
    const value = parseYaml({ file: '--set', text: `value: ${text.slice(equals + 1)}` });
    const part = value.document?.root.fields?.get('value');
    if (part === undefined || value.diagnostics.length > 0) {
      const why = value.diagnostics[0]?.message ?? 'no value';
      diagnostics.push({
        message: `Cannot read the value of "${path}": ${why}`,
        at: { source, start: equals + 1, end: text.length },
      });
      continue;
    }
    const place = { source, start: equals + 1, end: text.length };
    const key = { source, start: 0, end: path.length };
    root = withPart(root, parts, { ...part, place, key });
  }
  return { document: { ...document, root }, diagnostics };
}

/** Returns why a path cannot be set, or undefined. An entry of a section must exist, or be given whole. */
function pathProblem(root: Located, parts: readonly PathPart[]): string | undefined {
  if (parts.includes('__proto__')) return 'The key "__proto__" is not allowed';
  const [section, entry, ...rest] = parts;
  const entries = root.fields?.get(String(section))?.fields;
  if (entries === undefined || entry === undefined || rest.length === 0 || entries.has(String(entry))) return undefined;
  const names = [...entries.keys()];
  return `There is no "${entry}" in "${section}"${didYouMean(String(entry), names) || `, which has ${oneOf(names)}`}`;
}

function parsePath(path: string): readonly PathPart[] {
  return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) =>
    match[1] === undefined ? match[0] : Number(match[1]),
  );
}
