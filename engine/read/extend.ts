import { dirname, isAbsolute, join } from 'node:path';
import { tidyDiagnostics, type Diagnostic, type Place, type Source } from '../core/diagnostic.ts';
import { parseYaml } from './yaml.ts';
import type { Document, Located } from './document.ts';

/** Files that extend each other deeper than this are a mistake. */
const DEEPEST = 20;
/** A base that several files share is merged once for each of them. */
const MOST_FILES = 200;

/** Gives the text of a file, or says why it has none, with the place if that is in the file itself. */
export type OpenFile = (path: string) => Source | { readonly message: string; readonly at?: Place };

/**
 * Parses a file and the files that it extends, and merges them: `extends: [base.yaml, ...]`, paths relative to the file that
 * says so. What comes later wins: the bases in their order, then the file itself. Mappings are merged key by key, a list or a
 * value replaces the one before it, and null removes it. Every value keeps the place it came from.
 */
export function parseExtended(
  source: Source,
  open: OpenFile,
): { readonly document?: Document; readonly diagnostics: readonly Diagnostic[] } {
  const reader = new Reader(open);
  const root = reader.read(source, []);
  if (reader.diagnostics.length > 0 || root === undefined) return { diagnostics: tidyDiagnostics(reader.diagnostics) };
  return { document: { source, root }, diagnostics: [] };
}

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #open: OpenFile;
  #files = 0;

  constructor(open: OpenFile) {
    this.#open = open;
  }

  /** The merged mapping of a file. `trail` are the files that led here, outermost first. */
  read(source: Source, trail: readonly string[]): Located | undefined {
    const { document, diagnostics } = parseYaml(source);
    this.diagnostics.push(...diagnostics);
    if (document === undefined) return undefined;
    const own = without(document.root, 'extends');
    const bases = this.#basesOf(document.root, source.file);
    let merged: Located | undefined;
    for (const { path, at } of bases) {
      const base = this.#base(path, at, [...trail, source.file]);
      if (base !== undefined) merged = merged === undefined ? base : merge(merged, base);
    }
    return merged === undefined ? own : merge(merged, own);
  }

  #base(path: string, at: Place, trail: readonly string[]): Located | undefined {
    if (trail.includes(path)) {
      const circle = [...trail.slice(trail.indexOf(path)), path].join(' -> ');
      this.diagnostics.push({ message: `These files extend each other in a circle: ${circle}`, at });
      return undefined;
    }
    this.#files += 1;
    if (trail.length > DEEPEST || this.#files > MOST_FILES) {
      if (this.#files <= MOST_FILES + 1) {
        const message = `Too many files extend each other: at most ${DEEPEST} levels and ${MOST_FILES} files are allowed`;
        this.diagnostics.push({ message, at });
      }
      return undefined;
    }
    const source = this.#open(path);
    if ('message' in source) {
      this.diagnostics.push({ at, ...source });
      return undefined;
    }
    return this.read(source, trail);
  }

  #basesOf(root: Located, file: string): readonly { readonly path: string; readonly at: Place }[] {
    const field = root.fields?.get('extends');
    if (field === undefined) return [];
    const items = field.items ?? [field];
    return items.flatMap((item) => {
      if (typeof item.scalar === 'string' && item.scalar !== '')
        return [{ path: isAbsolute(item.scalar) ? item.scalar : join(dirname(file), item.scalar), at: item.place }];
      const message = 'Expected the path of an experiment file in "extends", such as base.yaml';
      this.diagnostics.push({ message, at: item.place });
      return [];
    });
  }
}

/** `over` laid over `base`. */
function merge(base: Located, over: Located): Located {
  if (base.fields === undefined || over.fields === undefined) return over;
  const fields = new Map(base.fields);
  for (const [key, value] of over.fields) {
    const before = fields.get(key);
    if (value.scalar === null) fields.delete(key);
    else fields.set(key, before === undefined ? value : merge(before, value));
  }
  return { ...over, fields };
}

function without(located: Located, key: string): Located {
  if (located.fields?.has(key) !== true) return located;
  return { ...located, fields: new Map([...located.fields].filter(([name]) => name !== key)) };
}
