import { editorSchema } from '../read/editor-schema.ts';
import { parseExtended } from '../read/extend.ts';
import { fileNames } from '../read/file-names.ts';
import type { Application } from './application.ts';
import { EXIT, tellDiagnostics, type Terminal } from './output.ts';
import { enterProject } from './project.ts';
import { openBase, readText } from './session.ts';

export interface SchemaOptions {
  readonly for?: string;
  /** The schema of a project's file instead. */
  readonly project: boolean;
}

/**
 * `assay schema`: the JSON Schema of experiment files; with `for` that of one file, which offers its own names: steps and
 * outputs at ports, axes, definitions. The file may have faults, but it must be YAML.
 */
export async function schemaCommand(
  options: SchemaOptions,
  application: Application,
  terminal: Terminal,
): Promise<number> {
  if (options.project) {
    terminal.out(JSON.stringify(application.projects.schema, null, 2));
    return EXIT.done;
  }
  const { entered, diagnostics: faults } = await enterProject(options.for, application);
  if (entered === undefined) {
    tellDiagnostics(faults, terminal, false);
    return EXIT.wrong;
  }
  const { frame, registry } = entered.application;
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
