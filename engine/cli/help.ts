import { widthOf, wrap } from '../report/width.ts';

/** The indentation of a remark that does not fit beside its example. */
const HANGING = 6;
/** The narrowest column for remarks. */
const NARROWEST = 24;

/**
 * Wraps the text below a command's options to `columns`. Examples keep their lines, with each remark beside its example or
 * below it; all other lines are sentences and flow.
 */
export function wrapHelp(text: string, columns: number): string {
  const lines: string[] = [];
  let sentence = '';
  const flush = (): void => {
    if (sentence !== '') lines.push(...wrap(sentence, columns));
    sentence = '';
  };
  for (const line of text.split('\n')) {
    const isSentence = /^\S/.test(line);
    if (isSentence) sentence = sentence === '' ? line : `${sentence} ${line}`;
    else {
      flush();
      lines.push(...wrapExample(line, columns));
    }
  }
  flush();
  return lines.join('\n');
}

/** `  command    remark`: the remark in the next column, or below. */
function wrapExample(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line];
  const [, indent = '', command = '', gap = '', remark = ''] = /^(\s*)(.*?)(?:(\s{2,})(\S.*))?$/.exec(line) ?? [];
  if (remark === '') return hanging(command, indent, columns);
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

function hanging(text: string, indent: string, columns: number): readonly string[] {
  return wrap(text, columns - indent.length - 4).map((part, index) => `${indent}${index === 0 ? '' : '    '}${part}`);
}
