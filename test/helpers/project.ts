import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempDir } from './temp-dir.ts';

/** Writes files below a folder, by relative path. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A folder with these files, removed when the test has finished. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempDir();
  writeFiles(folder, files);
  return folder;
}

/** A step of stage `command` that runs a text in the shell and writes a table. */
export function shell(run: string, more = ''): string {
  return `{ stage: command, run: ${JSON.stringify(run)}, outputs: { table: { kind: table, extension: csv } }${more} }`;
}

/** A project that may run programs, with one experiment of these steps. */
export function commandProject(steps: string, more: Readonly<Record<string, string>> = {}): string {
  return folderWith({ 'assay.yaml': 'commands: true\n', 'x.yaml': `experiment: x\nsteps:\n${steps}\n`, ...more });
}
