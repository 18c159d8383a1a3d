import { fileURLToPath, pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver/node';
import type { Place, Source } from '../core/diagnostic.ts';
import type { OpenFile } from '../read/extend.ts';
import { LARGEST_FILE } from '../read/yaml.ts';

/** The texts of files as somebody sees them: with unsaved changes where they are open, else from the disk. */
export class Texts {
  readonly #open = new Map<string, TextDocument>();
  readonly #sources = new WeakMap<TextDocument, { readonly version: number; readonly source: Source }>();
  readonly #fromDisk: OpenFile;

  constructor(fromDisk: OpenFile) {
    this.#fromDisk = fromDisk;
  }

  set(document: TextDocument): string {
    const path = pathOf(document.uri);
    this.#open.set(path, document);
    return path;
  }

  close(path: string): void {
    this.#open.delete(path);
  }

  get(path: string): TextDocument | undefined {
    return this.#open.get(path);
  }

  paths(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** The text of an open document, always the same object for the same version. */
  sourceOf(path: string): Source | undefined {
    const document = this.#open.get(path);
    if (document === undefined) return undefined;
    const known = this.#sources.get(document);
    if (known?.version === document.version) return known.source;
    const source = { file: path, text: document.getText() };
    this.#sources.set(document, { version: document.version, source });
    return source;
  }

  /** Opens a file that another one extends, or a project's file. */
  readonly openFile: OpenFile = (path) => {
    const source = this.sourceOf(path) ?? this.#fromDisk(path);
    if ('message' in source || source.text.length <= LARGEST_FILE) return source;
    return { message: tooLarge(source) };
  };

  /** The address of a file: the one by which it is open, if it is. */
  uriOf(path: string): string {
    const open = this.#open.get(path);
    return open?.uri ?? (/^[a-z][a-z0-9+.-]+:/.test(path) ? path : pathToFileURL(path).href);
  }

  /** The range of a place, in the text that its file has now. */
  rangeOf({ source, start, end }: Place): Range {
    const document = this.#open.get(source.file) ?? TextDocument.create('', 'yaml', 0, source.text);
    return { start: document.positionAt(start), end: document.positionAt(end) };
  }
}

/** The absolute path of a file; of a document that is no file, its address. */
export function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}

/** Says that a text is larger than an experiment may be. */
export function tooLarge({ text }: Source): string {
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  return `The file has ${size}; an experiment file may have at most ${LARGEST_FILE / 1e6} MB. Put data into a dataset`;
}
