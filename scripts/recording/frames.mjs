import xterm from '@xterm/headless';

/** The program runs in real time; whoever watches need not. */
const SPEED = 6;
const LONGEST_WAIT_MS = 250;
const SHORTEST_FRAME_MS = 160;
const PER_LETTER_MS = 22;
const BEFORE_COMMAND_MS = 900;
const AFTER_COMMAND_MS = 2200;

/**
 * Plays what was written into a terminal.
 *
 * @returns frames: when each begins, and the rows of the screen, each a list of runs of letters that look the same
 */
export async function framesOf(sessions, { columns, rows }) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const write = (data) => new Promise((resolve) => terminal.write(data, resolve));
  const frames = [];
  let at = 0;
  const show = () => {
    const screen = screenOf(terminal);
    if (JSON.stringify(frames.at(-1)?.screen) !== JSON.stringify(screen)) frames.push({ at: Math.round(at), screen });
  };
  for (const { typed, chunks } of sessions) {
    await write('\x1b[32m$\x1b[0m ');
    show();
    at += BEFORE_COMMAND_MS;
    for (const letter of typed) {
      await write(letter);
      at += PER_LETTER_MS;
    }
    show();
    await write('\r\n');
    let shown = at;
    for (const { afterMs, bytes } of chunks) {
      const next = at + Math.min(LONGEST_WAIT_MS, afterMs / SPEED);
      // What is replaced at once nobody would see.
      if (next - shown >= SHORTEST_FRAME_MS) {
        show();
        shown = next;
      }
      at = next;
      await write(bytes);
    }
    show();
    at += AFTER_COMMAND_MS;
  }
  return frames;
}

function screenOf(terminal) {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    return line === undefined ? [] : runsOf(line, terminal.cols);
  });
}

/** The letters of a line in runs of one style; blanks at the end are left out. */
function runsOf(line, columns) {
  const runs = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const text = cell.getChars() || ' ';
    const style = [cell.isFgPalette() ? `c${cell.getFgColor()}` : '', cell.isBold() ? 'b' : '', cell.isDim() ? 'd' : '']
      .filter(Boolean)
      .join(' ');
    const last = runs.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else runs.push({ column, text, style });
  }
  const end = runs.at(-1);
  if (end !== undefined) end.text = end.text.trimEnd();
  return runs.filter(({ text }) => text.trim() !== '');
}
