import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { editorSchema } from '../read/editor-schema.ts';
import type { Application } from './application.ts';

/** Where a project keeps the schema of its experiment files: see the first line of each. */
const FILE = join('.assay', 'experiment.schema.json');

/**
 * Keeps the schema that editors read in step with the stages of the project. It is a convenience: where it cannot be written,
 * nothing else is the worse for it.
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
    // The folder may only be read.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
