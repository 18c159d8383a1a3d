import { Lexer } from 'yaml';
import { positionOf, type Diagnostic, type Place, type Source } from '../core/diagnostic.ts';

/** Tokens that the lexer adds to the text: a document begins, an unclosed flow ends, a scalar follows. */
const MARKS = new Set(['\u0002', '\u0018', '\u001f']);
const UNCLOSED_FLOW = '\u0018';
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

interface Token {
  readonly text: string;
  readonly start: number;
}

/**
 * Returns the first bracket without a partner, or quote that is not closed, at its place. The parser reports such a fault only
 * where it cannot continue, possibly at the end of the file, and again for every token after it.
 */
export function pairFault(source: Source): Diagnostic | undefined {
  const open: Token[] = [];
  for (const token of tokensOf(source.text)) {
    const { text, start } = token;
    const at = (length = 1): Place => ({ source, start, end: start + length });
    if (text === '[' || text === '{') open.push(token);
    else if (text === UNCLOSED_FLOW) return open.length === 0 ? undefined : unclosed(open, source, start);
    else if (text === ']' || text === '}') {
      const last = open.pop();
      if (last === undefined) return { message: `This "${text}" closes nothing: remove it`, at: at() };
      if (CLOSING[last.text] !== text) return wrongPartner(last, open.at(-1), token, source);
    } else if (isUnclosedQuote(text)) {
      const length = text.indexOf('\n') === -1 ? text.length : text.indexOf('\n');
      const quote = text.charAt(0);
      return {
        message: `This ${nameOf(quote)} is never closed: add ${nameOf(quote)} at the end of the text`,
        at: at(length),
      };
    }
  }
  return open.length === 0 ? undefined : unclosed(open, source, source.text.length);
}

function unclosed(open: readonly Token[], source: Source, end: number): Diagnostic {
  // Reports the innermost one: what follows the missing bracket may close the others.
  const { text, start } = open.at(-1) ?? { text: '[', start: 0 };
  const last = source.text.slice(0, end).trimEnd().length;
  const { line } = positionOf(source, Math.max(0, last - 1));
  return {
    message: `This "${text}" is never closed: add "${CLOSING[text]}" by the end of line ${line}`,
    at: { source, start, end: start + 1 },
  };
}

function wrongPartner(last: Token, outer: Token | undefined, { text, start }: Token, source: Source): Diagnostic {
  const at: Place = { source, start, end: start + 1 };
  const wanted = CLOSING[last.text];
  const notes = [{ message: `"${last.text}" is here`, at: { source, start: last.start, end: last.start + 1 } }];
  return outer !== undefined && CLOSING[outer.text] === text
    ? { message: `"${wanted}" is missing before this "${text}"`, at, notes }
    : { message: `"${last.text}" is closed by "${text}": write "${wanted}"`, at, notes };
}

/** A quoted text without an end, or one that ends at the first quote of another text some lines later. */
function isUnclosedQuote(token: string): boolean {
  const quote = token.charAt(0);
  if (quote !== '"' && quote !== "'") return false;
  if (token.length === 1 || !token.endsWith(quote)) return true;
  return token
    .split('\n')
    .slice(1)
    .some((line) => /^\s*(?:- +)?[A-Za-z_][\w-]*:(?:\s|$)/.test(line));
}

function nameOf(quote: string): string {
  return quote === '"' ? "'\"'" : `"'"`;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  for (const token of new Lexer().lex(text)) {
    tokens.push({ text: token, start });
    if (!MARKS.has(token)) start += token.length;
  }
  return tokens;
}
