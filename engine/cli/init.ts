import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { UsageError } from '../core/failure.ts';
import { codeOf } from '../store/local/atomic.ts';
import type { Application } from './application.ts';
import { keepEditorSchema } from './keep-schema.ts';
import { EXIT, shownPath, type Terminal } from './output.ts';
import { userFolder } from './user-folder.ts';

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
 */
export async function initCommand(
  folder: string,
  options: InitOptions,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const root = resolve(folder);
  const planned = plannedFiles(root, application.projects.starter);
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
  await writeSchema(root, application);
  const kept = planned.filter(({ exists }) => exists);
  if (options.json) {
    terminal.out(JSON.stringify({ ok: true, folder: root, written: namesOf(missing), kept: namesOf(kept) }));
    return EXIT.done;
  }
  for (const { name } of missing) terminal.out(`wrote ${shownPath(join(root, name))}`);
  for (const { name } of kept) terminal.out(`kept  ${shownPath(join(root, name))} as it is`);
  const place = relative(userFolder(), root);
  terminal.out(`\nNext:${place === '' ? '' : `\n  cd ${place}`}\n  assay run experiments/first.yaml`);
  return EXIT.done;
}

function namesOf(files: readonly Planned[]): readonly string[] {
  return files.map(({ name }) => name);
}

/** The files of the starter, as they will be called: a package cannot hold a `.gitignore`. */
function plannedFiles(root: string, starter: string): readonly Planned[] {
  return readdirSync(starter, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(starter, join(entry.parentPath, entry.name)))
    .sort()
    .map((file) => {
      const name = file === 'gitignore' ? '.gitignore' : file;
      return { name, content: readFileSync(join(starter, file), 'utf8'), exists: existsSync(join(root, name)) };
    });
}

/** The editor's schema, so that the first experiment can be edited before anything has run. What is wrong, the first plan tells. */
async function writeSchema(root: string, application: Application): Promise<void> {
  const { enterProject } = await import('./project.ts');
  const { entered } = await enterProject(join(root, 'assay.yaml'), application);
  if (entered !== undefined) keepEditorSchema(root, entered.application);
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
