// Measures how soon `assay lsp` answers in a file of 500 lines: `npm run bench:lsp`. It starts the language server, opens the file and
// asks everything that an editor asks, at places all over the file, while one key after another is typed. Times are those that the editor
// sees, from the question to the answer. Prints a JSON object, kept in bench/results/lsp.json.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client } from './editor/client.mjs';
import { longFile } from './editor/long-file.mjs';
import { describeMachine } from './machine.mjs';
import { rounded } from './statistics.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const LINES = 500;
const ROUNDS = 3;
/** Every so many lines there is a question. */
const EVERY = 10;
const METHODS = ['completion', 'hover', 'definition', 'references', 'documentHighlight', 'rename', 'documentSymbol'];

const machine = describeMachine();
const folder = join(root, 'bench', 'tmp', `lsp-${process.pid}`);
mkdirSync(folder, { recursive: true });
const text = longFile(LINES);
const lines = text.split('\n');
/** Kind of question -> times in ms. */
const times = Object.fromEntries(['start', ...METHODS, 'typed', 'diagnostics'].map((name) => [name, []]));
let megabytes = 0;
try {
  for (let round = 0; round < ROUNDS; round += 1) await measure(round);
  const results = {
    machine,
    settings: { lines: lines.length, rounds: ROUNDS, questions: Object.values(times).flat().length },
    ...Object.fromEntries(Object.entries(times).map(([name, all]) => [`${name}Ms`, summaryOf(all)])),
    megabytes: rounded(megabytes),
  };
  console.log(JSON.stringify(results, null, 2));
  writeFileSync(join(root, 'bench', 'results', 'lsp.json'), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One start of the server, with all questions. */
async function measure(round) {
  const client = new Client(join(root, 'dist', 'main.js'), folder);
  const uri = pathToFileURL(join(folder, `long-${round}.yaml`)).href;
  try {
    await timed('start', async () => {
      await client.ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
      client.tell('initialized', {});
      const found = client.problems(uri);
      client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
      await found;
    });
    for (let line = 2; line < lines.length; line += EVERY) {
      const character = Math.max(0, lines[line].search(/[\w-]+\W*$/) + 1);
      for (const method of METHODS) await ask(client, method, { uri, position: { line, character } });
    }
    await type(client, uri);
    megabytes = Math.max(megabytes, memoryOf(client.pid));
    await client.close();
  } finally {
    client.kill();
  }
}

/** Types a key of a step letter by letter, and asks for completions after each; then waits until the file is checked. */
async function type(client, uri) {
  let version = 1;
  for (let line = lines.findIndex((each) => each.startsWith('    batchSize')); line < lines.length; line += 50) {
    let now = text;
    for (const letters of ['r', 're', 'ret', 'retr']) {
      now = [...lines.slice(0, line), `    ${letters}`, ...lines.slice(line)].join('\n');
      client.tell('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ text: now }],
      });
      const position = { line, character: 4 + letters.length };
      await timed('typed', () => client.ask('textDocument/completion', { textDocument: { uri }, position }));
    }
    await timed('diagnostics', async () => {
      const found = client.problems(uri);
      client.tell('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ text }] });
      await found;
    });
  }
}

async function ask(client, method, { uri, position }) {
  const params = {
    textDocument: { uri },
    position,
    ...(method === 'references' && { context: { includeDeclaration: true } }),
    ...(method === 'rename' && { newName: 'another' }),
  };
  // Not every place has a name to change: to say so takes as long.
  await timed(method, () => client.ask(`textDocument/${method}`, params).catch(() => undefined));
}

async function timed(name, work) {
  const began = performance.now();
  await work();
  times[name].push(performance.now() - began);
}

function summaryOf(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { count: sorted.length, median: at(0.5), p99: at(0.99), max: rounded(sorted.at(-1)) };
}

/** The most memory that a process has had, in MB; Linux alone tells it. */
function memoryOf(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return Number.NaN;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1]) / 1000;
}
