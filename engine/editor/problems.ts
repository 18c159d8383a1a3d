import {
  CodeActionKind,
  DiagnosticSeverity,
  type CodeAction,
  type Diagnostic as Shown,
  type Range,
} from 'vscode-languageserver/node';
import { suggestionOf, type Diagnostic } from '../core/diagnostic.ts';
import type { Texts } from './texts.ts';

/** More would only slow the editor down. */
const MOST = 200;

/** Diagnostics as an editor shows them, by the path of the file that each is about. */
export function problemsByFile(
  diagnostics: readonly Diagnostic[],
  texts: Texts,
): ReadonlyMap<string, readonly Shown[]> {
  const found = new Map<string, Shown[]>();
  for (const diagnostic of diagnostics.slice(0, MOST)) {
    const { file } = diagnostic.at.source;
    const list = found.get(file) ?? [];
    found.set(file, list);
    list.push(shownOf(diagnostic, texts));
  }
  return found;
}

function shownOf({ message, at, notes = [] }: Diagnostic, texts: Texts): Shown {
  const related = notes.flatMap((note) =>
    note.at === undefined
      ? []
      : [{ message: note.message, location: { uri: texts.uriOf(note.at.source.file), range: texts.rangeOf(note.at) } }],
  );
  const remarks = notes.filter((note) => note.at === undefined).map((note) => `\n${note.message}`);
  return {
    range: texts.rangeOf(at),
    severity: DiagnosticSeverity.Error,
    source: 'assay',
    message: `${message}${remarks.join('')}`,
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/** The changes that diagnostics of a range propose: `did you mean "epochs"?`. */
export function fixesFor(
  { uri, range }: { readonly uri: string; readonly range: Range },
  problems: readonly Shown[],
  textOf: (range: Range) => string,
): readonly CodeAction[] {
  return problems.flatMap((problem) => {
    const suggestion = overlaps(problem.range, range) ? suggestionOf(textOfMessage(problem)) : undefined;
    const text = textOf(problem.range);
    if (suggestion === undefined || !text.includes(suggestion.found)) return [];
    const newText = text.replace(suggestion.found, () => suggestion.instead);
    return [
      {
        title: `Change "${suggestion.found}" to "${suggestion.instead}"`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [problem],
        isPreferred: true,
        edit: { changes: { [uri]: [{ range: problem.range, newText }] } },
      },
    ];
  });
}

/** A message may come back with markup, which ours never have. */
function textOfMessage({ message }: Shown): string {
  return typeof message === 'string' ? message : message.value;
}

function overlaps(a: Range, b: Range): boolean {
  const isBefore = (one: Range['start'], other: Range['start']): boolean =>
    one.line < other.line || (one.line === other.line && one.character < other.character);
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
