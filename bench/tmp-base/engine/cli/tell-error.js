import { CommanderError } from 'commander';
import { printable } from '../core/diagnostic.js';
import { isExpected, UsageError } from '../core/failure.js';
import { codeOf, systemFailure } from '../store/local/atomic.js';
import { EXIT } from './output.js';
/**
 * Tells why a command ended, and returns the exit code. Commander has written its own message already; what is expected, and
 * what the state of the system explains, gets one; a bug keeps its stack trace.
 */
export function tellError(error, terminal) {
    if (error instanceof CommanderError)
        return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
    const disk = systemFailure(error);
    const known = isExpected(disk) ? disk : systemError(error);
    if (known !== undefined) {
        terminal.err(`Error: ${printable(known.message)}`);
        if ('hint' in known && typeof known.hint === 'string')
            terminal.err(`Hint: ${printable(known.hint)}`);
        return known.name === 'UsageError' ? EXIT.wrong : EXIT.failed;
    }
    terminal.err(`Assay has a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.failed;
}
/** @throws UsageError when the current folder was removed, or may not be looked at: no path means anything then */
export function needCurrentFolder() {
    try {
        process.cwd();
    }
    catch (cause) {
        const code = codeOf(cause) ?? '';
        const what = code === 'ENOENT' ? 'is gone' : `cannot be used (${code})`;
        throw new UsageError(`The current folder ${what}`, {
            hint: 'cd to one that exists, and run the command again.',
            cause,
        });
    }
}
/** What is short when the system refuses something for its own state, and what to do. */
const SHORT = {
    EMFILE: [
        'This process may not open more files',
        'Allow more, for example with "ulimit -n 1024", and run the command again.',
    ],
    ENFILE: ['The system has too many open files', 'Close other programs, and run the command again.'],
    ENOMEM: ['The system has no memory left', 'Close other programs, and run the command again.'],
    EAGAIN: [
        'The system allows no more processes',
        'Close other programs or raise "ulimit -u", and run the command again.',
    ],
};
/** The error of a system that is short of something, whatever was being done; undefined for any other. */
function systemError(error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        const code = codeOf(cause) ?? '';
        const short = SHORT[code];
        if (short === undefined)
            continue;
        const [what, hint] = short;
        return Object.assign(new Error(`${what} (${code})`, { cause: error }), { hint });
    }
    return undefined;
}
