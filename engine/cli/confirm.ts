import { createInterface } from 'node:readline/promises';
import { UsageError } from '../core/failure.ts';
import type { Terminal } from './output.ts';

/**
 * Asks a person whether to go ahead, after saying what will be done.
 *
 * @param unanswered what a bare Enter means
 * @throws UsageError when standard input is no terminal: there is nobody to ask
 */
export async function confirmed(
  what: string,
  { unanswered }: { readonly unanswered: boolean },
  terminal: Terminal,
): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is nobody to ask: standard input is no terminal', { hint: 'Add --yes to go ahead.' });
  terminal.err(what);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await reader.question(`Go ahead? [${unanswered ? 'Y/n' : 'y/N'}] `)).trim();
    return answer === '' ? unanswered : /^y(es)?$/i.test(answer);
  } finally {
    reader.close();
  }
}
