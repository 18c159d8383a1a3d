import { CompletionItemKind, InsertTextFormat, MarkupKind, type CompletionItem } from 'vscode-languageserver/node';
import { isObject, valueAt, type Json, type JsonObject, type PathPart } from '../core/json.ts';
import { plain, type Document } from '../read/document.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { exampleOf } from './example.ts';
import { parseExtended } from '../read/extend.ts';
import { opening, schemaOf } from './file.ts';
import { misfitsAt } from './fitting.ts';
import { applying, describesVariant, keysOf, schemasAt } from './schema-at.ts';
import type { View } from './view.ts';

/** A word that may stand at the cursor. */
interface Offer {
  readonly word: string;
  readonly about?: string | undefined;
  readonly detail?: string | undefined;
  /** What is written instead of the word alone, with places for the cursor. */
  readonly snippet?: string | undefined;
  /** Offered earlier than others. */
  readonly first?: boolean;
}

/** What the features of a place need. */
interface Place {
  readonly cursor: Cursor;
  readonly whole: JsonObject;
  readonly file: JsonObject;
  readonly view: View;
}

/** What may be written at an offset of a file: keys, values, names. */
export function completionsAt(view: View, offset: number): readonly CompletionItem[] {
  const cursor = cursorAt(view.source, offset);
  if (cursor === undefined) return [];
  const merged = mergedOf(cursor.document, view);
  const place = {
    cursor,
    whole: schemaOf(merged, view.kind, view.workplace),
    file: plain(merged.root) as JsonObject,
    view,
  };
  const offers = cursor.writes === 'key' ? keyOffers(place, cursor.path) : valueOffers(place);
  const range = view.texts.rangeOf({ source: view.source, start: cursor.start, end: cursor.end });
  return offers.map(({ word, about, detail, snippet, first = false }) => ({
    label: word,
    kind: cursor.writes === 'key' || snippet !== undefined ? CompletionItemKind.Property : CompletionItemKind.Value,
    ...(detail !== undefined && { detail }),
    ...(about !== undefined && { documentation: { kind: MarkupKind.Markdown, value: about } }),
    sortText: `${first ? 0 : 1}${word}`,
    filterText: word,
    insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
    textEdit: { range, newText: snippet ?? word },
  }));
}

/** The file with what it extends, as the cursor's reading has it. */
function mergedOf(own: Document, { texts }: View): Document {
  if (own.root.fields?.has('extends') !== true) return own;
  const open = opening(texts.openFile, () => undefined);
  return parseExtended(own.source, open).document ?? own;
}

/** The keys that a mapping may still have. */
function keyOffers({ cursor, whole, file, view }: Place, path: readonly PathPart[]): readonly Offer[] {
  const schemas = schemasAt(whole, file, path);
  const mapping = isObject(valueAt(file, path)) ? cursor.others : [];
  const single = schemas.some(({ maxProperties }) => maxProperties === 1);
  if (single && mapping.length > 0) return [];
  const required = new Set(schemas.flatMap(({ required: names }) => (Array.isArray(names) ? (names as string[]) : [])));
  const misfits = single ? misfitsAt(view, { path, whole, file }) : new Map<string, string>();
  return [...keysOf(schemas)].flatMap(([key, schema]): readonly Offer[] => {
    if (mapping.includes(key)) return [];
    const why = misfits.get(key);
    const about = [why === undefined ? undefined : `Does not fit here: ${why}`, descriptionOf(schema, whole)];
    return [
      {
        word: key,
        about: about.filter((text) => text !== undefined).join('\n\n') || undefined,
        detail: why === undefined ? detailOf(schema, required.has(key), whole) : 'does not fit here',
        snippet: cursor.hasValue ? undefined : `${key}: ${valueSnippet(schema, whole)}`,
        first: single ? why === undefined && misfits.size > 0 : required.has(key),
      },
    ];
  });
}

/** What may be a value; where a mapping is expected, its keys as well. */
function valueOffers(place: Place): readonly Offer[] {
  const { cursor, whole, file } = place;
  const schemas = schemasAt(whole, file, cursor.path);
  // Keys cannot follow a key in its line.
  const keys = isInLineOfKey(cursor) ? [] : keyOffers(place, cursor.path);
  const words = wordsOf(place, schemas);
  if (keys.length + words.length > 0) return [...keys, ...words];
  const items = schemas.flatMap(({ items: each }) => (isObject(each) ? applying(each, whole, undefined) : []));
  return wordsOf(place, items).map((offer) => ({ ...offer, snippet: `[${escaped(offer.word)}$0]` }));
}

function isInLineOfKey({ document, start, inFlow }: Cursor): boolean {
  const { text } = document.source;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return inFlow ? /:\s*$/.test(before) : /:\s+$/.test(before);
}

function wordsOf({ cursor, whole, file }: Place, schemas: readonly JsonObject[]): readonly Offer[] {
  const offers = new Map<string, Offer>();
  const field = cursor.path.at(-1);
  const around = field === undefined ? [] : schemasAt(whole, file, cursor.path.slice(0, -1));
  const add = (word: Json, about?: string): void => {
    if (typeof word === 'object' || offers.get(String(word))?.about !== undefined) return;
    const text = String(word);
    offers.set(text, {
      word: text,
      about: about ?? (field === undefined ? undefined : describesVariant(around, whole, field, text)),
    });
  };
  for (const { const: only, enum: words, type, description, default: fallback } of schemas) {
    if (only !== undefined) add(only, typeof description === 'string' ? description : undefined);
    if (Array.isArray(words)) for (const word of words as readonly Json[]) add(word);
    if (type === 'boolean') for (const word of [true, false]) add(word);
    if (fallback !== undefined && fallback !== null) add(fallback, 'The default');
  }
  return [...offers.values()];
}

function descriptionOf(schema: JsonObject, whole: JsonObject): string | undefined {
  const found = applying(schema, whole, undefined).find(({ description }) => typeof description === 'string');
  return found?.['description'] as string | undefined;
}

/** `required`, or `default: 128`. */
function detailOf(schema: JsonObject, required: boolean, whole: JsonObject): string | undefined {
  if (required) return 'required';
  const fallback = applying(schema, whole, undefined).find((each) => each['default'] !== undefined)?.['default'];
  return fallback === undefined ? undefined : `default: ${JSON.stringify(fallback)}`;
}

/** `{ filters: $1, kernel: $2 }` for a mapping in one line; a place for the cursor for anything else. */
function valueSnippet(schema: JsonObject, whole: JsonObject): string {
  const object = applying(schema, whole, undefined).find(({ type }) => type === 'object');
  if (object === undefined || !isObject(object['properties'])) return '$0';
  const names = (object['required'] ?? []) as readonly string[];
  if (names.length === 0) return object['additionalProperties'] === false ? '{ $0 }' : '$0';
  // A mapping of mappings is written in lines.
  const keys = keysOf([object]);
  if (names.some((name) => isObject(exampleOf(keys.get(name) ?? {}, whole)))) return '$0';
  return `{ ${names.map((name, index) => `${escaped(name)}: \${${index + 1}}`).join(', ')} }`;
}

/** A word in a snippet, where `$` begins a place for the cursor. */
function escaped(word: string): string {
  return word.replaceAll(/[$}\\]/g, (sign) => `\\${sign}`);
}
