import { createInterface } from 'node:readline/promises';
import { UsageError } from '../core/failure.ts';
import type { Terminal } from './output.ts';

/**
 * Asks a person whether to go ahead, after telling what will be done. No answer means no.
 *
 * @throws UsageError when standard input is no terminal: there is nobody to ask
 */
export async function confirmed(what: string, terminal: Terminal): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is nobody to ask: standard input is no terminal', { hint: 'Add --yes to go ahead.' });
  terminal.err(what);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question('Go ahead? [y/N] ');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
