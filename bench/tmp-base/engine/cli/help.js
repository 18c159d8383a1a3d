import { widthOf, wrap } from '../report/width.js';
/** Where the remark of an example goes that does not fit beside it. */
const HANGING = 6;
/** Remarks are not pressed into less than this. */
const NARROWEST = 24;
/**
 * The text below a command's options, wrapped for a terminal of so many columns: examples keep their lines, and a remark stays
 * beside its example or goes below it; other lines are sentences and flow.
 */
export function wrapHelp(text, columns) {
    const lines = [];
    let sentence = '';
    const flush = () => {
        if (sentence !== '')
            lines.push(...wrap(sentence, columns));
        sentence = '';
    };
    for (const line of text.split('\n')) {
        const isSentence = /^\S/.test(line);
        if (isSentence)
            sentence = sentence === '' ? line : `${sentence} ${line}`;
        else {
            flush();
            lines.push(...wrapExample(line, columns));
        }
    }
    flush();
    return lines.join('\n');
}
/** `  command    remark`: the remark in a column of its own, or below. */
function wrapExample(line, columns) {
    if (widthOf(line) <= columns)
        return [line];
    const [, indent = '', command = '', gap = '', remark = ''] = /^(\s*)(.*?)(?:(\s{2,})(\S.*))?$/.exec(line) ?? [];
    if (remark === '')
        return hanging(command, indent, columns);
    const start = indent.length + command.length + gap.length;
    if (columns - start >= NARROWEST) {
        const [first = '', ...rest] = wrap(remark, columns - start);
        return [indent + command + gap + first, ...rest.map((part) => ' '.repeat(start) + part)];
    }
    return [
        ...hanging(command, indent, columns),
        ...wrap(remark, columns - HANGING).map((part) => ' '.repeat(HANGING) + part),
    ];
}
function hanging(text, indent, columns) {
    return wrap(text, columns - indent.length - 4).map((part, index) => `${indent}${index === 0 ? '' : '    '}${part}`);
}
