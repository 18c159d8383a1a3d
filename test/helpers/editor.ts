import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt } from '../../scripts/source-stamp.mjs';

// An editor as the language server sees it: the real program behind a pipe, and the protocol written here by hand, so that the
// server's library is not tested with itself.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Problem {
  readonly range: Range;
  readonly message: string;
  readonly relatedInformation?: readonly {
    readonly message: string;
    readonly location: { readonly uri: string; readonly range: Range };
  }[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An answer that is an error. */
export class Refusal extends Error {
  readonly code: number;

  constructor({ code, message }: { readonly code: number; readonly message: string }) {
    super(message);
    this.code = code;
  }
}

/** Text with `|` where the cursor is. */
export function withCursor(marked: string): { readonly text: string; readonly position: Position } {
  const offset = marked.indexOf('|');
  const before = marked.slice(0, offset);
  const line = before.split('\n').length - 1;
  return {
    text: before + marked.slice(offset + 1),
    position: { line, character: offset - (before.lastIndexOf('\n') + 1) },
  };
}

/** The part of a text in a range, by UTF-16 units. */
export function textIn(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return text.slice(offset(start), offset(end));
}

/** An editor that speaks to `assay lsp`. */
export class Editor {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  readonly #problems = new Map<string, readonly Problem[]>();
  readonly #hooks = new Set<() => void>();
  #rest = Buffer.alloc(0);
  #id = 0;
  #versions = new Map<string, number>();
  /** How the process ended. */
  readonly ended: Promise<number | null>;
  stderr = '';

  private constructor(folder: string, args: readonly string[], more: Readonly<Record<string, string>>) {
    if (!isBuilt(ROOT)) throw new Error('dist/ is older than the sources: run "npm run build"');
    this.folder = folder;
    const home = join(folder, 'tmp');
    mkdirSync(home, { recursive: true });
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, ...more };
    this.#child = spawn(process.execPath, [join(ROOT, 'dist', 'main.js'), 'lsp', ...args], { cwd: folder, env });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.ended = new Promise((done) => void this.#child.on('close', done));
  }

  /** Starts the server in a folder, and says hello. */
  static async open(
    folder: string,
    args: readonly string[] = ['--stdio'],
    more: Readonly<Record<string, string>> = {},
  ): Promise<Editor> {
    const editor = new Editor(folder, args, more);
    await editor.ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
    editor.tell('initialized', {});
    return editor;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  show(name: string, text: string): string {
    const uri = /^[a-z]+:/.test(name) ? name : this.uri(name);
    this.#versions.set(uri, 1);
    this.#problems.delete(uri);
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return uri;
  }

  /** Replaces the whole text. */
  type(uri: string, text: string): void {
    const version = (this.#versions.get(uri) ?? 1) + 1;
    this.#versions.set(uri, version);
    this.#problems.delete(uri);
    this.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  /** The problems of a file, once the server has told them after the last change. */
  async problems(
    uri: string,
    wanted: (found: readonly Problem[]) => boolean = () => true,
  ): Promise<readonly Problem[]> {
    for (;;) {
      const found = this.#problems.get(uri);
      if (found !== undefined && wanted(found)) return found;
      await new Promise<void>((done, fail) => {
        const timer = setTimeout(
          () => fail(new Error(`No such problems of ${uri} in time: ${JSON.stringify(found)}${this.stderr}`)),
          20_000,
        );
        const look = (): void => {
          clearTimeout(timer);
          this.#hooks.delete(look);
          done();
        };
        this.#hooks.add(look);
      });
    }
  }

  ask<T>(method: string, params: unknown): Promise<T> {
    const id = this.begin(method, params);
    return this.answer<T>(id);
  }

  /** Sends a request and returns its number. */
  begin(method: string, params: unknown): number {
    const id = ++this.#id;
    this.#write({ jsonrpc: '2.0', id, method, params });
    return id;
  }

  answer<T>(id: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  at<T>(method: string, uri: string, position: Position, more: object = {}): Promise<T> {
    return this.ask<T>(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
  }

  tell(method: string, params: unknown): void {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  /** Writes bytes as they are. */
  raw(bytes: string): void {
    this.#child.stdin?.write(bytes);
  }

  leave(): void {
    this.#child.stdin?.end();
  }

  /** Says goodbye, and returns the exit code. */
  async close(): Promise<number | null> {
    await this.ask('shutdown', null);
    this.tell('exit', null);
    return this.ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #write(message: object): void {
    const text = JSON.stringify(message);
    this.#child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, head).toString())?.[1]);
      if (this.#rest.length < head + 4 + length) return;
      const message = JSON.parse(this.#rest.subarray(head + 4, head + 4 + length).toString('utf8')) as Message;
      this.#rest = this.#rest.subarray(head + 4 + length);
      this.#take(message);
    }
  }

  #take({ id, method, params, result, error }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { readonly uri: string; readonly diagnostics: readonly Problem[] };
      this.#problems.set(uri, diagnostics);
      for (const hook of this.#hooks) hook();
    }
    if (method === 'window/logMessage') this.stderr += (params as { readonly message: string }).message;
    const waiting = id === undefined || method !== undefined ? undefined : this.#waiting.get(id);
    if (waiting === undefined) return;
    if (error === undefined) waiting.resolve(result as never);
    else waiting.reject(new Refusal(error));
  }
}
