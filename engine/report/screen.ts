import { widthOf } from './width.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** The last lines of a terminal, redrawn in place. */
export class LiveScreen {
  readonly #stream: NodeJS.WriteStream;
  /** Widths of the lines on the screen: after a resize they take a different number of rows. */
  #widths: readonly number[] = [];
  #last = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get columns(): number {
    return Math.max(20, this.#stream.columns || 80);
  }

  get rows(): number {
    return Math.max(4, this.#stream.rows || 24);
  }

  /**
   * Replaces the last lines: in one write, each over the old one, so that nothing flickers.
   *
   * @param lines without line breaks, none wider than the terminal; at least one fewer than it has rows
   */
  draw(lines: readonly { readonly text: string; readonly painted: string }[]): void {
    const { columns } = this;
    const content = `${lines.map(({ painted }) => painted + CLEAR_LINE).join('\n')}\n${CLEAR_BELOW}`;
    const frame = `${columns} ${content}`;
    if (frame === this.#last) return;
    this.#last = frame;
    const up = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    this.#stream.write(`${HIDE_CURSOR}${up > 0 ? `\u001b[${up}A` : ''}\r${content}`);
    this.#widths = lines.map(({ text }) => widthOf(text));
  }

  /** Leaves the lines on the screen, and shows the cursor again. */
  release(): void {
    this.#stream.write(SHOW_CURSOR);
  }
}
