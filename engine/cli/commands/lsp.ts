import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { editorHost } from '../editor-host.ts';
import { openBase } from '../session.ts';
import { serveEditor } from '../../editor/server.ts';

const declare = (blank: BlankCommand) =>
  blank
    .option('--stdio', 'speak over standard input and output: the only way, and the default', true)
    .option('--clientProcessId <pid>', 'the editor, as some editors tell; it is not needed');

/** `assay lsp`: the language server of experiment files, which an editor starts and speaks to. */
export const lsp = defineCommand({
  declare,
  help: `Examples:
  assay lsp                       what an editor starts; docs/editor.md has the settings of several editors

It checks files while you write, with the planner that runs use; completes, explains, finds and renames. It runs nothing, writes nothing
and changes no file that you do not save. Exit codes: 0 when the editor said goodbye, 1 when it left without.`,
  run: serve,
});

async function serve(_: OptionsOf<typeof declare>, { application }: Line): Promise<number> {
  const host = editorHost(await application());
  const code = await serveEditor(host, { input: process.stdin, output: process.stdout, fromDisk: openBase });
  // The library of the protocol watches the editor's process by a timer, which would keep this one alive.
  return process.exit(code);
}
