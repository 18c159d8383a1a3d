import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { editorSchema } from '../../read/editor-schema.ts';
import { parseExtended } from '../../read/extend.ts';
import { fileNames } from '../../read/file-names.ts';
import { EXIT, tellDiagnostics } from '../output.ts';
import { enterProject } from '../project.ts';
import { openBase, readText } from '../session.ts';

const declare = (blank: BlankCommand) =>
  blank
    .option(
      '--for <file>',
      'the schema of this file alone: it offers the names of its steps, outputs, axes, definitions',
    )
    .option('--project', "the schema of a project's file instead", false);

/**
 * `assay schema`: prints the JSON Schema of experiment files. With `--for FILE` it prints one that offers the names in this
 * file: steps and outputs at ports, axes, definitions. The file may have faults, but it must be YAML.
 */
export const schema = defineCommand({
  declare,
  help: `Examples:
  assay schema > experiment.schema.json
  assay schema --for experiments/quickstart.yaml > quickstart.schema.json
  assay schema --project          of a project's file, assay.yaml`,
  run: printSchema,
});

async function printSchema(options: OptionsOf<typeof declare>, line: Line): Promise<number> {
  const { terminal } = line;
  const application = await line.application();
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
