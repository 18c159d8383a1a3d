import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, yesOption } from '../options.ts';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../core/failure.ts';
import { codeOf } from '../../store/local/atomic.ts';
import type { Application } from '../application.ts';
import { refusal } from '../confirm.ts';
import { keepEditorSchema } from '../keep-schema.ts';
import { enterProject } from '../project.ts';
import { EXIT, shownPath } from '../output.ts';
import { userFolder } from '../user-folder.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('[folder]', 'folder of the project; created if it is missing', '.')
    .addOption(yesOption())
    .addOption(jsonOption());

/** A file that `assay init` writes. */
interface Planned {
  /** Relative to the project. */
  readonly name: string;
  readonly content: string;
  readonly exists: boolean;
}

/** `assay init [FOLDER]`: turns a folder into a project. Files that exist are left alone. */
export const init = defineCommand({
  declare,
  help: `Examples:
  assay init
  assay init study --yes`,
  run: makeProject,
});

async function makeProject(folder: string, options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const application = await line.application();
  const root = resolve(folder);
  const planned = plannedFiles(root, application.projects.starter);
  const missing = planned.filter(({ exists }) => !exists);
  if (missing.length === 0) {
    if (options.json) terminal.out(JSON.stringify({ ok: true, folder: root, written: [], kept: namesOf(planned) }));
    else terminal.out(`${shownPath(root)} already is a project: nothing to write.`);
    return EXIT.done;
  }
  if (!options.yes && !options.json) {
    const list = namesOf(missing).map((name) => `  ${name}`);
    const question = [`These files will be written in ${shownPath(root)}:`, ...list].join('\n');
    const refused = await refusal(question, { unanswered: 'yes' }, terminal);
    if (refused !== undefined) return refused;
  }
  try {
    for (const { name, content } of missing) writeNew(join(root, name), content);
  } catch (cause) {
    throw new UsageError(`Cannot write into ${root}: ${codeOf(cause) ?? String(cause)}`, {
      hint: 'Choose a folder that you may write to: assay init FOLDER.',
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
  for (const { name } of kept) terminal.out(`kept  ${shownPath(join(root, name))}`);
  const place = relative(userFolder(), root);
  terminal.out(`\nNext:${place === '' ? '' : `\n  cd ${place}`}\n  assay run experiments/first.yaml`);
  return EXIT.done;
}

function namesOf(files: readonly Planned[]): readonly string[] {
  return files.map(({ name }) => name);
}

/** The files of the starter, with their final names: npm packages cannot contain a `.gitignore`. */
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

/** Writes the editor's schema, so that editors can complete the first experiment before anything has run. Faults wait for the first plan. */
async function writeSchema(root: string, application: Application): Promise<void> {
  const { entered } = await enterProject(join(root, 'assay.yaml'), application);
  if (entered !== undefined) keepEditorSchema(root, entered.application);
}

/** Writes a file, but never replaces one, even if it has been created meanwhile. */
function writeNew(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flag: 'wx' });
}
