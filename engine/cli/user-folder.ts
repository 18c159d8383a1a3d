import { resolve } from 'node:path';

// In a project, the process works in the project's folder, so that relative paths in experiments start there. Paths that the user
// types or sees are relative to the user's own folder, which may be another.

let folder: string | undefined;

/** The folder in which the user started this process. */
export function userFolder(): string {
  return folder ?? process.cwd();
}

/** Changes the current folder of the process. */
export function workIn(path: string): void {
  folder ??= process.cwd();
  process.chdir(path);
}

/** A path that the user typed, ready to open. */
export function typedPath(path: string): string {
  return folder === undefined ? path : resolve(folder, path);
}
