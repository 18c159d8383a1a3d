import { isExpected } from '../core/failure.ts';
import { editorSchema } from '../read/editor-schema.ts';
import { parseExtended, type OpenFile } from '../read/extend.ts';
import { fileNames } from '../read/file-names.ts';
import type { Application } from './application.ts';
import { EXIT, tellDiagnostics, type Terminal } from './output.ts';
import { readText } from './session.ts';

/**
 * `assay schema`: the JSON Schema of experiment files; with `for` that of one file, which offers its own names: steps and
 * outputs at ports, axes, definitions. The file may have faults, but it must be YAML.
 */
export function schemaCommand(
  options: { readonly for?: string },
  { frame, registry }: Application,
  terminal: Terminal,
): number {
  if (options.for === undefined) {
    terminal.out(JSON.stringify(editorSchema(frame, registry), null, 2));
    return EXIT.done;
  }
  const text = readText(options.for);
  const { document, diagnostics } =
    typeof text === 'string' ? parseExtended({ file: options.for, text }, openBase) : { diagnostics: [text] };
  if (document === undefined) {
    tellDiagnostics(diagnostics, terminal, false);
    return EXIT.wrong;
  }
  terminal.out(JSON.stringify(editorSchema(frame, registry, fileNames(document, registry)), null, 2));
  return EXIT.done;
}

/** A file that another one extends. */
const openBase: OpenFile = (file) => {
  try {
    const text = readText(file);
    return typeof text === 'string' ? { file, text } : text;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { message: error.message };
  }
};
