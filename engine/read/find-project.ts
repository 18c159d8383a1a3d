import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The file that makes a folder a project. */
export const PROJECT_FILE = 'assay.yaml';

/** The project's file that rules in a folder: its own or that of the nearest folder above it. */
export function findProject(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, PROJECT_FILE);
    if (existsSync(file)) return file;
    if (at === dirname(at)) return undefined;
  }
}
