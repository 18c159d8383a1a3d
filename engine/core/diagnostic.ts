import { distance } from 'fastest-levenshtein';

/** A text a person wrote: an experiment file, or one `--set` argument. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A range of a source. Offsets count UTF-16 units; `end` is exclusive. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface Note {
  readonly message: string;
  readonly at?: Place;
}

/** Something wrong with the user's file: always a value, never an exception, and always with a place. */
export interface Diagnostic {
  /** Sentence case, no final period; names what was found and what is allowed. */
  readonly message: string;
  readonly at: Place;
  readonly notes?: readonly Note[];
}

/** Line and column, both from 1; columns count UTF-16 units as editors do. */
export function positionOf(source: Source, offset: number): { readonly line: number; readonly column: number } {
  const starts = lineStarts(source);
  const within = Math.min(offset, source.text.length);
  let [first, last] = [0, starts.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((starts[middle] ?? 0) <= within) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: within - (starts[first] ?? 0) + 1 };
}

const startsOf = new WeakMap<Source, readonly number[]>();

/** Where the lines of a source start. Computed once, because a large file may have a fault in every line. */
function lineStarts(source: Source): readonly number[] {
  let starts = startsOf.get(source);
  if (starts === undefined) {
    starts = [0, ...Array.from(source.text.matchAll(/\n/g), (found) => found.index + 1)];
    startsOf.set(source, starts);
  }
  return starts;
}

/** `, did you mean "epochs"?`, or an empty text if no allowed name is close to the one found. */
export function didYouMean(found: string, allowed: readonly string[]): string {
  // Nobody mistypes a name of 100 letters, and comparing thousands with thousands would take minutes.
  if (found.length > 100 || allowed.length > 200) return '';
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(found.length / 3)) + 1;
  for (const candidate of allowed) {
    const d = distance(found.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best === undefined ? '' : `, did you mean "${best}"?`;
}

/** Returns what a message that `didYouMean` has completed says was found, and what to write instead. */
export function suggestionOf(message: string): { readonly found: string; readonly instead: string } | undefined {
  const [, found, instead] = /"([^"]*)", did you mean "([^"]*)"\?/.exec(message) ?? [];
  return found === undefined || instead === undefined ? undefined : { found, instead };
}

/** `"a", "b" or "c"`; long lists are cut off. */
export function oneOf(allowed: readonly string[]): string {
  const shown = allowed.slice(0, 20).map((name) => `"${name}"`);
  if (allowed.length > 20) return `${shown.join(', ')}, ... (${allowed.length} in all)`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** Characters that a terminal obeys or hides: control characters except line breaks and tabs, and marks that reverse text. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
export const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces such characters, so that a name from a file cannot move the cursor or colour the terminal. */
export function printable(text: string): string {
  return text.replace(OBEYED, '\uFFFD');
}

/**
 * The text of one diagnostic, for people:
 *
 *     quickstart.yaml:21:15  Unknown key "epoch", did you mean "epochs"?
 *       21 |   training: { epoch: 2 }
 *          |               ~~~~~
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const lines = [`${heading(diagnostic.at)}  ${sentence(diagnostic.message)}`, ...excerpt(diagnostic.at)];
  for (const note of diagnostic.notes ?? []) {
    const where = note.at === undefined ? '' : `${heading(note.at)}  `;
    lines.push(`  note: ${where}${sentence(note.message)}`);
    if (note.at !== undefined) lines.push(...excerpt(note.at));
  }
  return lines.join('\n');
}

/** A diagnostic for programs. */
export function diagnosticJson(diagnostic: Diagnostic): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly notes: readonly string[];
} {
  const { line, column } = positionOf(diagnostic.at.source, diagnostic.at.start);
  const notes = (diagnostic.notes ?? []).map((note) => note.message);
  return { file: diagnostic.at.source.file, line, column, message: diagnostic.message, notes };
}

/** Diagnostics in the order of the file, each once: a fault found at many sweep points is one fault. */
export function tidyDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.at.source.file}\n${diagnostic.at.start}\n${diagnostic.message}`;
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen.values()].sort((a, b) => a.at.start - b.at.start);
}

const LONGEST = 1000;

/** A message as one line. A name in it may contain line breaks or tabs that imitate another message, or fill the screen. */
function sentence(message: string): string {
  const line = printable(message).replaceAll(/[\n\t]/g, '\uFFFD');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`;
}

function heading(place: Place): string {
  const { line, column } = positionOf(place.source, place.start);
  return `${printable(place.source.file)}:${line}:${column}`;
}

const WIDEST = 160;

function excerpt(place: Place): readonly string[] {
  const { line, column } = positionOf(place.source, place.start);
  const [begin, next] = lineStarts(place.source).slice(line - 1, line + 1);
  const text = place.source.text.slice(begin, next === undefined ? undefined : next - 1);
  if (text.trim() === '') return [];
  // A very long line is cut around the range, so that the squiggle stays on the screen.
  const from = column - 1 > WIDEST - 40 ? column - 1 - 40 : 0;
  const shown = text.slice(from, from + WIDEST).replaceAll('\t', ' ');
  const length = Math.max(
    1,
    Math.min(place.end - place.start, text.length - (column - 1), from + WIDEST - (column - 1)),
  );
  const gutter = String(line);
  return [
    `  ${gutter} | ${printable(shown).trimEnd()}`,
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1 - from)}${'~'.repeat(length)}`,
  ];
}
