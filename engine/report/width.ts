/** Characters that take no column: marks on another letter, and joiners. */
const ZERO = /\p{Mark}|[\u200b-\u200d\u2060\ufeff]/u;
/** Letters and pictures that take two columns: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}]|[\u{1f680}-\u{1f6ff}]|[\u{1f900}-\u{1f9ff}]|[\u{20000}-\u{3fffd}]/u;
const ASCII = /^[\u0020-\u007e]*$/;

/** Returns how many columns a text takes in a terminal, which counts East Asian letters and marks differently. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += charWidth(character);
  return width;
}

function charWidth(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Returns the text, cut to `columns`; a cut one ends with `…`. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${takeColumns(text, columns - 1)}…`;
}

/** Returns the beginning of a text that fits into `columns`. */
export function takeColumns(text: string, columns: number): string {
  if (ASCII.test(text)) return text.slice(0, columns);
  let [width, taken] = [0, ''];
  for (const character of text) {
    width += charWidth(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

/** Returns a text in lines of at most `columns`, broken between words; a longer word is broken after a sign, or anywhere. */
export function wrap(text: string, width: number): readonly string[] {
  const columns = Math.max(2, width); // Narrower, a wide character would never fit.
  const lines: string[] = [];
  let line: string | undefined; // A text may begin with spaces.
  for (let word of text.split(' ')) {
    const joined: string = line === undefined ? word : `${line} ${word}`;
    if (widthOf(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== undefined) lines.push(line);
    while (widthOf(word) > columns) {
      const head = headOf(word, columns);
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  return [...lines, line ?? ''];
}

/** Returns the longest beginning of a word that fits and ends after a sign where a reader expects a break. */
function headOf(word: string, columns: number): string {
  const head = takeColumns(word, Math.max(1, columns)) || Array.from(word).slice(0, 1).join('');
  const sign = Math.max(...['/', ',', '.', '-', '=', '[', '_', ':'].map((each) => head.lastIndexOf(each)));
  return sign > head.length / 3 ? head.slice(0, sign + 1) : head;
}

/** Returns a sentence in lines, the later ones indented; unchanged without a width. */
export function paragraph(text: string, columns: number | undefined, indent = ''): string {
  if (columns === undefined || widthOf(text) <= columns) return text;
  const [first = '', ...rest] = wrap(text, columns);
  if (rest.length === 0) return first;
  const others = wrap(rest.join(' '), Math.max(20, columns - indent.length));
  return [first, ...others.map((line) => indent + line)].join('\n');
}
