import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a trial may need that not every machine has. */
export type Need = 'shim' | 'namespaces' | 'root' | 'users' | 'terminal' | 'pipes' | 'frozen' | 'program';

/**
 * What this machine lacks, and why, in words.
 *
 * @param shim the compiled shim, if there is one
 * @param program whether the real program is built and has its native library
 */
export function lackingHere(facts: {
  readonly shim: string | undefined;
  readonly program: boolean;
}): ReadonlyMap<Need, string> {
  const linux = process.platform === 'linux';
  const root = process.getuid?.() === 0;
  const lacking = new Map<Need, string>();
  const need = (what: Need, there: boolean, why: string): void => {
    if (!there) lacking.set(what, why);
  };
  need('shim', facts.shim !== undefined, 'no C compiler (cc) for the shim');
  need('program', facts.program, 'the program is not built, or has no native library');
  need('root', linux && root, 'not root');
  need('users', linux && root && works('setpriv', '--version'), 'not root, or no setpriv');
  need(
    'namespaces',
    linux && works('unshare', '--fork', '--pid', '--mount-proc', '--uts', 'true'),
    'no permission for namespaces (unshare)',
  );
  need('terminal', linux && works('script', '-qec', 'true', '/dev/null'), 'no script(1) to make a terminal');
  need('pipes', linux && existsSync('/dev/full') && works('mkfifo', '--version'), 'no /dev/full, or no mkfifo');
  need('frozen', process.platform !== 'win32', 'no signals to stop a process');
  return lacking;
}

function works(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
