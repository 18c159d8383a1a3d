// Speaks to `assay lsp` as an editor does: the protocol over a pipe, one process for each client.

import { spawn } from 'node:child_process';

export class Client {
  #child;
  #rest = Buffer.alloc(0);
  #waiting = new Map();
  #problems = new Map();
  #id = 0;

  /**
   * @param {string} main the program's main file
   * @param {string} cwd the folder in which it starts
   */
  constructor(main, cwd) {
    this.#child = spawn(process.execPath, [main, 'lsp', '--stdio'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.on('data', (bytes) => this.#receive(bytes));
  }

  get pid() {
    return this.#child.pid;
  }

  ask(method, params) {
    const id = ++this.#id;
    this.#write({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  tell(method, params) {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  /** The next diagnostics of a file. */
  problems(uri) {
    return new Promise((resolve) => this.#problems.set(uri, resolve));
  }

  async close() {
    await this.ask('shutdown', null);
    this.tell('exit', null);
    await new Promise((done) => this.#child.once('exit', done));
  }

  kill() {
    this.#child.kill('SIGKILL');
  }

  #write(message) {
    const text = JSON.stringify(message);
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head === -1 || this.#rest.length < head + 4 + length) return;
      const { id, method, params, result, error } = JSON.parse(this.#rest.subarray(head + 4, head + 4 + length));
      this.#rest = this.#rest.subarray(head + 4 + length);
      if (method === 'textDocument/publishDiagnostics') this.#problems.get(params.uri)?.(params.diagnostics);
      const waiting = method === undefined ? this.#waiting.get(id) : undefined;
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    }
  }
}
