import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { editorSchema } from '../read/editor-schema.ts';
import type { Application } from './application.ts';

/** Where a project keeps the schema of its experiment files; the first line of each file names it. */
const FILE = join('.assay', 'experiment.schema.json');

/**
 * Updates the schema that editors read to the stages of the project. It is a convenience: if it cannot be written, everything else
 * still works.
 */
export function keepEditorSchema(root: string, { frame, registry }: Application): void {
  const path = join(root, FILE);
  const text = `${JSON.stringify(editorSchema(frame, registry))}\n`;
  if (read(path) === text) return;
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    // The folder may be read-only.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
