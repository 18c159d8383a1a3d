import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { isObject, type Json } from '../../engine/core/json.ts';
import { assay, finishedRun, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Keys as the real program makes them, in processes that differ in what must not matter, and for files that differ in what
// must.

const run = finishedRun();

interface Planned {
  readonly steps: readonly { readonly id: string; readonly action: string; readonly key?: string }[];
}

/** Keys by step id; with the store of a finished run every step has one. */
async function keysOf(
  file: string,
  cwd: string,
  { env = {}, args = [] }: { env?: Readonly<Record<string, string>>; args?: readonly string[] } = {},
): Promise<ReadonlyMap<string, string | undefined>> {
  const { code, out, err } = await assay(['plan', file, '--json', ...args], { cwd, env });
  if (code !== 0) throw new Error(out + err);
  return new Map((JSON.parse(out) as Planned).steps.map(({ id, key }) => [id, key]));
}

/** The same value with the keys of every mapping in another order. */
function reordered(value: Json, order: (keys: readonly string[]) => readonly string[]): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => reordered(item, order));
  if (!isObject(value)) return value;
  return Object.fromEntries(order(Object.keys(value)).map((key) => [key, reordered(value[key] ?? null, order)]));
}

describe('the keys of an experiment', () => {
  it('are the same in another language, time zone, home, terminal and user', async () => {
    const expected = await keysOf(TINY, run.folder);
    expect([...expected.values()].every((key) => /^sha256:[0-9a-f]{64}$/.test(key ?? ''))).toBe(true);
    for (const env of [
      { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' },
      { LANG: 'C', LC_ALL: 'POSIX', LC_NUMERIC: 'de_DE.UTF-8' },
      { LC_ALL: 'sv_SE.UTF-8', LC_COLLATE: 'cs_CZ.UTF-8' },
      { TZ: 'Pacific/Kiritimati' },
      { TZ: 'America/St_Johns', SOURCE_DATE_EPOCH: '0' },
      { HOME: '/nonexistent', USER: 'somebody', LOGNAME: 'somebody', HOSTNAME: 'elsewhere' },
      { TERM: 'dumb', CI: 'true', NO_COLOR: '1', COLUMNS: '20' },
      { NODE_OPTIONS: '--max-old-space-size=512', UV_THREADPOOL_SIZE: '1' },
      { OMP_NUM_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
    ])
      expect(await keysOf(TINY, run.folder, { env }), JSON.stringify(env)).toEqual(expected);
  });

  it('are the same in another folder, for a copy of the file, through a link, and with other cores', async () => {
    const expected = await keysOf(TINY, run.folder);
    const cwd = join(tempDir(), 'a folder with spaces', 'ü');
    mkdirSync(join(cwd, 'deeper'), { recursive: true });
    cpSync(TINY, join(cwd, 'deeper', 'other-name.yaml'));
    symlinkSync(join(cwd, 'deeper'), join(cwd, 'link'));
    const args = ['--store', join(run.folder, 'artifacts')];
    expect(await keysOf('deeper/other-name.yaml', cwd, { args })).toEqual(expected);
    expect(await keysOf('link/other-name.yaml', cwd, { args: [...args, '--jobs', '1'] })).toEqual(expected);
    expect(await keysOf('other-name.yaml', join(cwd, 'link'), { args: [...args, '--jobs', '7'] })).toEqual(expected);
  });

  it('are the same for any order of keys, style of YAML, line ends and description, and as JSON', async () => {
    const expected = await keysOf(TINY, run.folder);
    const tree = parse(readFileSync(TINY, 'utf8')) as Json;
    const text = readFileSync(TINY, 'utf8');
    const same = [
      stringify(reordered(tree, (keys) => keys.toSorted())),
      stringify(reordered(tree, (keys) => keys.toReversed())),
      JSON.stringify(reordered(tree, (keys) => keys.toSorted((a, b) => b.length - a.length))),
      stringify(tree, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', indent: 6 }),
      text.replaceAll('\n', '\r\n'),
      `# another comment\n${text.replace(/description: >-\n(?: .*\n)+/, 'description: something else\n')}\n`,
      text.replace('learningRate: 0.02', 'learningRate: 2.0e-2'),
    ];
    const cwd = run.copy();
    for (const [index, other] of same.entries()) {
      writeFileSync(join(cwd, 'same.yaml'), other);
      expect(await keysOf('same.yaml', cwd), `file ${index}`).toEqual(expected);
    }
  });

  it('are different for any two configurations of a step', async () => {
    // Values of every kind, many of which look alike: as text, as numbers, with their order, nested or not.
    const axes = { rate: [0.01, 0.010000000000000002, 0.1, 1e-10], momentum: [0, 0.9], size: [8, 16, 80] };
    const layers = [
      '{ name: conv1, filters: 6, kernel: 3, activation: relu }',
      '{ name: conv1, filters: 6, kernel: 3, activation: tanh }',
      '{ name: conv1, filters: 3, kernel: 6, activation: relu }',
      '{ name: conv2, filters: 6, kernel: 3, activation: relu }',
      '{ name: conv1, filters: 6, kernel: 3, activation: relu, padding: same }',
      '{ name: conv1, filters: 6, kernel: 3, activation: relu, strides: 2 }',
    ];
    const text = readFileSync(TINY, 'utf8')
      .replace(
        'filters: [6, 8]',
        Object.entries(axes)
          .map(([axis, values]) => `${axis}: [${values.join(', ')}]`)
          .join('\n  '),
      )
      .replace('learningRate: 0.02, momentum: 0.9', 'learningRate: $rate, momentum: $momentum')
      .replace('batchSize: 50', 'batchSize: $size')
      .replace(/ {2}filters: \{ stage(?:.*\n)+?(?=outputs)/, '')
      .replace(/outputs:(?:.*\n)+/, '');
    const cwd = run.copy();
    const keys: (string | undefined)[] = [];
    for (const layer of layers) {
      const file = text.replace(/conv2d: \{.*\}/, `conv2d: ${layer}`);
      for (const change of ['seed: 3', 'seed: 4']) {
        writeFileSync(join(cwd, 'different.yaml'), file.replace('seed: 3', change));
        for (const [id, key] of await keysOf('different.yaml', cwd)) if (id !== 'data') keys.push(key);
      }
    }
    expect(keys).toHaveLength(4 * 2 * 3 * 2 * layers.length);
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('differ exactly where thresholds differ, whatever they are', async () => {
    const cwd = run.copy();
    const threshold = fc.double({ min: -1, max: 1, noNaN: true });
    const lists = fc.uniqueArray(fc.uniqueArray(threshold, { minLength: 1, maxLength: 4 }), {
      minLength: 300,
      maxLength: 300,
      selector: (list) => JSON.stringify(list), // where 0 and -0 are one
    });
    const [drawn = []] = fc.sample(lists, { seed: 20_261_122, numRuns: 1 });
    const values = drawn.map((list) => `[${list.map((value) => JSON.stringify(value)).join(', ')}]`);
    const text = readFileSync(TINY, 'utf8')
      .replace('filters: [6, 8]', `filters: [6, 8]\n  thresholds: [${values.join(', ')}]`)
      .replace('thresholds: [0.5, 0.6]', 'thresholds: $thresholds')
      .replace(/ {2}(?:curves|sheet|summary): .*\n/g, '')
      .replace(/outputs:(?:.*\n)+/, '');
    writeFileSync(join(cwd, 'many.yaml'), text);
    const similar = [...(await keysOf('many.yaml', cwd))].filter(([id]) => id.startsWith('similar'));
    expect(similar).toHaveLength(600);
    expect(new Set(similar.map(([, key]) => key)).size).toBe(600);
  });
});
