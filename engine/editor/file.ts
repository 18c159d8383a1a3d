import { basename } from 'node:path';
import type { Source } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import type { Registry } from '../core/stage.ts';
import { editorSchema } from '../read/editor-schema.ts';
import { parseExtended, type OpenFile } from '../read/extend.ts';
import { plain, type Document } from '../read/document.ts';
import { PROJECT_FILE } from '../read/find-project.ts';
import { fileNames } from '../read/file-names.ts';
import { mentionsIn, type Mention } from './mentions.ts';
import { repair, type Repaired } from './repair.ts';
import type { Workplace } from './workplace.ts';

/** What a file is to the server. A `part` is what experiments extend; `other` files are not Assay's. */
export type FileKind = 'experiment' | 'part' | 'project' | 'other';

/** A file whose text somebody may be changing, read as far as it can be. */
export interface ReadFile {
  readonly source: Source;
  readonly repaired: Repaired;
  readonly kind: FileKind;
  /** The file alone; undefined when it cannot be read. */
  readonly own: Document | undefined;
  /** The file with what it extends. */
  readonly merged: Document | undefined;
  /** The files that it extends, directly or not. */
  readonly bases: readonly string[];
}

/** Reads a file and those that it extends. */
export function readFile(source: Source, workplace: Workplace, open: OpenFile): ReadFile {
  const repaired = repair(source);
  const { document: own } = repaired;
  const kind = kindOf(source, workplace);
  if (own === undefined || kind === 'project' || own.root.fields?.has('extends') !== true)
    return { source, repaired, kind, own, merged: own, bases: [] };
  const bases: string[] = [];
  const { document: merged = own } = parseExtended(
    own.source,
    opening(open, (base) => bases.push(base.source.file)),
  );
  return { source, repaired, kind, own, merged, bases };
}

/** Opens files like `open`, leaving out what cannot be read of them; `tell` hears of each. */
export function opening(open: OpenFile, tell: (base: Repaired) => void): OpenFile {
  return (path) => {
    const found = open(path);
    if ('message' in found) return found;
    const repaired = repair(found);
    tell({ ...repaired, source: repaired.document === undefined ? found : repaired.source });
    return repaired.document === undefined ? { file: path, text: '{}' } : repaired.source;
  };
}

/**
 * What a file is, by its name and the keys at the left of its lines: an experiment has `experiment`, a part has others that only
 * Assay's files have together. Looks at the text alone, because every key that is typed asks.
 */
export function kindOf({ file, text }: Source, { registry, frame, root }: Workplace): FileKind {
  if (basename(file) === PROJECT_FILE) return 'project';
  if (
    /^\s*\{?\s*["']?experiment["']?\s*:/m.test(text) ||
    /^# yaml-language-server:.*experiment\.schema\.json/m.test(text)
  )
    return 'experiment';
  const known = new Set([...Object.keys(frame['properties'] as JsonObject), ...Object.keys(registry.sections)]);
  const found = new Set(
    Array.from(text.matchAll(/^([a-z]+)\s*:/gm), ([, key = '']) => key).filter((key) => known.has(key)),
  );
  return found.size >= (root === undefined ? 2 : 1) ? 'part' : 'other';
}

const schemas = new WeakMap<Registry, { readonly names: string; readonly schema: JsonObject }>();

/** The schema of a whole file: of a project's file, or of an experiment with the names that it gives. Kept while these are the same. */
export function schemaOf(
  document: Document,
  kind: FileKind,
  { frame, registry, projectSchema }: Workplace,
): JsonObject {
  if (kind === 'project') return projectSchema;
  const names = fileNames(document, registry);
  const text = JSON.stringify(names);
  const known = schemas.get(registry);
  if (known?.names === text) return known.schema;
  const schema = editorSchema(frame, registry, names);
  schemas.set(registry, { names: text, schema });
  return schema;
}

const mentionsOf = new WeakMap<ReadFile, { readonly workplace: Workplace; readonly mentions: readonly Mention[] }>();

/** The names in a file. Found once. */
export function mentionsOfFile(file: ReadFile, workplace: Workplace): readonly Mention[] {
  const known = mentionsOf.get(file);
  if (known?.workplace === workplace) return known.mentions;
  const { own, merged } = file;
  const mentions =
    own === undefined || merged === undefined
      ? []
      : mentionsIn({ root: own.root, merged: plain(merged.root) as JsonObject }, workplace.registry);
  mentionsOf.set(file, { workplace, mentions });
  return mentions;
}
