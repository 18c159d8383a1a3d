// Which files of the project a program has opened, as strace tells: `assay run --trace`.

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** Set in the process of a step when the user asks for a trace. It is no part of any key: a traced program does the same. */
const TRACE_VARIABLE = 'ASSAY_TRACE';

/** Folders whose files nobody declares one by one: packages, caches, and whatever begins with a dot, such as `.venv`. */
const PASSED_OVER = /(^|\/)(\.[^/]+|node_modules|__pycache__|site-packages)(\/|$)/;

/** The program under strace, with the file that strace writes; the program as it is when nobody wants a trace. */
export function traced(
  program: { readonly file: string; readonly args: readonly string[] },
  scratch: string,
): { readonly file: string; readonly args: readonly string[]; readonly log: string | undefined } {
  if (process.env[TRACE_VARIABLE] !== '1') return { ...program, log: undefined };
  const log = join(scratch, 'trace.txt');
  const options = ['-f', '-qq', '-y', '-s', '4096', '-e', 'trace=%file', '-e', 'signal=none', '-o', log];
  return { file: 'strace', args: [...options, '--', program.file, ...program.args], log };
}

/**
 * The files of the project that a program has read, relative to the project, sorted.
 *
 * @param options.root absolute path of the project
 * @param options.known absolute paths of files, and of folders with everything in them, that need not be told
 */
export function readFilesOf(
  log: string,
  { root, known }: { readonly root: string; readonly known: readonly string[] },
): readonly string[] {
  if (!existsSync(log)) return [];
  const home = realpathSync(root);
  const told = known.map(realPath);
  const found = new Set<string>();
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const path = openedIn(line, home);
    if (path === undefined || !path.startsWith(home + sep)) continue;
    if (told.some((each) => path === each || path.startsWith(each + sep))) continue;
    const name = relative(home, path);
    if (!PASSED_OVER.test(name)) found.add(name);
  }
  return [...found].sort();
}

/** The absolute path of the file that a line of strace says was opened for reading, or executed. */
function openedIn(line: string, root: string): string | undefined {
  const executed = /execve\("((?:[^"\\]|\\.)*)".* = 0$/.exec(line)?.[1];
  if (executed !== undefined) return resolve(root, decode(executed));
  const [, flags = '', path] = /\bopen(?:at|at2)?\(.*?, (?:\{flags=)?(O_[A-Z_|]+).* = \d+<(.*)>$/.exec(line) ?? [];
  if (path === undefined || !/O_RD(ONLY|WR)/.test(flags) || /O_DIRECTORY|O_CREAT|O_PATH/.test(flags)) return undefined;
  return decode(path);
}

/** strace writes every byte beyond ASCII as an octal number. */
function decode(text: string): string {
  const bytes = text.replaceAll(/\\([0-7]{1,3}|["\\])/g, (_, code: string) =>
    /\d/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code,
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
