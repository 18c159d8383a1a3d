import { Writable } from 'node:stream';

/**
 * A terminal of some columns and rows that obeys what the live view writes: line breaks, returns, cursor up, clearing, colours,
 * hiding the cursor. It wraps at its edge and scrolls. Anything else is an error: the model must not be kinder than a terminal.
 */
export class ScreenModel extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Every write, as it came. */
  readonly writes: string[] = [];
  cursorHidden = false;
  scrolledOut = 0;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  override _write(chunk: string | Buffer, _: unknown, done: () => void): void {
    const text = chunk.toString();
    this.writes.push(text);
    // oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
    for (const [token] of text.matchAll(/\u001b\[([?0-9;]*)([A-Za-z])|[\s\S]/gu)) this.#obey(token);
    done();
  }

  /** What a person sees, without trailing spaces and empty lines at the end. */
  get picture(): readonly string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  get text(): string {
    return this.picture.join('\n');
  }

  resize(columns: number, rows: number): void {
    [this.columns, this.rows] = [columns, rows];
    this.emit('resize');
  }

  /** Resolves when the picture has this text. */
  async shows(text: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!this.text.includes(text)) {
      if (Date.now() > deadline) throw new Error(`Never saw ${text}, but\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #obey(token: string): void {
    if (token === '\n') this.#down();
    else if (token === '\r') this.#column = 0;
    else if (token === '\u001b[K') this.#set((line) => line.slice(0, this.#column));
    else if (token === '\u001b[J') {
      this.#set((line) => line.slice(0, this.#column));
      this.#lines.length = this.#row + 1;
    } else if (token === '\u001b[?25l' || token === '\u001b[?25h') this.cursorHidden = token.endsWith('l');
    else if (token.startsWith('\u001b[') && token.endsWith('A'))
      this.#row = Math.max(0, this.#row - Number(token.slice(2, -1)));
    else if (token.startsWith('\u001b[') && token.endsWith('m')) return;
    else if (token.startsWith('\u001b')) throw new Error(`The model does not know ${JSON.stringify(token)}`);
    else this.#put(token);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#down();
    this.#set((line) => line.padEnd(this.#column).slice(0, this.#column) + character + line.slice(this.#column + 1));
    this.#column++;
  }

  #down(): void {
    this.#column = 0;
    this.#row++;
    if (this.#row >= this.rows) {
      this.#lines.shift();
      this.#row--;
      this.scrolledOut++;
    }
    this.#lines[this.#row] ??= '';
  }

  #set(change: (line: string) => string): void {
    this.#lines[this.#row] = change(this.#lines[this.#row] ?? '');
  }
}
