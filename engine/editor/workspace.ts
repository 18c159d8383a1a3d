import { basename } from 'node:path';
import { Cancelled } from '../core/failure.ts';
import type { Diagnostic, Source } from '../core/diagnostic.ts';
import type { OpenFile } from '../read/extend.ts';
import { PROJECT_FILE } from '../read/find-project.ts';
import { analyse, type Analysis } from './analysis.ts';
import { kindOf, readFile, schemaOf, type ReadFile } from './file.ts';
import { filesThatExtend } from './relatives.ts';
import { Texts } from './texts.ts';
import type { View } from './view.ts';
import type { Host, Outlook, Workplace } from './workplace.ts';

/** How long after the last key an analysis begins. */
const PAUSE_MS = 120;

/** An analysis of one state of the files, under way or done. */
interface Work {
  readonly stamp: number;
  readonly controller: AbortController;
  readonly result: Promise<Analysis | undefined>;
}

/** What the server keeps of an open document. */
interface Desk {
  /** Counts the changes of the document and of what it depends on. */
  stamp: number;
  timer?: NodeJS.Timeout;
  work?: Work;
  latest?: { readonly stamp: number; readonly analysis: Analysis };
  settled?: Analysis;
}

/** Who hears of what happens between requests. */
export interface Hears {
  /** What is wrong with an open file and those that it extends, after every analysis. */
  found(path: string, diagnostics: readonly Diagnostic[]): void;
  bug(error: unknown): void;
}

/** The open files, what is known of each, and when it is found out again. */
export class Workspace {
  readonly texts: Texts;
  readonly #host: Host;
  readonly #hear: Hears;
  readonly #desks = new Map<string, Desk>();
  readonly #read = new Map<string, { readonly changes: number; readonly file: ReadFile }>();
  readonly #outlooks = new WeakMap<Analysis, Promise<Outlook | undefined>>();
  /** Counts the changes of all files: what was read before the last one may be old. */
  #changes = 0;

  constructor(host: Host, fromDisk: OpenFile, hear: Hears) {
    this.#host = host;
    this.#hear = hear;
    this.texts = new Texts(fromDisk);
  }

