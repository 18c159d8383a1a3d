import { relative, resolve, sep } from 'node:path';
import { diagnosticJson, OBEYED, renderDiagnostic, type Diagnostic } from '../core/diagnostic.ts';
import { userFolder } from './user-folder.ts';

export { renderTable } from '../report/table.ts';

/** Data goes to standard output, messages to standard error. Both are injected, so that commands can be tested. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Resolves when all data is written, to the error that lost some of it, if any; absent where nothing can be lost. */
  lost?(): Promise<Error | undefined>;
  /** Whether messages go to a person's terminal, where progress is drawn; elsewhere it is written in lines. */
  readonly interactive: boolean;
  /** Width of the terminal that data goes to; undefined for a pipe or a file, where nothing is wrapped. */
  readonly columns?: number | undefined;
}

export const EXIT = { done: 0, failed: 1, wrong: 2, hungUp: 129, interrupted: 130 } as const;

/**
 * Returns the standard output and error of this process. After a closed pipe, a full disk or a closed terminal the work
 * continues without messages; at the end, `lost` says whether data is missing.
 */
export function realTerminal(): Terminal {
  let error: Error | undefined;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    // A reader that has enough, such as `head`, closes the pipe: that is no loss.
    if (cause.code !== 'EPIPE') error ??= cause;
  });
  return {
    out: (text) => process.stdout.write(`${harmless(text)}\n`),
    err: (text) => process.stderr.write(`${harmless(text)}\n`),
    // A terminal that does not know its size says 0.
    columns: process.stdout.isTTY && process.stdout.columns > 0 ? Math.max(20, process.stdout.columns) : undefined,
    // When this write is done, everything written before it is out or has failed.
    lost: () => new Promise((resolve) => process.stdout.write('', () => setImmediate(() => resolve(error)))),
    interactive: process.stderr.isTTY && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined,
  };
}

/**
 * Writes control characters as JSON does (`\u001b`), so that no text from a file or a record can move the cursor, colour the
 * terminal or reverse the direction of the text. In JSON the value stays the same. Callers need not think of it.
 */
function harmless(text: string): string {
  return text.replaceAll(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Writes diagnostics for a person, or for a program with `json`: as a `document`, or as an `event` of a command that prints
 * one JSON object per line.
 */
export function tellDiagnostics(
  diagnostics: readonly Diagnostic[],
  terminal: Terminal,
  json: 'document' | 'event' | false,
): void {
  if (json !== false) {
    const list = diagnostics.map(diagnosticJson);
    if (json === 'event') terminal.out(JSON.stringify({ type: 'diagnostics', diagnostics: list }));
    else terminal.out(JSON.stringify({ ok: false, diagnostics: list }, null, 2));
    return;
  }
  const shown = diagnostics.slice(0, 50);
  terminal.err(shown.map(renderDiagnostic).join('\n\n'));
  const more = diagnostics.length - shown.length;
  const count = `${diagnostics.length} ${diagnostics.length === 1 ? 'problem' : 'problems'}`;
  terminal.err(
    `\n${count}${more > 0 ? `, the first ${shown.length} shown` : ''}. Nothing was run and nothing was changed.`,
  );
}

/** Returns a path as the user would type it: relative inside the user's folder, else absolute. */
export function shownPath(path: string): string {
  const short = relative(userFolder(), path);
  return short !== '' && short !== '..' && !short.startsWith(`..${sep}`) ? short : resolve(path);
}

/** Returns `512 B`, `1.2 MB`: powers of 1000, as disks are sold. */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Returns why the system cannot open a file that the user named. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code === 'EACCES' ? 'permission denied' : message;
}
