import type { Expectation } from '../report/outlook.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Terminal } from './output.ts';

/**
 * Returns the reporter that fits: JSON lines, a changing picture on a terminal, else lines. It is imported only now, because most
 * commands need none.
 *
 * @param expected asked only where a picture shows the time left
 * @param now the time that the picture counts from; left out: that of the system
 */
export async function makeReporter(
  json: boolean,
  terminal: Terminal,
  expected: () => Expectation,
  now?: () => number,
): Promise<Reporter> {
  if (json) return (await import('../report/jsonl.ts')).jsonlReporter((line) => terminal.out(line));
  if (terminal.interactive) {
    const { terminalReporter } = await import('../report/terminal.ts');
    return terminalReporter(process.stderr, { expected: expected(), ...(now && { now }) });
  }
  return (await import('../report/plain.ts')).plainReporter((line) => terminal.err(line));
}
