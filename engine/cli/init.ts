import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { UsageError } from '../core/failure.ts';
import { codeOf } from '../store/local/atomic.ts';
import { EXIT, shownPath, type Terminal } from './output.ts';

export interface InitOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

/** A file that `assay init` writes. */
interface Planned {
  /** Relative to the project. */
  readonly name: string;
  readonly content: string;
  readonly exists: boolean;
}

/**
 * `assay init [FOLDER]`: makes a project of a folder. A file that is there already is left as it is.
 *
 * @param starter the folder whose files the project gets; a file named `gitignore` becomes `.gitignore`
 * @param generated more files, by name: the editor's schema
 */
export async function initCommand(
  folder: string,
  options: InitOptions,
  from: { readonly starter: string; readonly generated: Readonly<Record<string, string>> },
  terminal: Terminal,
): Promise<number> {
  const root = resolve(folder);
  const planned = plannedFiles(root, from);
  const missing = planned.filter(({ exists }) => !exists);
  if (missing.length === 0) {
    if (options.json) terminal.out(JSON.stringify({ ok: true, folder: root, written: [], kept: namesOf(planned) }));
    else terminal.out(`${shownPath(root)} is a project already: nothing to write.`);
    return EXIT.done;
  }
  if (!options.yes && !options.json && !(await confirmed(root, missing, terminal))) return EXIT.failed;
  try {
    for (const { name, content } of missing) writeNew(join(root, name), content);
  } catch (cause) {
    throw new UsageError(`Cannot write into ${root}: ${codeOf(cause) ?? String(cause)}`, {
      hint: 'Choose a folder that you may write to: assay init FOLDER',
      cause,
    });
  }
  const kept = planned.filter(({ exists }) => exists);
  if (options.json) {
    terminal.out(JSON.stringify({ ok: true, folder: root, written: namesOf(missing), kept: namesOf(kept) }));
    return EXIT.done;
  }
  for (const { name } of missing) terminal.out(`wrote ${shownPath(join(root, name))}`);
  for (const { name } of kept) terminal.out(`kept  ${shownPath(join(root, name))} as it is`);
  const place = relative(process.cwd(), root);
  terminal.out(`\nNext:${place === '' ? '' : `\n  cd ${place}`}\n  assay run experiments/first.yaml`);
  return EXIT.done;
}

function namesOf(files: readonly Planned[]): readonly string[] {
  return files.map(({ name }) => name);
}

function plannedFiles(
  root: string,
  { starter, generated }: { readonly starter: string; readonly generated: Readonly<Record<string, string>> },
): readonly Planned[] {
  const copied = readdirSync(starter, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(starter, join(entry.parentPath, entry.name)))
    .sort()
    .map((name) => [name === 'gitignore' ? '.gitignore' : name, readFileSync(join(starter, name), 'utf8')] as const);
  return [...copied, ...Object.entries(generated)].map(([name, content]) => {
    return { name, content, exists: existsSync(join(root, name)) };
  });
}

/** Asks a person; without one there is nobody to ask. */
async function confirmed(root: string, files: readonly Planned[], terminal: Terminal): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is nobody to ask: standard input is no terminal', { hint: 'Add --yes to go ahead.' });
  terminal.err(
    `These files will be written in ${shownPath(root)}:\n${files.map(({ name }) => `  ${name}`).join('\n')}`,
  );
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question('Go ahead? [Y/n] ');
    return /^(y|yes|)$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}

/** Never replaces a file, even one that has come since. */
function writeNew(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flag: 'wx' });
}