  /** Takes note that a document was opened or changed: what depends on it is found out again, after a pause. */
  changed(path: string): void {
    this.#changes += 1;
    if (!this.#desks.has(path)) this.#desks.set(path, { stamp: 0 });
    for (const [other, desk] of this.#desks) if (this.#dependsOn(other, path)) this.#plan(other, desk);
  }

  closed(path: string): void {
    const desk = this.#desks.get(path);
    clearTimeout(desk?.timer);
    desk?.work?.controller.abort();
    this.#desks.delete(path);
    this.#read.delete(path);
    this.#hear.found(path, []);
    this.texts.close(path);
    // Its unsaved changes are gone, for those that extend it too.
    this.#changes += 1;
    for (const [other, each] of this.#desks) if (this.#dependsOn(other, path)) this.#plan(other, each);
  }

  /** Takes note that files changed on the disk: sources of packs, or files that others extend. */
  changedOnDisk({ packs }: { readonly packs: boolean }): void {
    if (packs) this.#host.forget();
    this.#changes += 1;
    for (const [path, desk] of this.#desks) this.#plan(path, desk);
  }

  #dependsOn(path: string, other: string): boolean {
    return (
      path === other || basename(other) === PROJECT_FILE || this.#read.get(path)?.file.bases.includes(other) === true
    );
  }

  #plan(path: string, desk: Desk): void {
    desk.stamp += 1;
    desk.work?.controller.abort();
    clearTimeout(desk.timer);
    desk.timer = setTimeout(() => void this.#work(path, desk), PAUSE_MS);
  }

  close(): void {
    for (const path of this.texts.paths()) this.closed(path);
  }

  /** What is known at once, without waiting for an analysis; undefined for a file that is not open. */
  async view(path: string): Promise<View | undefined> {
    const workplace = (await this.#enter(path)).workplace ?? this.#host.builtIn;
    // Only now: the text may have changed meanwhile.
    const source = this.texts.sourceOf(path);
    const desk = this.#desks.get(path);
    if (source === undefined || desk === undefined) return undefined;
    const { latest, settled } = desk;
    const read = (): ReadFile => this.#fileOf(source, workplace);
    return {
      source,
      kind: kindOf(source, workplace),
      get file() {
        return read();
      },
      workplace,
      texts: this.texts,
      ...(latest?.stamp === desk.stamp && { analysis: latest.analysis }),
      ...(settled !== undefined && { settled }),
    };
  }

  /**
   * What is known after an analysis of the text as it is.
   *
   * @throws Cancelled when the text changes meanwhile
   */
  async analysedView(path: string): Promise<View | undefined> {
    const desk = this.#desks.get(path);
    if (desk === undefined) return undefined;
    const { stamp, result } = this.#work(path, desk);
    await result;
    if (stamp !== desk.stamp) throw new Cancelled('The text has changed');
    return this.view(path);
  }

  /** A file with those that it extends and those that extend it, as far as they are open or in its project. */
  async family(path: string): Promise<readonly ReadFile[]> {
    const workplace = (await this.#enter(path)).workplace ?? this.#host.builtIn;
    const files = new Map<string, ReadFile>();
    const add = (each: string): ReadFile | undefined => {
      const source = this.texts.openFile(each);
      if ('message' in source) return undefined;
      const file = this.#fileOf(source, workplace);
      files.set(each, file);
      return file;
    };
    for (const base of add(path)?.bases ?? []) add(base);
    const members = new Set(files.keys());
    for (const other of new Set([...this.texts.paths(), ...filesThatExtend(path, workplace.root)])) {
      const source = files.has(other) ? undefined : this.texts.openFile(other);
      if (source === undefined || 'message' in source) continue;
      const { bases } = this.#fileOf(source, workplace);
      if (bases.some((base) => members.has(base))) for (const each of [other, ...bases]) add(each);
    }
    return [...files.values()];
  }

  /** What the store knows of the last text without a fault. Found out once. */
  outlook({ settled, workplace }: View): Promise<Outlook | undefined> {
    if (settled?.experiment === undefined) return Promise.resolve(undefined);
    const known = this.#outlooks.get(settled) ?? workplace.outlook(settled.experiment, settled.steps);
    this.#outlooks.set(settled, known);
    return known;
  }

  #enter(path: string): ReturnType<Host['enter']> {
    return this.#host.enter(path, this.texts.openFile);
  }

  #fileOf(source: Source, workplace: Workplace): ReadFile {
    const known = this.#read.get(source.file);
    if (known?.file.source.text === source.text && (known.changes === this.#changes || !extendsOthers(known.file)))
      return known.file;
    const file = readFile(source, workplace, this.texts.openFile);
    this.#read.set(source.file, { changes: this.#changes, file });
    return file;
  }

  /** The analysis of the files as they are: begun now unless it was before. */
  #work(path: string, desk: Desk): Work {
    if (desk.work?.stamp === desk.stamp && !desk.work.controller.signal.aborted) return desk.work;
    clearTimeout(desk.timer);
    desk.work?.controller.abort();
    const controller = new AbortController();
    const { stamp } = desk;
    desk.work = { stamp, controller, result: this.#analyse(path, desk, { stamp, signal: controller.signal }) };
    return desk.work;
  }

  async #analyse(
    path: string,
    desk: Desk,
    { stamp, signal }: { readonly stamp: number; readonly signal: AbortSignal },
  ): Promise<Analysis | undefined> {
    try {
      const { workplace, faults } = await this.#enter(path);
      const source = this.texts.sourceOf(path);
      if (source === undefined || signal.aborted) return undefined;
      const file = this.#fileOf(source, workplace ?? this.#host.builtIn);
      const own: Diagnostic[] = file.kind === 'other' ? [] : [...faults];
      if (file.kind === 'part') own.push(...file.repaired.faults);
      if (file.kind !== 'experiment') {
        this.#hear.found(path, own);
        return undefined;
      }
      if (workplace === undefined) {
        this.#hear.found(path, [...own, projectFault(source, faults)]);
        return undefined;
      }
      const analysis = await analyse(file, { workplace, open: this.texts.openFile, signal });
      desk.latest = { stamp, analysis };
      if (analysis.whole) desk.settled = analysis;
      this.#hear.found(path, [...own, ...analysis.diagnostics]);
      // The next completion needs it.
      if (file.merged !== undefined) schemaOf(file.merged, file.kind, workplace);
      return analysis;
    } catch (error) {
      // After a bug the editor still has its other files, and this one after the next change.
      if (!(error instanceof Cancelled)) this.#hear.bug(error);
      return undefined;
    }
  }
}

function extendsOthers({ own }: ReadFile): boolean {
  return own?.root.fields?.has('extends') === true;
}

/** Says at the top of an experiment that it cannot be checked. */
function projectFault(source: Source, faults: readonly Diagnostic[]): Diagnostic {
  const [first] = faults;
  return {
    message: 'The project has a fault, so its stages are not known: correct its file first',
    at: { source, start: 0, end: source.text.search(/\r?\n|$/) },
    ...(first && { notes: [{ message: first.message, at: first.at }] }),
  };
}
