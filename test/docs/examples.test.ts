import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application } from '../../engine/cli/application.ts';
import { main } from '../../engine/cli/cli.ts';
import type { Stage } from '../../engine/core/stage.ts';
import { frame } from '../helpers/toy-registry.ts';
import { noPacks } from '../helpers/no-packs.ts';

// Every command that the guide and the README show, called on experiments of these names whose stages do next to nothing.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['docs/guide.md', 'README.md'];

/** A step that writes its parameters, under a kind of artifact of its own. */
function stage(name: string, kind: string, properties: object, needs: readonly string[] = []): Stage {
  return {
    name,
    schema: { type: 'object', additionalProperties: false, required: needs, properties: properties as never },
    outputs: { [kind]: { kind, extension: 'csv' } },
    determinism: 'bitwise',
    seeded: name === 'train',
    numeric: false,
    isolated: false,
    load: () =>
      Promise.resolve({
        run(context) {
          writeFileSync(context.output(kind), `value\n${JSON.stringify(context.params)}\n`);
          return Promise.resolve({ testAccuracy: 0.5 });
        },
      }),
  };
}

const number = { type: 'integer', default: 1 };
const application: Application = {
  version: '0.0.0',
  registry: {
    sections: {},
    stages: {
      train: stage('train', 'model', { filters: number, epochs: number, batchSize: number }),
      similarity: stage(
        'similarity',
        'similarity',
        {
          model: { type: 'string', port: 'model' },
          thresholds: { type: 'array', items: { type: 'number' }, default: [0.5] },
        },
        ['model'],
      ),
    },
  },
  frame,
  code: { train: { digest: 't' }, similarity: { digest: 's' } },
  rules: 'r',
  workerEntry: { file: 'none', args: [] },
  program: { main: 'none', code: 'c' },
  numerics: () => ({ runtime: { backend: 'portable', threads: 2 }, facts: {} }),
  backend: { describe: () => Promise.resolve({ text: '', json: {} }), install: () => Promise.resolve(0) },
  artifacts: {
    tolerances: { model: 1e-6, similarity: 1e-3 },
    differenceOf: () => Promise.resolve(undefined),
    previewOf: () => Promise.resolve(undefined),
    formats: {},
  },
  projects: noPacks(() => application),
  terms: {},
  fetch: {
    datasets: ['kmnist', 'fashion-mnist', 'cifar10'].map((name) => ({
      name,
      bytes: 1,
      root: `data/${name}`,
      licence: 'free',
    })),
    fetch: () => Promise.resolve([]),
  },
};

const YAML = `
sweep: { filters: [32, 64] }
steps:
  training: { stage: train, filters: $filters }
  similar: { stage: similarity, model: training }
`;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  mkdirSync(join(folder, 'experiments'));
  for (const name of ['quickstart', 'tiny', 'classifier', 'mlp', 'first-layer']) {
    writeFileSync(fileOf(name), `experiment: ${name}${YAML}`);
    // Three runs: the examples name the first three.
    for (const more of [[], ['--set', 'steps.training.epochs=2'], []]) await assay('run', fileOf(name), ...more);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string): string {
  return join(folder, 'experiments', `${name}.yaml`);
}

const WITHOUT_STORE = new Set(['validate', 'graph', 'schema', 'backend', 'fetch', 'help']);

async function assay(...args: string[]): Promise<{ code: number; text: string }> {
  const text: string[] = [];
  const put = (line: string): unknown => text.push(line);
  const own =
    WITHOUT_STORE.has(args[0] ?? '') || args[0]?.startsWith('-') === true ? [] : ['--store', join(folder, 'store')];
  const code = await main(
    [...args, ...own],
    { version: application.version, application: () => Promise.resolve(application) },
    { out: put, err: put, interactive: false },
  );
  return { code, text: text.join('\n') };
}

/** The commands of a page: the lines of its blocks, and what it mentions between them. */
function commandsOf(page: string): readonly string[] {
  const parts = readFileSync(join(ROOT, page), 'utf8').split(/^```.*$/m);
  return parts
    .flatMap((part, index) =>
      // Every second part stands between two fences.
      index % 2 === 1
        ? part.split('\n')
        : [...part.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' ')),
    )
    .map((line) =>
      line
        .replace(/^\$ /, '')
        .replace(/^(?:npx assay|node dist\/main\.js)/, 'assay')
        .replace(/\s+#.*$/, '')
        .trim(),
    )
    .filter((line) => /^assay [a-z-]/.test(line));
}

/** The arguments of a command as a shell splits them, with the names of files and places filled in. */
function argumentsOf(command: string): string[] {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
  const places: Readonly<Record<string, string>> = {
    FILE: fileOf('quickstart'),
    EXPERIMENT: 'quickstart',
    STEP: 'training',
    DATASET: 'kmnist',
  };
  const args = words.slice(1).flatMap((word) => {
    if (word.includes('*.yaml')) return ['quickstart', 'tiny'].map(fileOf);
    if (/^\S*\.yaml$/.test(word)) return [fileOf(basename(word, '.yaml'))];
    if (word === 'plan.json' || word.endsWith('.html')) return [join(folder, word)];
    return [places[word] ?? word];
  });
  // The store of the other machine is this one.
  return args.filter((word, index) => word !== '--store' && args[index - 1] !== '--store');
}

/** Need what is not here: a remote cache, a cluster, or somebody who ends them. Their own tests call them; here they are known, at least. */
const ELSEWHERE = /^assay (?:push|pull|export|import|ui|attach) |--on /;

describe('every command of the documentation does what it says (D12)', () => {
  const commands = PAGES.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

  test('there are some', () => {
    expect(commands.length).toBeGreaterThan(25);
  });

  test.each(commands)('%s: %s', async (_, command) => {
    // Alone, a mention such as `assay run` is a name and no call.
    if (/^assay (?:[a-z]+|--[a-z]+)(?: --json)?$/.test(command) && !/backend|log|fsck|gc|fetch|--help/.test(command))
      return;
    if (command.includes('--plan')) await assay(...argumentsOf('assay plan FILE -o plan.json'));
    const args = argumentsOf(command);
    const { code, text } = await assay(...args, ...(ELSEWHERE.test(command) ? ['--help'] : []));
    expect({ code, text }).toEqual({ code: 0, text });
  });
});
