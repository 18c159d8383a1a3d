import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { steadyClock } from '../../core/clock.ts';
import { answersFor } from '../../serve/answers.ts';
import { startServer, USUAL_PORT, type ServerOptions } from '../../serve/server.ts';
import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { onInterrupt } from '../interrupt.ts';
import { EXIT, shownPath, type Terminal } from '../output.ts';
import { storeOption } from '../options.ts';
import { enterProject } from '../project.ts';
import { sourcesOfHistory } from '../report-sources.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .option('-p, --port <port>', `port to listen on (default: ${USUAL_PORT}, or the next that is free)`, portNumber)
    .option('--open', 'open the page in your browser', false)
    .addOption(storeOption());

/**
 * `assay ui`: serves a page with all runs of a store, for the browsers of this machine, until Ctrl-C. Runs do not need it and do not
 * notice it.
 */
export const ui = defineCommand({
  declare,
  help: `Examples:
  assay ui                                   prints the address to open
  assay ui --open --store results
  ssh -L 7373:localhost:7373 HOST            to see a page on another machine, with "assay ui -p 7373" there

The page is for you alone: the server listens on 127.0.0.1, and its address contains a secret token.`,
  run: serve,
});

async function serve(options: OptionsOf<typeof declare>, { terminal, application: load }: Line): Promise<number> {
  // Absolute: packs make the process work in the project's folder.
  const root = resolve(options.store);
  return withStore(root, async (store) => {
    const builtIn = await load();
    const { entered, diagnostics } = await enterProject(undefined, builtIn);
    if (entered === undefined)
      terminal.err(
        `The packs of the project cannot be used, so what they say is missing: ${diagnostics[0]?.message ?? ''}`,
      );
    const application = entered?.application ?? builtIn;
    const interrupt = onInterrupt();
    const server = await startServer({
      ...(options.port !== undefined && { port: options.port }),
      files: pageFiles(),
      answer: answersFor({
        store,
        now: steadyClock(),
        sourcesOf: (history) => sourcesOfHistory(history, store, application),
        previewOf: (...given) => application.artifacts.previewOf(...given),
      }),
      onBug: (error) => terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    let close = (): void => undefined;
    try {
      if (!existsSync(store.root))
        terminal.err(`There is no store at ${shownPath(store.root)} yet. The page shows runs as they begin.`);
      terminal.out(server.address);
      terminal.err(
        'Open this address in a browser of this machine. It is secret: it shows all runs, and can stop them. Ctrl-C ends it.',
      );
      if (options.open) close = openBrowser(server.address, terminal);
      if (!interrupt.signal.aborted)
        await new Promise((done) => interrupt.signal.addEventListener('abort', done, { once: true }));
      return EXIT.done;
    } finally {
      interrupt.done();
      close();
      await server.close();
    }
  });
}

/** @throws InvalidArgumentError unless the text is the number of a port, or 0 for any that is free */
function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`Expected a port from 0 to 65535, found "${text}".`);
}

/** What the build has made of the page: beside this file's folder, and of the sources in dist/. */
function pageFiles(): ServerOptions['files'] {
  const folder = import.meta.url.endsWith('.ts') ? '../../../dist/web/' : '../../../web/';
  const read = (name: string): string => readFileSync(new URL(`${folder}${name}`, import.meta.url), 'utf8');
  return {
    '/': { type: 'text/html; charset=utf-8', content: PAGE },
    '/ui.js': { type: 'text/javascript; charset=utf-8', content: read('ui.js') },
    '/ui.css': { type: 'text/css; charset=utf-8', content: read('ui.css') },
    '/favicon.ico': { type: 'image/x-icon', content: '' },
  };
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Assay</title>
<link rel="stylesheet" href="/ui.css">
</head>
<body>
<div id="ui"><noscript><p>Allow scripts to see this page. It loads nothing from anywhere else.</p></noscript></div>
<script src="/ui.js"></script>
</body>
</html>
`;

/**
 * Opens an address with the program that the system has for it. All users of a machine see the arguments of its processes, so the
 * program gets a file, for this user alone, that leads to the address. Returns what removes the file.
 */
function openBrowser(address: string, terminal: Terminal): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'assay-ui-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${address}"><title>Assay</title>`;
  writeFileSync(file, page, { mode: 0o600 });
  const [program, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const failed = (): void => terminal.err(`Cannot open a browser with "${program}": open the address yourself.`);
  const child = spawn(program ?? '', [...args, file], { detached: true, stdio: 'ignore' });
  child.on('error', failed);
  child.on('exit', (code) => {
    if (code !== 0) failed();
  });
  child.unref();
  return () => rmSync(folder, { recursive: true, force: true });
}
