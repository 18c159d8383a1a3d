import type { Readable, Writable } from 'node:stream';
import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeResult,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Cancelled } from '../core/failure.ts';
import type { OpenFile } from '../read/extend.ts';
import { completionsAt } from './completion.ts';
import { hoverAt } from './hover.ts';
import { baseAt, highlightsAt, locationOf, mentionsOf, namedAt } from './names.ts';
import { outlineOf } from './outline.ts';
import { fixesFor } from './problems.ts';
import { Publisher } from './publisher.ts';
import { Refused, renamable, rename } from './rename.ts';
import { pathOf } from './texts.ts';
import type { View } from './view.ts';
import { Workspace } from './workspace.ts';
import type { Host } from './workplace.ts';

/** How long a hover waits for the plan of the text as it is, when an earlier text has one. */
const PLAN_MS = 50;
/** How long a hover waits for what the store knows. */
const STORE_MS = 40;

/** Files whose change on the disk may matter: experiments and what they extend, the sources of packs. */
const WATCHED = '**/*.{yaml,yml,ts,mts,js,mjs}';

/** Where a server reads and writes. */
export interface Wires {
  readonly input: Readable;
  readonly output: Writable;
  /** Opens files that are not open in the editor. */
  readonly fromDisk: OpenFile;
}

/**
 * Serves one editor, over the Language Server Protocol. The process ends when the editor says so. Resolves when the editor is gone
 * without a word: to the exit code, 0 if it had said `shutdown`, else 1.
 */
export function serveEditor(host: Host, { input, output, fromDisk }: Wires): Promise<number> {
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const publisher = new Publisher(
    (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }),
  );
  const workspace: Workspace = new Workspace(host, fromDisk, {
    found: (path, diagnostics) => publisher.publish(path, diagnostics, workspace.texts),
    bug: (error) => connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  let watches = false;
  connection.onInitialize(({ capabilities }) => {
    watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return abilities(host.version);
  });
  connection.onInitialized(() => {
    if (watches)
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] });
  });
  followDocuments(connection, workspace);
  answerAboutPlaces(connection, workspace);
  answerAboutNames(connection, workspace);
  connection.onDocumentSymbol(({ textDocument }, token) =>
    answer(token, async () => {
      const view = await workspace.view(pathOf(textDocument.uri));
      return view === undefined || isForeign(view) ? [] : [...outlineOf(view)];
    }),
  );
  connection.onCodeAction(({ textDocument: { uri }, range, context }) => {
    const document = workspace.texts.get(pathOf(uri));
    return document && [...fixesFor({ uri, range }, context.diagnostics, (each) => document.getText(each))];
  });
  let saidGoodbye = false;
  connection.onShutdown(() => {
    saidGoodbye = true;
    workspace.close();
  });
  connection.listen();
  return new Promise((end) => {
    input.once('end', () => {
      workspace.close();
      end(saidGoodbye ? 0 : 1);
    });
  });
}

function abilities(version: string): InitializeResult {
  return {
    serverInfo: { name: 'assay', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      completionProvider: { triggerCharacters: [' ', '$', '.', '{', '[', ','] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentSymbolProvider: true,
      renameProvider: { prepareProvider: true },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    },
  };
}

function followDocuments(connection: Connection, workspace: Workspace): void {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => workspace.changed(workspace.texts.set(document)));
  documents.onDidClose(({ document }) => workspace.closed(pathOf(document.uri)));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const closed = changes.map(({ uri }) => pathOf(uri)).filter((path) => workspace.texts.get(path) === undefined);
    if (closed.length > 0) workspace.changedOnDisk({ packs: closed.some((path) => !/\.ya?ml$/i.test(path)) });
  });
  documents.listen(connection);
}

function answerAboutPlaces(connection: Connection, workspace: Workspace): void {
  connection.onCompletion((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      return at === undefined ? [] : [...completionsAt(at.view, at.offset)];
    }),
  );
  connection.onHover((params, token) =>
    answer(token, async () => {
      const path = pathOf(params.textDocument.uri);
      const analysed = workspace.analysedView(path);
      // What was known before is better than to wait for a large sweep.
      const known = (await workspace.view(path))?.settled !== undefined;
      await (known ? Promise.race([analysed, late(PLAN_MS)]) : analysed);
      const at = await placeOf(params, workspace);
      if (at === undefined) return null;
      const outlook = await Promise.race([workspace.outlook(at.view), late(STORE_MS)]);
      return hoverAt(at.view, at.offset, outlook) ?? null;
    }),
  );
  connection.onDocumentHighlight((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      return at === undefined ? [] : [...highlightsAt(at.view, at.offset)];
    }),
  );
}

function answerAboutNames(connection: Connection, workspace: Workspace): void {
  connection.onDefinition((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      if (at === undefined) return [];
      const base = baseAt(at.view.file, at.offset);
      const start = { line: 0, character: 0 };
      if (base !== undefined) return [{ uri: workspace.texts.uriOf(base), range: { start, end: start } }];
      const mention = namedAt(at.view, at.offset);
      if (mention === undefined) return [];
      const found = mentionsOf(mention.named, await workspace.family(at.path), at.view);
      return found.filter(({ declares }) => declares).map((each) => locationOf(each, at.view));
    }),
  );
  connection.onReferences((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      const mention = at && namedAt(at.view, at.offset);
      if (at === undefined || mention === undefined) return [];
      const found = mentionsOf(mention.named, await workspace.family(at.path), at.view);
      const wanted = found.filter(({ declares }) => params.context.includeDeclaration || !declares);
      return wanted.map((each) => locationOf(each, at.view));
    }),
  );
  connection.onPrepareRename((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      return at === undefined ? null : renamable(at.view, at.offset);
    }),
  );
  connection.onRenameRequest((params, token) =>
    answer(token, async () => {
      const at = await placeOf(params, workspace);
      if (at === undefined) return null;
      return rename(at.view, at.offset, { name: params.newName, family: await workspace.family(at.path) });
    }),
  );
}

/** The file and the offset that a request is about; undefined for a file that is not open or not Assay's. */
async function placeOf(
  { textDocument, position }: TextDocumentPositionParams,
  workspace: Workspace,
): Promise<{ readonly path: string; readonly view: View; readonly offset: number } | undefined> {
  const path = pathOf(textDocument.uri);
  const view = await workspace.view(path);
  const document = workspace.texts.get(path);
  if (view === undefined || document === undefined || isForeign(view)) return undefined;
  return { path, view, offset: document.offsetAt(position) };
}

function late(ms: number): Promise<undefined> {
  return new Promise((done) => void setTimeout(() => done(undefined), ms));
}

/** Whether a file is not Assay's: the editor may send any YAML. An empty one may become an experiment. */
function isForeign({ kind, source }: View): boolean {
  return kind === 'other' && source.text.trim().includes('\n');
}

/** Works on a request, and gives up when the editor does or when the text changes. */
async function answer<T>(token: CancellationToken, work: () => Promise<T>): Promise<T | ResponseError> {
  const cancelled = new Promise<ResponseError>((done) => {
    const end = (): void => done(new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled'));
    if (token.isCancellationRequested) end();
    else token.onCancellationRequested(end);
  });
  try {
    return await Promise.race([cancelled, work()]);
  } catch (error) {
    if (error instanceof Cancelled) return new ResponseError(LSPErrorCodes.ContentModified, error.message);
    if (error instanceof Refused) return new ResponseError(ErrorCodes.InvalidParams, error.message);
    throw error;
  }
}
