import { defineCommand, type BlankCommand } from '../command.ts';
import { jsonOption } from '../options.ts';
import { EXIT } from '../output.ts';

const declare = (blank: BlankCommand) =>
  blank.option('--install', 'install the native library', false).addOption(jsonOption());

/** `assay backend`: describes the numeric backend in use; with `--install`, installs the native one first. */
export const backend = defineCommand({
  declare,
  help: `Examples:
  assay backend
  assay backend --install`,
  async run(options, { application, terminal }) {
    const { backend: known } = await application();
    if (options.install && (await known.install()) !== 0) return EXIT.failed;
    const { text, json } = await known.describe();
    terminal.out(options.json ? JSON.stringify(json, null, 2) : text);
    return EXIT.done;
  },
});
