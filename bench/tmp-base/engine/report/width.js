/** Characters that take no column of their own: marks that stand on another letter, and what joins letters. */
const ZERO = /\p{Mark}|[\u200b-\u200d\u2060\ufeff]/u;
/** Letters and pictures that take two columns: East Asian scripts, full-width forms, emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}]|[\u{1f680}-\u{1f6ff}]|[\u{1f900}-\u{1f9ff}]|[\u{20000}-\u{3fffd}]/u;
const ASCII = /^[\u0020-\u007e]*$/;
/** How many columns of a terminal a text takes, as terminals count East Asian letters and marks. */
export function widthOf(text) {
    if (ASCII.test(text))
        return text.length;
    let width = 0;
    for (const character of text)
        width += charWidth(character);
    return width;
}
function charWidth(character) {
    if (ZERO.test(character))
        return 0;
    return WIDE.test(character) ? 2 : 1;
}
/** The text, cut to so many columns; a cut one ends with `…`. */
export function fit(text, columns) {
    if (widthOf(text) <= columns)
        return text;
    return columns < 1 ? '' : `${takeColumns(text, columns - 1)}…`;
}
/** As much of a text's beginning as fits into so many columns. */
export function takeColumns(text, columns) {
    if (ASCII.test(text))
        return text.slice(0, columns);
    let [width, taken] = [0, ''];
    for (const character of text) {
        width += charWidth(character);
        if (width > columns)
            break;
        taken += character;
    }
    return taken;
}
/** A text in lines of at most so many columns, broken between words; a longer word is broken behind a sign, or anywhere. */
export function wrap(text, columns) {
    const lines = [];
    let line; // a text may begin with spaces
    for (let word of text.split(' ')) {
        const joined = line === undefined ? word : `${line} ${word}`;
        if (widthOf(joined) <= columns) {
            line = joined;
            continue;
        }
        if (line !== undefined)
            lines.push(line);
        while (widthOf(word) > columns) {
            const head = headOf(word, columns);
            lines.push(head);
            word = word.slice(head.length);
        }
        line = word;
    }
    return [...lines, line ?? ''];
}
/** The longest beginning of a word that fits and ends behind a sign after which a reader expects a break. */
function headOf(word, columns) {
    const head = takeColumns(word, Math.max(1, columns)) || Array.from(word).slice(0, 1).join('');
    const sign = Math.max(...['/', ',', '.', '-', '=', '[', '_', ':'].map((each) => head.lastIndexOf(each)));
    return sign > head.length / 3 ? head.slice(0, sign + 1) : head;
}
/** A sentence in lines, the further ones indented; as it is where no width is given. */
export function paragraph(text, columns, indent = '') {
    if (columns === undefined || widthOf(text) <= columns)
        return text;
    const [first = '', ...rest] = wrap(text, columns);
    if (rest.length === 0)
        return first;
    const others = wrap(rest.join(' '), Math.max(20, columns - indent.length));
    return [first, ...others.map((line) => indent + line)].join('\n');
}
