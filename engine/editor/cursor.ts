import type { Source } from '../core/diagnostic.ts';
import type { PathPart } from '../core/json.ts';
import type { Document, Located } from '../read/document.ts';
import { partOf, visitParts } from './path-at.ts';
import { repair } from './repair.ts';

/** Stands for the word at the cursor while the text is read. */
const MARK = 'assayCursor';

/** Where in a document the cursor is, however unfinished the text around it. */
export interface Cursor {
  /** Of the mapping in which a key is written, or of the value that is written. */
  readonly path: readonly PathPart[];
  readonly writes: 'key' | 'value';
  /** The word at the cursor, which a completion replaces. */
  readonly start: number;
  readonly end: number;
  /** The whole file, with a stand-in for that word. */
  readonly document: Document;
  /** The mapping in which a key is written, without that key. */
  readonly others: readonly string[];
  /** Whether the value of a key follows already. */
  readonly hasValue: boolean;
  /** Whether the cursor is between brackets, where everything is in one line. */
  readonly inFlow: boolean;
}

/** Finds out where the cursor is: as if a word stood there, alone or as a key. Undefined in a comment or in the middle of a text. */
export function cursorAt(source: Source, offset: number): Cursor | undefined {
  const { text } = source;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = endOfLine(text, offset);
  const before = /[$\w./~-]*$/.exec(text.slice(lineStart, offset))?.[0] ?? '';
  const start = offset - before.length;
  const end = offset + (/^[$\w./~-]*/.exec(text.slice(offset, lineEnd))?.[0].length ?? 0);
  const rest = text.slice(end, lineEnd);
  const closers = unclosed(text.slice(lineStart, start) + MARK + rest);
  const isKey = /^\s*:(?:\s|$)/.test(rest);
  // Alone in its line, a word is most likely a key.
  const isAlone = text.slice(lineStart, start).trim() === '' && rest.trim() === '';
  const likely = isAlone ? [':', ''] : ['', ':'];
  const variants = isKey ? ['', closers] : [...likely, closers, `: ${closers}`];
  for (const variant of new Set(variants)) {
    const [after, close] = variant.startsWith(':') ? [': ', variant.slice(1).trim()] : ['', variant];
    const marked = `${text.slice(0, start)}${MARK}${after}${rest.trimEnd()}${close}${text.slice(lineEnd)}`;
    const { document } = repair({ file: source.file, text: marked }, start);
    const found = document && findMark(document.root);
    if (document === undefined || found === undefined) continue;
    const inFlow = isWithinBrackets(document, found.path);
    return { ...found, start, end, document, hasValue: isKey, inFlow };
  }
  return undefined;
}

function findMark(root: Located): Pick<Cursor, 'path' | 'writes' | 'others'> | undefined {
  let found: Pick<Cursor, 'path' | 'writes' | 'others'> | undefined;
  visitParts(root, (path, located) => {
    if (located.scalar === MARK) found ??= { path, writes: 'value', others: [] };
    if (located.fields?.has(MARK) === true)
      found ??= { path, writes: 'key', others: [...located.fields.keys()].filter((key) => key !== MARK) };
  });
  return found;
}

/** The brackets and quotes that a line leaves open, closed. */
function unclosed(line: string): string {
  const open: string[] = [];
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    const last = open.at(-1);
    if (last === '"' || last === "'") {
      if (character === last) open.pop();
    } else if (character === '"' || character === "'") {
      if (/[\s[{,:]$/.test(line.slice(0, index))) open.push(character);
    } else if (character === '#' && /\s$/.test(line.slice(0, index))) break;
    else if (character === '{') open.push('}');
    else if (character === '[') open.push(']');
    else if (character === last) open.pop();
  }
  return open.reverse().join('');
}

/** Whether a part of a document, or what it is in, is written between brackets. */
function isWithinBrackets({ source, root }: Document, path: readonly PathPart[]): boolean {
  return Array.from({ length: path.length + 1 }, (_, depth) => partOf(root, path.slice(0, depth))).some(
    (part) => part !== undefined && part.scalar === undefined && /[[{]/.test(source.text.charAt(part.place.start)),
  );
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}
