import { Document, isCollection, isMap, visit } from 'yaml';
import type { JsonObject } from '../core/json.ts';

/** A list or mapping of at most this many letters stands on one line. */
const LONGEST = 110;

/** Returns an experiment as YAML, laid out as people write it: what is short and holds nothing nested stands on one line. */
export function sourceText(source: JsonObject): string {
  const document = new Document(source);
  visit(document, {
    Collection(_, node) {
      const inner = node.items.map((item) => (isMap(node) ? (item as { value: unknown }).value : item));
      const nested = inner.some((value) => isCollection(value) && value.items.length > 0);
      if (!nested && node !== document.contents && JSON.stringify(node).length <= LONGEST) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 130 });
}
