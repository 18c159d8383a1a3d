// The extension is thin: it starts `assay lsp` and lets it answer. All that is known of experiments is in Assay itself.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, window, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** The client of this window, once it has started. */
let client;

/** @param {import('vscode').ExtensionContext} context */
export async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand('assay.restart', restart),
    workspace.onDidChangeConfiguration((change) =>
      change.affectsConfiguration('assay.program') ? restart() : undefined,
    ),
  );
  await restart();
}

export function deactivate() {
  return client?.stop();
}

async function restart() {
  await client?.stop().catch(() => undefined);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const { command, args } = programOf(workspace.getConfiguration('assay').get('program', ''), folder);
  const server = {
    command,
    args: [...args, 'lsp'],
    transport: TransportKind.stdio,
    options: folder === undefined ? {} : { cwd: folder },
  };
  client = new LanguageClient('assay', 'Assay', server, {
    documentSelector: [{ language: 'yaml' }, { pattern: '**/*.{yaml,yml}' }],
  });
  try {
    await client.start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    window.showErrorMessage(
      `Cannot start "${command}": ${why}. Install Assay in this folder, or name it in the setting assay.program.`,
    );
  }
}

/**
 * The program and its first arguments.
 *
 * @param {string} chosen by the user; empty if they have not
 * @param {string | undefined} folder
 */
function programOf(chosen, folder) {
  const installed = folder && join(folder, 'node_modules', 'assay', 'dist', 'main.js');
  const program = chosen !== '' ? chosen : installed && existsSync(installed) ? installed : 'assay';
  return /\.[cm]?js$/.test(program) ? { command: 'node', args: [program] } : { command: program, args: [] };
}
