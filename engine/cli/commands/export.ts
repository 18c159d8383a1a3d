import { Option } from '@commander-js/extra-typings';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { didYouMean, oneOf } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/failure.ts';
import type { Application } from '../application.ts';
import { exportArtifact, exportableOf } from '../export-artifact.ts';
import { exportBundle } from '../export-bundle.ts';
import { EXIT, showBytes, shownPath } from '../output.ts';
import { enterHere } from '../project.ts';
import { stepAt } from '../references.ts';
import { typedPath } from '../user-folder.ts';
import { withStore } from '../with-store.ts';

const BUNDLE = 'bundle';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<what>', 'a step, STEP or EXPERIMENT[@RUN]:STEP; for a bundle, EXPERIMENT[@RUN]')
    .addOption(new Option('--to <format>', 'the format to write').makeOptionMandatory())
    .option('-e, --experiment <run>', 'EXPERIMENT or EXPERIMENT@RUN of the step (default: the run that started last)')
    .option(
      '-o, --output <path>',
      'the folder to make, or for a bundle the file (default: named after the run and step)',
    )
    .option('--license <name>', 'bundle: the licence that you give it, as a name or an address')
    .option('--author <name>', 'bundle: who has run it, as you want to be named')
    .option('--no-files', 'bundle: leave out the files that steps have read, and name them with their digests')
    .addOption(storeOption())
    .addOption(jsonOption());

type ExportOptions = OptionsOf<typeof declare>;

/**
 * `assay export STEP --to FORMAT`: writes the model of a step in the format of another program, with a model card.
 * `assay export EXPERIMENT --to bundle`: writes a run with all it needs into one file.
 */
export const exportCommand = defineCommand({
  declare,
  help: ({ artifacts }) => `Formats:
${formatLines(artifacts.formats)}
  ${BUNDLE.padEnd(12)} a whole run with all it needs, one RO-Crate in a .zip: "assay import" takes it in

Examples:
  assay export training --to onnx                     the step "training" of the run that started last
  assay export training -e quickstart@3 --to keras -o digits
  assay export 'quickstart:training[filters=32]' --to tfjs
  assay export quickstart@3 --to bundle --license CC-BY-4.0 --author 'Jo Doe'

A model goes into a new folder with README.md, its model card. What a format cannot express is told before anything is written.`,
  run: (what, options, line) =>
    options.to === BUNDLE ? exportBundle(what, options, line) : exportStep(what, options, line),
});

function formatLines(formats: Application['artifacts']['formats']): string {
  const known = new Map(Object.values(formats).flatMap((all) => all.map((each) => [each.name, each.about] as const)));
  return [...known].map(([name, about]) => `  ${name.padEnd(12)} ${about}`).join('\n');
}

async function exportStep(what: string, options: ExportOptions, line: Line): Promise<number> {
  const { terminal } = line;
  const { application } = await enterHere(await line.application(), options);
  const { formats } = application.artifacts;
  checkFormat(options.to, formats);
  checkOptions(options);
  return withStore(options.store, async (store) => {
    const exportable = exportableOf(store, await stepAt(store, what, options.experiment), options.to, formats);
    const { run, step, port } = exportable;
    const name = `${run.experiment}-${run.number}-${step.id.replaceAll(/[^\w.=-]+/g, '-').replace(/-+$/, '')}-${options.to}`;
    const { folder, files } = await exportArtifact(store, exportable, typedPath(options.output ?? name), application);
    if (options.json) {
      const { experiment, number } = run;
      terminal.out(
        JSON.stringify({
          experiment,
          run: number,
          step: step.id,
          port,
          format: options.to,
          folder: shownPath(folder),
          files,
        }),
      );
    } else for (const { file, bytes } of files) terminal.out(`${shownPath(`${folder}/${file}`)} (${showBytes(bytes)})`);
    return EXIT.done;
  });
}

/** @throws UsageError for options that would have no effect */
function checkOptions({ license, author, files }: ExportOptions): void {
  const useless = [
    ...(license === undefined ? [] : ['--license']),
    ...(author === undefined ? [] : ['--author']),
    ...(files ? [] : ['--no-files']),
  ];
  if (useless.length === 0) return;
  throw new UsageError(`Expected ${useless.join(' and ')} with --to bundle alone`, {
    hint: 'Edit README.md in the folder of an exported model to state its licence and its authors.',
  });
}

/** @throws UsageError */
function checkFormat(format: string, formats: Application['artifacts']['formats']): void {
  const known = [...new Set(Object.values(formats).flatMap((all) => all.map(({ name }) => name))), BUNDLE];
  if (known.includes(format)) return;
  throw new UsageError(`Cannot export to "${format}"${didYouMean(format, known) || '.'} Expected ${oneOf(known)}`);
}
