import type { Diagnostic as Shown } from 'vscode-languageserver/node';
import type { Diagnostic } from '../core/diagnostic.ts';
import { problemsByFile } from './problems.ts';
import type { Texts } from './texts.ts';

/**
 * Sends an editor what is wrong with each file. Several experiments may find fault with a file that all of them extend; it is shown
 * while one of them does.
 */
export class Publisher {
  readonly #send: (uri: string, diagnostics: readonly Shown[]) => void;
  /** File with a fault -> experiment that found it -> what it found. */
  readonly #found = new Map<string, Map<string, readonly Shown[]>>();

  constructor(send: (uri: string, diagnostics: readonly Shown[]) => void) {
    this.#send = send;
  }

  /** Replaces what one file found, in itself and in others. */
  publish(finder: string, diagnostics: readonly Diagnostic[], texts: Texts): void {
    const byFile = problemsByFile(diagnostics, texts);
    for (const [file, finders] of this.#found)
      if (finders.has(finder) && !byFile.has(file)) this.#replace(file, finder, [], texts);
    for (const [file, found] of byFile) this.#replace(file, finder, found, texts);
    // An editor waits for the answer that there is nothing.
    if (!byFile.has(finder)) this.#replace(finder, finder, [], texts);
  }

  #replace(file: string, finder: string, found: readonly Shown[], texts: Texts): void {
    const finders = this.#found.get(file) ?? new Map<string, readonly Shown[]>();
    if (found.length === 0) finders.delete(finder);
    else finders.set(finder, found);
    if (finders.size === 0) this.#found.delete(file);
    else this.#found.set(file, finders);
    const all = new Map([...finders.values()].flat().map((each) => [JSON.stringify([each.range, each.message]), each]));
    this.#send(texts.uriOf(file), [...all.values()]);
  }
}
