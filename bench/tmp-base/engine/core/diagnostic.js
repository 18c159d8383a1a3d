import { distance } from 'fastest-levenshtein';
/** Line and column, both from 1; columns count UTF-16 units as editors do. */
export function positionOf(source, offset) {
    const starts = lineStarts(source);
    const within = Math.min(offset, source.text.length);
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
        const middle = Math.ceil((first + last) / 2);
        if ((starts[middle] ?? 0) <= within)
            first = middle;
        else
            last = middle - 1;
    }
    return { line: first + 1, column: within - (starts[first] ?? 0) + 1 };
}
const startsOf = new WeakMap();
/** Where the lines of a source start: found once, because a large file may have a fault in each of its lines. */
function lineStarts(source) {
    let starts = startsOf.get(source);
    if (starts === undefined) {
        starts = [0, ...Array.from(source.text.matchAll(/\n/g), (found) => found.index + 1)];
        startsOf.set(source, starts);
    }
    return starts;
}
/** `, did you mean "epochs"?` or an empty text when nothing allowed is close to what was found. */
export function didYouMean(found, allowed) {
    // Nobody mistypes a name of 100 letters, and comparing thousands with thousands would take minutes.
    if (found.length > 100 || allowed.length > 200)
        return '';
    let best;
    let bestDistance = Math.max(2, Math.floor(found.length / 3)) + 1;
    for (const candidate of allowed) {
        const d = distance(found.toLowerCase(), candidate.toLowerCase());
        if (d < bestDistance)
            [best, bestDistance] = [candidate, d];
    }
    return best === undefined ? '' : `, did you mean "${best}"?`;
}
/** `"a", "b" or "c"`; long lists are cut. */
export function oneOf(allowed) {
    const shown = allowed.slice(0, 20).map((name) => `"${name}"`);
    if (allowed.length > 20)
        return `${shown.join(', ')}, ... (${allowed.length} in all)`;
    if (shown.length < 2)
        return shown.join('');
    return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
/** What a terminal obeys or hides: control characters but line breaks and tabs, and what turns the direction of text. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
export const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Replaces such characters, so that a name from a file cannot move the cursor or colour the terminal. */
export function printable(text) {
    return text.replace(OBEYED, '\uFFFD');
}
/**
 * The text of one diagnostic, for people:
 *
 *     quickstart.yaml:21:15  Unknown key "epoch", did you mean "epochs"?
 *       21 |   training: { epoch: 2 }
 *          |               ~~~~~
 */
export function renderDiagnostic(diagnostic) {
    const lines = [`${heading(diagnostic.at)}  ${sentence(diagnostic.message)}`, ...excerpt(diagnostic.at)];
    for (const note of diagnostic.notes ?? []) {
        const where = note.at === undefined ? '' : `${heading(note.at)}  `;
        lines.push(`  note: ${where}${sentence(note.message)}`);
        if (note.at !== undefined)
            lines.push(...excerpt(note.at));
    }
    return lines.join('\n');
}
/** A diagnostic for programs. */
export function diagnosticJson(diagnostic) {
    const { line, column } = positionOf(diagnostic.at.source, diagnostic.at.start);
    const notes = (diagnostic.notes ?? []).map((note) => note.message);
    return { file: diagnostic.at.source.file, line, column, message: diagnostic.message, notes };
}
/** Diagnostics in the order of the file, each once: a fault met at many sweep points is one fault. */
export function tidyDiagnostics(diagnostics) {
    const seen = new Map();
    for (const diagnostic of diagnostics) {
        const key = `${diagnostic.at.source.file}\n${diagnostic.at.start}\n${diagnostic.message}`;
        if (!seen.has(key))
            seen.set(key, diagnostic);
    }
    return [...seen.values()].sort((a, b) => a.at.start - b.at.start);
}
const LONGEST = 1000;
/** A message as one line: a name in it may hold line breaks or tabs, to look like another message, or fill the screen. */
function sentence(message) {
    const line = printable(message).replaceAll(/[\n\t]/g, '\uFFFD');
    return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`;
}
function heading(place) {
    const { line, column } = positionOf(place.source, place.start);
    return `${printable(place.source.file)}:${line}:${column}`;
}
const WIDEST = 160;
function excerpt(place) {
    const { line, column } = positionOf(place.source, place.start);
    const [begin, next] = lineStarts(place.source).slice(line - 1, line + 1);
    const text = place.source.text.slice(begin, next === undefined ? undefined : next - 1);
    if (text.trim() === '')
        return [];
    // A very long line is cut around the place, so that the squiggle stays on the screen.
    const from = column - 1 > WIDEST - 40 ? column - 1 - 40 : 0;
    const shown = text.slice(from, from + WIDEST).replaceAll('\t', ' ');
    const length = Math.max(1, Math.min(place.end - place.start, text.length - (column - 1), from + WIDEST - (column - 1)));
    const gutter = String(line);
    return [
        `  ${gutter} | ${printable(shown).trimEnd()}`,
        `  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1 - from)}${'~'.repeat(length)}`,
    ];
}
