import { fileURLToPath } from 'node:url';
import { CommanderError } from '@commander-js/extra-typings';
import { printable } from '../core/diagnostic.ts';
import { isExpected, UsageError } from '../core/failure.ts';
import { codeOf, systemFailure } from '../store/local/atomic.ts';
import { EXIT, tellDiagnostics, type Terminal } from './output.ts';
import { ProjectFault } from './project-fault.ts';

/**
 * Shows why a command failed, and returns the exit code. Commander has already written its own message. Expected errors and
 * those of the system get a message and a hint; a bug keeps its stack trace.
 */
export function tellError(error: unknown, terminal: Terminal): number {
  if (error instanceof ProjectFault) {
    tellDiagnostics(error.diagnostics, terminal, error.json && 'document');
    return EXIT.wrong;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
  const known = isExpected(error) ? error : systemError(error);
  if (known !== undefined) {
    terminal.err(`Error: ${printable(known.message)}`);
    if ('hint' in known && typeof known.hint === 'string') terminal.err(`Hint: ${printable(known.hint)}`);
    return known.name === 'UsageError' ? EXIT.wrong : EXIT.failed;
  }
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  const own = ownFrames(stack);
  if (own.length === 0) terminal.err(`Assay has a bug: ${stack}`);
  else terminal.err([`Error: A pack of this project has a bug: ${printable(message)}`, ...own].join('\n'));
  return EXIT.failed;
}

/** Where in the project's own code a bug happened, the innermost place first; nothing where it happened elsewhere. */
function ownFrames(stack: string): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const assay = fileURLToPath(new URL('../../', import.meta.url));
  const project = workingFolder();
  const isOwn = (line: string): boolean =>
    project !== undefined && line.includes(project) && !line.includes(assay) && !line.includes('/node_modules/');
  const first = frames[0];
  return first === undefined || !isOwn(first) ? [] : frames.filter(isOwn);
}

/** Where the process works: in the project's folder, when it has entered one. Undefined for a folder that was deleted. */
function workingFolder(): string | undefined {
  try {
    return `${process.cwd()}/`;
  } catch {
    return undefined;
  }
}

/** @throws UsageError when the current folder was deleted or cannot be read, because then no relative path has a meaning */
export function needCurrentFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    const code = codeOf(cause) ?? '';
    const what = code === 'ENOENT' ? 'no longer exists' : `cannot be used (${code})`;
    throw new UsageError(`The current folder ${what}`, {
      hint: 'Change to a folder that exists and run the command again.',
      cause,
    });
  }
}

/** What the system is short of, by error code, and what to do. */
const SHORT: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  ENOMEM: ['The system has no memory left', 'Close other programs, and run the command again.'],
  EAGAIN: [
    'The system allows no more processes',
    'Close other programs or raise "ulimit -u", and run the command again.',
  ],
};

/** Returns the error to show when the system is short of something; undefined for any other error. */
function systemError(error: unknown): Error | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const failure = systemFailure(cause);
    if (isExpected(failure)) return failure;
    const code = codeOf(cause) ?? '';
    const short = SHORT[code];
    if (short === undefined) continue;
    const [what, hint] = short;
    return Object.assign(new Error(`${what} (${code})`, { cause: error }), { hint });
  }
  return undefined;
}
