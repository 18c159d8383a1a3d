import { widthOf } from './width.js';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** The end of a terminal's text, where a few lines are drawn again and again. */
export class LiveScreen {
    #stream;
    /** Widths of the lines that stand there: after a resize they take another number of rows. */
    #widths = [];
    #last = '';
    constructor(stream) {
        this.#stream = stream;
    }
    get columns() {
        return Math.max(20, this.#stream.columns || 80);
    }
    get rows() {
        return Math.max(4, this.#stream.rows || 24);
    }
    /**
     * Puts lines in the place of the last ones: in one write, each over the old one, so that nothing flickers.
     *
     * @param lines without line breaks, none wider than the terminal; one fewer than it has rows at most
     */
    draw(lines) {
        const { columns } = this;
        const content = `${lines.map(({ painted }) => painted + CLEAR_LINE).join('\n')}\n${CLEAR_BELOW}`;
        const frame = `${columns} ${content}`;
        if (frame === this.#last)
            return;
        this.#last = frame;
        const up = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
        this.#stream.write(`${HIDE_CURSOR}${up > 0 ? `\u001b[${up}A` : ''}\r${content}`);
        this.#widths = lines.map(({ text }) => widthOf(text));
    }
    /** Leaves what stands there, and gives the cursor back. */
    release() {
        this.#stream.write(SHOW_CURSOR);
    }
}
