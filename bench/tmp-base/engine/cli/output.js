import { relative, resolve, sep } from 'node:path';
import { diagnosticJson, OBEYED, renderDiagnostic } from '../core/diagnostic.js';
export { renderTable } from '../report/table.js';
export const EXIT = { done: 0, failed: 1, wrong: 2, hungUp: 129, interrupted: 130 };
/**
 * Standard output and error of this process. Whatever becomes of them, a closed pipe, a full disk, a terminal that is gone,
 * the work goes on without its talk: `lost` says at the end whether data is missing.
 */
export function realTerminal() {
    let error;
    process.stderr.on('error', () => undefined);
    process.stdout.on('error', (cause) => {
        // Who has read enough, as `head` has, closes the pipe: that is no loss.
        if (cause.code !== 'EPIPE')
            error ??= cause;
    });
    return {
        out: (text) => process.stdout.write(`${harmless(text)}\n`),
        err: (text) => process.stderr.write(`${harmless(text)}\n`),
        columns: process.stdout.isTTY ? process.stdout.columns : undefined,
        // What was written before is out, or has failed, when this is.
        lost: () => new Promise((resolve) => process.stdout.write('', () => setImmediate(() => resolve(error)))),
        interactive: process.stderr.isTTY && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined,
    };
}
/**
 * Writes control characters as JSON does (`\u001b`), so that nothing that comes out of a file or a record can move the
 * cursor, colour the terminal or turn the direction of the text; in JSON the value stays the same. Whoever prints need not
 * think of it.
 */
function harmless(text) {
    return text.replaceAll(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
/**
 * Diagnostics for a person, or with `json` for a program: as a `document`, or as an `event` of a command that writes one JSON
 * object per line.
 */
export function tellDiagnostics(diagnostics, terminal, json) {
    if (json !== false) {
        const list = diagnostics.map(diagnosticJson);
        if (json === 'event')
            terminal.out(JSON.stringify({ type: 'diagnostics', diagnostics: list }));
        else
            terminal.out(JSON.stringify({ ok: false, diagnostics: list }, null, 2));
        return;
    }
    const shown = diagnostics.slice(0, 50);
    terminal.err(shown.map(renderDiagnostic).join('\n\n'));
    const more = diagnostics.length - shown.length;
    const count = `${diagnostics.length} ${diagnostics.length === 1 ? 'problem' : 'problems'}`;
    terminal.err(`\n${count}${more > 0 ? `, the first ${shown.length} shown` : ''}. Nothing was run and nothing was changed.`);
}
/** A path as the user would type it: relative inside the working directory, else absolute. */
export function shownPath(path) {
    const short = relative(process.cwd(), path);
    return short !== '' && short !== '..' && !short.startsWith(`..${sep}`) ? short : resolve(path);
}
/** `512 B`, `1.2 MB`: powers of 1000, as disks are sold. */
export function showBytes(bytes) {
    if (bytes < 1000)
        return `${bytes} B`;
    const units = ['kB', 'MB', 'GB', 'TB'];
    let value = bytes / 1000;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1)
        [value, unit] = [value / 1000, unit + 1];
    return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
/** Why the system does not open a file that the user named. */
export function reasonOf(cause) {
    const { code, message } = cause;
    if (code === 'ENOENT')
        return 'there is no such file';
    if (code === 'EISDIR')
        return 'it is a folder';
    return code === 'EACCES' ? 'permission denied' : message;
}
