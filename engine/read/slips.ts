import { positionOf, type Diagnostic, type Place, type Source } from '../core/diagnostic.ts';
import { pairFault } from './brackets.ts';
import { bareReference, missingSpace, nameOddCharacter, oddIndentation, typographic } from './scalar-slips.ts';

/** A problem of the parser: its code, its words, and the stretch of text. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A line of the text. `start` and `end` are offsets; `end` is that of its line break. */
interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

interface Slip {
  readonly source: Source;
  readonly problem: Problem;
  /** The line in which the parser found the problem. */
  readonly line: Line;
}

/** Recognises one slip: returns what is wrong, or undefined. */
type Detector = (slip: Slip) => Diagnostic | undefined;

/**
 * Returns the one fault behind a parser's problems, in plain words and at the place where the user must look. After the first
 * problem the parser is lost: its further problems follow from that.
 */
export function explain(source: Source, problems: readonly Problem[]): Diagnostic {
  const [problem] = problems;
  if (problem === undefined) throw new Error('Internal error: no problem to explain');
  const line = lineAt(source.text, problem.start);
  for (const detect of DETECTORS) {
    const found = detect({ source, problem, line });
    if (found !== undefined) return found;
  }
  const words = problem.message.split('\n', 1)[0]?.replace(/\.$/, '') ?? problem.code;
  return { message: `Cannot read this as YAML: ${lowerFirst(words)}`, at: place(source, problem.start, problem.end) };
}

/** Line breaks of old Macs: YAML sees one line, and the parser finds something wrong in it. */
export function carriageReturns({ text }: Source): boolean {
  return !text.includes('\n') && /\r[^\r]/.test(text);
}

