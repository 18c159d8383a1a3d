import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import { findProject } from '../read/find-project.ts';
import { readProject, type Project } from '../read/project.ts';
import type { Application } from './application.ts';
import { openText } from './open-text.ts';
import { shownPath } from './output.ts';
import { ProjectFault } from './project-fault.ts';
import { userFolder, workIn } from './user-folder.ts';

/** The application with the packs of the project that a command works in, and the project, if there is one. */
export interface Entered {
  readonly application: Application;
  readonly project?: Project;
}

/**
 * Reads and checks a project's file.
 *
 * @param path absolute
 * @throws UsageError when it cannot be opened
 */
export function openProject(
  path: string,
  application: Application,
): { readonly project?: Project; readonly diagnostics: readonly Diagnostic[] } {
  const file = shownPath(path);
  const text = openText(file, "a project's file");
  if (typeof text === 'string') return readProject({ file, text }, dirname(path), application.projects.schema);
  if ('message' in text) return { diagnostics: [text] };
  throw new UsageError(`Cannot ${text.what} the project's file "${file}": ${text.why}`, {
    hint: 'A folder with a file assay.yaml is a project. Make it a readable file, or remove it.',
    cause: text.cause,
  });
}

/**
 * Enters the project of an experiment file: from then on, the process works in the project's folder, and the application has the
 * project's packs. Without a project nothing changes, and no code for packs is imported.
 *
 * @param file as the user typed it; undefined for the project of the user's folder
 * @throws UsageError when the project's file cannot be opened
 */
export async function enterProject(
  file: string | undefined,
  application: Application,
): Promise<{ readonly entered?: Entered; readonly diagnostics: readonly Diagnostic[] }> {
  const path = findProject(file === undefined ? userFolder() : dirname(resolve(userFolder(), file)));
  if (path === undefined) {
    // A command on several files may have entered the project of another file.
    if (process.cwd() !== userFolder()) workIn(userFolder());
    return { entered: { application }, diagnostics: [] };
  }
  const { project, diagnostics } = openProject(path, application);
  if (project === undefined) return { diagnostics };
  workIn(project.root);
  if (project.uses.length === 0) return { entered: { application, project }, diagnostics: [] };
  const { entered, diagnostics: faults } = await openWithPacks(project, application);
  return { ...(entered && { entered: { application: entered, project } }), diagnostics: faults };
}

/**
 * The application with the packs of a project.
 *
 * @param aside whether to write nothing into the project
 */
export async function openWithPacks(
  { root, uses }: Pick<Project, 'root' | 'uses'>,
  { version, projects }: Application,
  { aside = false }: { readonly aside?: boolean } = {},
): Promise<{ readonly entered?: Application; readonly diagnostics: readonly Diagnostic[] }> {
  const { loadPacks } = await import('../packs/load.ts');
  const { modules, digests, builtIn } = projects;
  const { loaded, diagnostics } = await loadPacks(root, uses, { version, modules, digests, builtIn, aside });
  if (loaded === undefined) return { diagnostics };
  const entered = projects.withPacks(loaded);
  const { prepareChecks } = await import('../packs/checks.ts');
  const faults = await prepareChecks(entered.registry, loaded, { version, builtIn, uses, root });
  if (faults.length > 0) return { diagnostics: faults };
  const { removeUnused } = await import('../packs/unused.ts');
  if (loaded.manifest !== undefined && !loaded.place.isElsewhere) removeUnused(loaded.manifest);
  return { entered, diagnostics: [] };
}

/**
 * Enters the project of the user's folder, for a command without an experiment file.
 *
 * @throws ProjectFault when the project or one of its packs has a fault
 */
export async function enterHere(application: Application, { json }: { readonly json: boolean }): Promise<Entered> {
  const { entered, diagnostics } = await enterProject(undefined, application);
  if (entered === undefined) throw new ProjectFault(diagnostics, json);
  return entered;
}

/** Works in the folder of the user's project, if there is one: relative paths start there. */
export function workInProject(): void {
  const path = findProject(userFolder());
  if (path !== undefined) workIn(dirname(path));
}
