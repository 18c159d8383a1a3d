import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Why tests that need a terminal are left out here; undefined where script(1) can make one. */
export function noTerminal(): string | undefined {
  if (process.env['ASSAY_REQUIRE_SYSTEM'] === '1') return undefined;
  const { status } = spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'no script(1) to make a terminal';
}

/** A program in a terminal of its own, and a person in front of it. */
export interface PseudoTerminal {
  /** Types keys, as the terminal sends them: Enter is `\r`, Tab `\t`. */
  type(keys: string): void;
  /**
   * Waits for a text, and returns what came since the last text that was waited for, up to its end. Colours and movements of the
   * cursor are left out.
   *
   * @throws Error after a minute, or when the program has ended without it
   */
  shows(pattern: RegExp): Promise<string>;
  /** The program's exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a command, a line for /bin/sh. It ends with the test at the latest. */
export function inTerminal(
  command: string,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): PseudoTerminal {
  const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...options.env, SHELL: '/bin/sh' };
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: options.cwd, env, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let seen = 0;
  let over = false;
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  child.stdin.on('error', () => undefined); // It has ended; `shows` says so.
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      over = true;
      resolve(code);
    });
  });
  return {
    ended,
    type: (keys) => void child.stdin.write(keys),
    async shows(pattern) {
      for (let waited = 0; waited < 60_000; waited += 20) {
        const text = plain(shown).slice(seen);
        const match = pattern.exec(text);
        if (match !== null) {
          seen += match.index + match[0].length;
          return text.slice(0, match.index + match[0].length);
        }
        if (over) break;
        await sleep(20);
      }
      throw new Error(`${pattern} did not come. ${over ? 'It has ended. ' : ''}It shows:\n${plain(shown).slice(seen)}`);
    },
  };
}

const NOT_SHOWN =
  // oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
  /\u001b(?:\[[?>=0-9;]*[ -/]*[@-~]|\][^\u0007]*(?:\u0007|\u001b\\)|[()][A-Z0-9]|[=>])|[\r\u0007]/g;

/** A text without escape sequences, returns and bells. */
function plain(text: string): string {
  return text.replaceAll(NOT_SHOWN, '');
}