const foreignText: Detector = ({ source }) => {
  const { text } = source;
  const conflict = /^<{7} .*$/m.exec(text);
  if (conflict !== null && /^={7}$/m.test(text))
    return {
      message: 'The file contains an unresolved Git merge conflict: keep one side and remove the markers',
      at: place(source, conflict.index, conflict.index + conflict[0].length),
    };
  const fence = /^```.*$/m.exec(text);
  if (fence !== null)
    return {
      message: 'This is a code fence of Markdown: remove it, and the one at the end',
      at: place(source, fence.index, fence.index + fence[0].length),
    };
  const page = /^\s*<(?:!doctype|html|\?xml)/i.exec(text);
  if (page !== null)
    return { message: 'The file is a web page: expected YAML text', at: place(source, 0, page[0].length) };
  return undefined;
};

const indentation: Detector = ({ source, problem, line }) => {
  const near = [lineAt(source.text, problem.end), line, lineAt(source.text, Math.max(0, line.start - 1))];
  for (const each of near) {
    const odd = oddIndentation(each.text);
    if (odd !== undefined) {
      const at = place(source, each.start + odd.at, each.start + odd.at + 1);
      return { message: `The indentation contains ${nameOddCharacter(odd.character)}: use ordinary spaces`, at };
    }
  }
  for (const each of near) {
    const tabs = /^ *(\t+)/.exec(each.text);
    if (tabs === null || each.text.trim() === '') continue;
    const start = each.start + tabs[0].length - (tabs[1] ?? '').length;
    return {
      message: 'YAML cannot be indented with tabs: use spaces',
      at: place(source, start, each.start + tabs[0].length),
    };
  }
  return undefined;
};

const bracedReference: Detector = ({ source, line }) => {
  const found = /\$\{\s*([A-Za-z_]\w*)\s*\}/.exec(line.text);
  if (found === null) return undefined;
  const start = line.start + found.index;
  return { message: bareReference(found[0], found[1] ?? ''), at: place(source, start, start + found[0].length) };
};

/** `'it's'`, and `[1] 2`: something ends, and more follows. */
const afterEnd: Detector = ({ source, problem }) => {
  if (!problem.message.startsWith('Unexpected scalar at node end')) return undefined;
  const { text } = source;
  const before = text.slice(0, problem.start).trimEnd().slice(-1);
  const at = place(source, problem.start, problem.end);
  if (before === "'")
    return {
      message: `The quoted text ends before this. Write a "'" inside it twice (''), or put the text between '"'`,
      at,
    };
  if (before === '"')
    return {
      message: `The quoted text ends before this. Write a '"' inside it as \\", or put the text between "'"`,
      at,
    };
  if (before === ']' || before === '}') return { message: 'A comma is missing before this', at };
  return undefined;
};

const missingComma: Detector = ({ source, problem }) => {
  if (problem.code !== 'BLOCK_IN_FLOW') return undefined;
  const { text } = source;
  const value = text.slice(problem.start, problem.end);
  const next = /^([^:]*?)([;\s]\s*)(["']?[A-Za-z_][\w-]*["']?)\s*:/s.exec(value);
  if (next === null) return textWithColon(source, problem.start);
  const [, first = '', gap = '', key = ''] = next;
  const start = problem.start + first.length + gap.length;
  const at = place(source, start, start + key.length);
  if (gap.startsWith(';')) return { message: `Expected a comma before "${key}", found a semicolon`, at };
  return { message: `A comma is missing before "${key}"; a text with ": " in it needs quotes`, at };
};

/** The parser saw a second mapping begin inside a value. */
const innerMapping: Detector = ({ source, problem, line }) => {
  if (problem.code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined;
  if (problem.message.includes('block sequence')) return wrongIndent(source, line);
  const value = source.text.slice(problem.start, line.end);
  if (/^["'[{]/.test(value)) return undefined;
  if (/^[“”„«‘’‚]/.test(value.trim()))
    return { message: typographic(value.trim()), at: place(source, problem.start, line.end) };
  if (/:(?:\s|$)/.test(value)) return textWithColon(source, problem.start);
  const next = lineAt(source.text, line.end + 1);
  const key = /^\s*(?:- +)*([^:]+):/.exec(line.text)?.[1] ?? line.text.trim();
  return {
    message: `"${key}" has a value already (${value.trim()}): this line cannot be indented deeper than "${key}"`,
    at: place(source, next.start + next.indent, next.end),
  };
};

function textWithColon(source: Source, start: number): Diagnostic {
  const { end, text } = lineAt(source.text, start);
  const inFlow = /[[{]/.test(text.slice(0, start - (end - text.length)));
  const raw = source.text.slice(start, end);
  const value = (inFlow ? raw.replace(/[,}\]].*$/, '') : raw.replace(/ #.*$/, '')).trimEnd();
  return {
    message: `A text with ": " in it needs quotes: write "${value}". A second key goes on the next line`,
    at: place(source, start, start + value.length),
  };
}

/** A line that should be `key: value`. */
const brokenKey: Detector = ({ source, problem, line }) => {
  if (problem.code !== 'MULTILINE_IMPLICIT_KEY' && !problem.message.startsWith('Implicit map keys')) return undefined;
  const content = line.text.slice(problem.start - line.start).trimEnd();
  const at = place(source, problem.start, problem.start + content.length);
  const wide = /^([\w-]+)\s*[：﹕]\s*(.*)$/.exec(content);
  if (wide !== null) return { message: `This is a full-width colon: write "${wide[1]}: ${wide[2]}"`, at };
  const message = missingSpace(content);
  if (message !== undefined) return { message, at };
  if (/^-[^-\s]/.test(content)) return { message: missingDashSpace(content), at };
  const equals = /^([\w-]+)\s*=\s*(.*)$/.exec(content);
  if (equals !== null)
    return { message: `Expected a colon after "${equals[1]}": write "${equals[1]}: ${equals[2]}"`, at };
  const words = /^([A-Za-z_][\w-]*)(?:\s+([^:]*))?$/.exec(content);
  if (words === null) return undefined;
  return { message: `A colon is missing after "${words[1]}": write "${words[1]}: ${words[2] ?? '...'}"`, at };
};

function missingDashSpace(content: string): string {
  return `A space is missing after the dash: write "- ${content.slice(1)}"`;
}

const badIndent: Detector = ({ source, problem, line }) => {
  if (problem.code === 'UNEXPECTED_TOKEN') {
    const first = firstLine(source.text);
    if (first.indent === 0 || line.indent >= first.indent) return undefined;
    const at = place(source, first.start, first.start + first.indent);
    return { message: 'The first key is indented: top-level keys begin at the start of their line', at };
  }
  if (problem.code !== 'BAD_INDENT' && !problem.message.startsWith('A block sequence')) return undefined;
  const content = line.text.trim();
  const at = place(source, line.start + line.indent, line.end);
  if (/^-[^-\s]/.test(content)) return { message: missingDashSpace(content), at };
  if (problem.message.startsWith('Flow'))
    return { message: 'This line belongs to the bracket above it and must be indented deeper than its key', at };
  const above = lineAbove(source.text, line);
  if (above !== undefined && above.indent === line.indent && above.text.trimStart().startsWith('- '))
    return { message: `A dash is missing: write "- ${content}" like the items above it`, at };
  return wrongIndent(source, line);
};

/** A line whose indentation matches no other: says which indentations fit. */
function wrongIndent(source: Source, line: Line): Diagnostic {
  const levels: { readonly indent: number; readonly word: string }[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let above = lineAbove(source.text, line); above !== undefined; above = lineAbove(source.text, above)) {
    if (above.indent >= least) continue;
    least = above.indent;
    levels.push({ indent: least, word: /^(?:- +)?([^:\s{[]+)/.exec(above.text.trim())?.[1] ?? above.text.trim() });
    if (least === 0 || levels.length > 20) break;
  }
  const deeper = levels.findLast(({ indent }) => indent > line.indent);
  const lower = levels.find(({ indent }) => indent < line.indent);
  const choices = [deeper, lower].flatMap((level) =>
    level === undefined ? [] : [`${level.indent} as "${level.word}" in line ${lineOf(source, level.word, line)}`],
  );
  const spaces = `${line.indent} ${line.indent === 1 ? 'space' : 'spaces'}`;
  return {
    message: `This line is indented by ${spaces}, unlike any line it could belong to: expected ${choices.join(' or ')}`,
    at: place(source, line.start, line.start + Math.max(1, line.indent)),
  };
}

function lineOf(source: Source, word: string, below: Line): number {
  return positionOf(source, source.text.lastIndexOf(word, below.start)).line;
}

const byCode: Detector = ({ source, problem, line }) => {
  const at = place(source, problem.start, problem.end);
  const rest = line.text
    .slice(problem.start - line.start)
    .replace(/\s+#.*$/, '')
    .trimEnd();
  switch (problem.code) {
    case 'MULTIPLE_DOCS':
      return {
        message: 'Expected one YAML document, found a second one after "---"',
        at: place(source, problem.start, problem.start + 3),
      };
    case 'TAB_AS_INDENT':
      return { message: 'YAML cannot be indented with tabs: use spaces', at };
    case 'TAG_RESOLVE_FAILED': {
      const tag = source.text.slice(problem.start, problem.end);
      const file = /include|import|file/i.test(tag) ? ': an experiment is one file' : ': write the value alone';
      return { message: `The tag "${tag}" is not supported${file}`, at };
    }
    case 'BAD_SCALAR_START':
      return { message: `A text cannot begin with "${rest.charAt(0)}": put it in quotes`, at };
    case 'BAD_ALIAS':
      return {
        message: `"${rest.charAt(0)}" begins an ${rest.startsWith('*') ? 'alias' : 'anchor'} and needs a name; put a text in quotes`,
        at,
      };
    case 'BAD_DQ_ESCAPE':
      return {
        message: `"${rest.slice(0, 2)}" is not an escape: write a backslash twice ("\\\\") in double quotes, once in single quotes`,
        at: place(source, problem.start, problem.start + 2),
      };
    default:
      return problem.message.startsWith('Block scalar header')
        ? {
            message: `"|" and ">" begin a text of several lines that starts on the next line: put "${rest}" there, or use quotes`,
            at,
          }
        : undefined;
  }
};

const DETECTORS: readonly Detector[] = [
  foreignText,
  bracedReference,
  indentation,
  missingComma,
  ({ source }) => pairFault(source),
  afterEnd,
  innerMapping,
  brokenKey,
  badIndent,
  byCode,
];

function place(source: Source, start: number, end: number): Place {
  return { source, start, end: Math.max(end, start + 1) };
}

function lineAt(text: string, offset: number): Line {
  const within = Math.min(offset, text.length);
  const start = text.lastIndexOf('\n', within - 1) + 1;
  const next = text.indexOf('\n', within);
  const end = next === -1 ? text.length : next;
  const line = text.slice(start, end).replace(/\r$/, '');
  return { text: line, start, end: start + line.length, indent: line.length - line.trimStart().length };
}

/** Returns the nearest line above that contains more than a comment. */
function lineAbove(text: string, line: Line): Line | undefined {
  for (let start = line.start; start > 0;) {
    const above = lineAt(text, start - 1);
    if (isContent(above)) return above;
    ({ start } = above);
  }
  return undefined;
}

function firstLine(text: string): Line {
  for (let start = 0; start < text.length;) {
    const line = lineAt(text, start);
    if (isContent(line)) return line;
    start = line.end + 1;
  }
  return lineAt(text, 0);
}

function isContent({ text }: Line): boolean {
  return /^\s*[^#\s]/.test(text) && !/^(?:---|%)/.test(text);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
