import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import type { Located } from '../read/document.ts';
import type { View } from './view.ts';

const DEEPEST = 3;
const LONGEST_DETAIL = 60;

/** The parts of a file, down to the fields of a step or a definition. */
export function outlineOf({ file, texts }: Pick<View, 'file' | 'texts'>): readonly DocumentSymbol[] {
  const { own } = file;
  if (own === undefined) return [];
  const symbolOf = (name: string, located: Located, depth: number): DocumentSymbol | undefined => {
    const { key, place, fields } = located;
    // What an alias stands for is elsewhere.
    if (key === undefined || place.start < key.start) return undefined;
    const children =
      depth < DEEPEST ? [...(fields ?? [])].flatMap(([inner, part]) => symbolOf(inner, part, depth + 1) ?? []) : [];
    return {
      name: name === '' ? '""' : name,
      kind: depth === 1 ? SymbolKind.Namespace : fields === undefined ? SymbolKind.Property : SymbolKind.Object,
      ...detailOf(located),
      range: texts.rangeOf({ ...key, end: Math.max(key.end, place.end) }),
      selectionRange: texts.rangeOf(key),
      ...(children.length > 0 && { children }),
    };
  };
  return [...(own.root.fields ?? [])].flatMap(([name, part]) => symbolOf(name, part, 1) ?? []);
}

/** The value itself, or the stage of a step. */
function detailOf({ scalar, fields }: Located): { readonly detail?: string } {
  const shown = scalar ?? fields?.get('stage')?.scalar;
  if (shown === undefined || shown === null) return {};
  const text = String(shown);
  return { detail: text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL - 3)}...` };
}
