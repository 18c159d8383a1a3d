import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Application } from './application.ts';
import type { AnyCommand } from './command.ts';
import { DEFAULT_STORE } from './options.ts';
import { ProjectFault } from './project-fault.ts';
import { userFolder } from './user-folder.ts';

/**
 * Gives a command the store of the project where the user has named none. `--store` and ASSAY_STORE come first, then the
 * project of the experiment file, or of the folder in which the user is, then `artifacts`.
 *
 * @throws ProjectFault when the project's file is wrong
 */
export async function findStore(command: AnyCommand, application: () => Promise<Application>): Promise<void> {
  const hasStore = command.options.some((option) => option.attributeName() === 'store');
  if (!hasStore || command.getOptionValue('store') !== undefined) return;
  const { findProject } = await import('../read/find-project.ts');
  const file = findProject(await folderFor(command));
  command.setOptionValue(
    'store',
    file === undefined ? DEFAULT_STORE : await storeOf(file, command, await application()),
  );
}

async function storeOf(file: string, command: AnyCommand, application: Application): Promise<string> {
  const { openProject } = await import('./project.ts');
  const { project, diagnostics } = openProject(file, application);
  if (project !== undefined) return project.store;
  // A command on an experiment tells the faults itself, together with those of the experiment, in the form that it has for them.
  if (command.registeredArguments[0]?.name() === 'file') return DEFAULT_STORE;
  throw new ProjectFault(diagnostics, command.getOptionValue('json') === true);
}

/** The folder of the experiment file that a command names, first or in a saved plan; else the one in which the user is. */
async function folderFor(command: AnyCommand): Promise<string> {
  const plan: unknown = command.getOptionValue('plan');
  const [first] = command.args;
  const file =
    typeof plan === 'string'
      ? (await import('./saved-plan.ts')).readPlan(plan).file
      : first !== undefined && /\.ya?ml$/.test(first) && existsSync(first)
        ? first
        : undefined;
  return file === undefined ? userFolder() : dirname(resolve(userFolder(), file));
}
