import { resolve } from 'node:path';

// In a project the process works in the project's folder, so that every relative path of an experiment is relative to it. The
// user is somewhere else: paths that were typed, and paths that are shown, are relative to where the user is.

let folder: string | undefined;

/** The folder in which the user has started this process. */
export function userFolder(): string {
  return folder ?? process.cwd();
}

/** Works in a folder from now on. */
export function workIn(path: string): void {
  folder ??= process.cwd();
  process.chdir(path);
}

/** A path that the user has typed, as it is to be opened. */
export function typedPath(path: string): string {
  return folder === undefined ? path : resolve(folder, path);
}
