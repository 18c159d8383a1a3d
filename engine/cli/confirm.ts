import { createInterface } from 'node:readline/promises';
import { UsageError } from '../core/failure.ts';
import { EXIT, type Terminal } from './output.ts';

/**
 * Asks a person whether to go ahead, after saying what will be done. Resolves to undefined after "yes", else to the exit code
 * of the command, which changes nothing then.
 *
 * @param unanswered what a bare Enter means
 * @throws UsageError when standard input is no terminal: there is nobody to ask
 */
export async function refusal(
  what: string,
  { unanswered }: { readonly unanswered: 'yes' | 'no' },
  terminal: Terminal,
): Promise<number | undefined> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is nobody to ask: standard input is no terminal', { hint: 'Add --yes to go ahead.' });
  terminal.err(what);
  const answer = await ask(`Go ahead? [${unanswered === 'yes' ? 'Y/n' : 'y/N'}] `);
  if (/^y(es)?$/i.test(answer || unanswered)) return undefined;
  terminal.err('Nothing was changed.');
  return answer === INTERRUPTED ? EXIT.interrupted : EXIT.failed;
}

/** Not a text that a person can type. */
const INTERRUPTED = '\u0003';

/** Returns the answer without spaces around it, INTERRUPTED after Ctrl-C, and "no" after Ctrl-D or when the terminal closes. */
async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  let unfinished = 'no';
  reader.on('SIGINT', () => {
    unfinished = INTERRUPTED;
    stop.abort();
  });
  reader.on('close', () => stop.abort());
  try {
    return (await reader.question(question, { signal: stop.signal })).trim();
  } catch (error) {
    if (!stop.signal.aborted && (error as Error).name !== 'AbortError') throw error;
    return unfinished;
  } finally {
    reader.close();
  }
}
