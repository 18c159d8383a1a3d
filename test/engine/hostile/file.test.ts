import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../../engine/core/diagnostic.ts';
import { readExperiment } from '../../../engine/read/read.ts';
import { LARGEST_FILE } from '../../../engine/read/yaml.ts';
import { UsageError } from '../../../engine/core/failure.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { planExperiment } from '../../../engine/plan/plan-experiment.ts';
import { checkFileName } from '../../../engine/runs/publish.ts';
import { startRun } from '../../../engine/runs/runs.ts';
import { openStore } from '../../../engine/store/local/disk.ts';
import { registry } from '../../../stages/index.ts';
import { dedent, planToy } from '../../helpers/experiment.ts';
import { planOf, step } from '../../helpers/fake-world.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { frame } from '../../helpers/toy-registry.ts';

// An experiment file from a stranger is data: reading and planning it runs nothing, takes no more than seconds, and names
// in it stay names.

const TOY = `
  experiment: toy
  seed: 7
  recipes: { r: { size: 2 } }
  sweep: { heat: [100, 200] }
  steps:
    dough: { stage: make, recipe: r }
    cake: { stage: bake, from: dough, heat: $heat }
  outputs:
    cake.txt: cake.cake
`;

/** The toy file with one text replaced. */
function spoil(from: string, to: string): string {
  const text = TOY.replace(from, () => to);
  if (text === TOY) throw new Error(`The toy file has no ${from}`);
  return text;
}

function expectRefused(yaml: string, message: RegExp | string): void {
  const started = process.cpuUsage();
  const { plan, text } = planToy(yaml);
  expect(plan).toBeUndefined();
  expect(text).toMatch(message);
  expect(text).toMatch(/^toy\.yaml:\d+:\d+ {2}\S/);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
}

describe('code in an experiment file', () => {
  /** Set by whatever would run. */
  const MARK = 'hostileCodeRan';
  const CODE = `globalThis.${MARK} = true`;

  test.each([
    ['a function of js-yaml', `!!js/function 'function () { ${CODE} }'`],
    ['undefined of js-yaml', "!!js/undefined ''"],
    ['a regular expression of js-yaml', '!!js/regexp /a/'],
    ['an object of Python', '!!python/object/apply:os.system [id]'],
    ['an object of Ruby', '!ruby/object:Gem::Installer {}'],
    ['a class of Java', '!!javax.script.ScriptEngineManager []'],
    ['a tag of its own', '!run { command: id }'],
    ['a tag with an address', '!<tag:example.org,2000:run> id'],
    ['bytes', '!!binary aGVsbG8='],
    ['a set', '!!set { a, b }'],
    ['an ordered map', '!!omap [a: 1]'],
    ['a time', '!!timestamp 2001-12-14'],
  ])('%s is refused as a value', (_, value) => {
    expectRefused(spoil('size: 2', `size: ${value}`), /tag|Expected|Cannot read this as a value/);
    expect(MARK in globalThis).toBe(false);
  });

  test.each([
    '${process.exit(1)}',
    '#{1+1}',
    '{{ 7 * 7 }}',
    '`id`',
    '$(id)',
    '=1+1',
    '%SYSTEMROOT%',
    '~/x',
    '!ENV HOME',
  ])('%s stays a text', (text) => {
    const title = JSON.stringify(text);
    const yaml = `${TOY}  \n`.replace(
      '  outputs:',
      `    all: { stage: gather, cakes: cake, over: [heat], title: ${title} }\n  outputs:`,
    );
    const { plan, text: told } = planToy(yaml);
    expect(told).toBe('');
    expect(plan?.steps.find(({ name }) => name === 'all')?.params).toEqual({ title: text });
  });

  test('a merge key merges nothing', () => {
    expectRefused(
      spoil('recipes: { r: { size: 2 } }', 'recipes: { a: &a { size: 2 }, r: { <<: *a } }'),
      /The merge key "<<" is not part of YAML 1.2/,
    );
  });

  test('a directive for another YAML makes no other values of the same texts', () => {
    const { plan } = planToy(`%YAML 1.2\n---\n${dedent(TOY)}`);
    expect(plan?.seed).toBe(7);
    // YAML 1.1 reads 010 as eight, "no" as false and 1:30 as ninety.
    for (const [text, message] of [
      ['010', 'found 10'],
      ['no', 'found "no"'],
      ['1:30', 'found "1:30"'],
    ] as const)
      expectRefused(spoil('size: 2', `size: ${text}, taste: ${text}`), message);
  });
});

describe('a file that explodes', () => {
  test('nine aliases of nine aliases, ten times', () => {
    const levels = Array.from({ length: 10 }, (_, level) =>
      level === 0
        ? '    l0: &l0 [lol]'
        : `    l${level}: &l${level} [${Array(9)
            .fill(`*l${level - 1}`)
            .join(', ')}]`,
    );
    const before = process.memoryUsage().heapUsed;
    expectRefused(
      `experiment: bomb\nrecipes:\n${levels.join('\n')}\nsteps: { a: { stage: split } }\n`,
      'makes this file too large',
    );
    expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(300);
  });

  test('as mappings, whose values are the aliases', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0
        ? '  l0: &l0 { a: 1 }'
        : `  l${level}: &l${level} { a: *l${level - 1}, b: *l${level - 1}, c: *l${level - 1} }`,
    );
    expectRefused(
      `experiment: bomb\nrecipes:\n${levels.join('\n')}\nsteps: { a: { stage: split } }\n`,
      'makes this file too large',
    );
  });

  test('an alias of what it stands in', () => {
    expectRefused(spoil('recipes: { r: { size: 2 } }', 'recipes: &a { r: *a }'), 'contains itself');
  });

  test('an alias as a key', () => {
    expectRefused(
      spoil('recipes: { r: { size: 2 } }', 'recipes: { &a [x]: 1, ? *a : 2 }'),
      'Expected a plain text as the key',
    );
  });

  test('a sweep of 10^50 points', () => {
    const axes = Array.from({ length: 50 }, (_, axis) => `a${axis}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]`);
    expectRefused(
      spoil('sweep: { heat: [100, 200] }', `sweep: { ${axes.join(', ')}, heat: [1] }`),
      /at most 50|at most 200,000/,
    );
  });

  test('a text as long as a file may be, as name, step, stage and value', () => {
    const long = 'x'.repeat(LARGEST_FILE / 2);
    for (const from of ['toy', 'make', 'dough:', '100', 'cake.txt', 'cake.cake'])
      expectRefused(spoil(from, from.endsWith(':') ? `${long}:` : long), /^toy\.yaml/);
  });
});

/** Names that every JavaScript object knows. */
const INHERITED = [
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  'prototype',
];

describe('names that every object of JavaScript has', () => {
  const SECTIONS = ['experiment', 'datasets', 'models', 'optimizers', 'sweep', 'steps', 'outputs', 'runtime'];

  test.each(SECTIONS)('__proto__ in %s is refused', (section) => {
    for (const yaml of [
      `${section}: { __proto__: { polluted: true } }`,
      `${section}: { a: { __proto__: { polluted: true } } }`,
      `${section}: { a: [{ "__proto__": 1 }] }`,
    ]) {
      const head = section === 'experiment' ? '' : 'experiment: x\n';
      const text = `${head}${yaml}\n${section === 'steps' ? '' : 'steps: { a: { stage: load, dataset: d } }'}\n`;
      const { experiment, diagnostics } = readExperiment({ file: 'x.yaml', text }, { registry, frame });
      expect(experiment).toBeUndefined();
      expect(diagnostics.map(renderDiagnostic).join('\n')).toContain('The key "__proto__" is not allowed');
    }
    expect('polluted' in {}).toBe(false);
  });

  test.each(INHERITED)('%s is not found where nothing is called so', (name) => {
    for (const [from, to, message] of [
      ['stage: make', `stage: ${name}`, 'Unknown stage'],
      ['recipe: r', `recipe: ${name}`, /Unknown|recipes/],
      ['from: dough', `from: ${name}`, /Unknown|no step/i],
      ['cake.cake', `cake.${name}`, /no output|Unknown/i],
      ['heat: $heat', `heat: $${name}`, /Unknown|not an axis|expected/i],
      ['cake.txt', `${name}-{${name}}.txt`, 'Unknown axis'],
      ['seed: 7', `${name}: 7`, 'Unknown key'],
    ] as const)
      expectRefused(spoil(from, to), message);
  });

  test.each(INHERITED)('%s is a name like any other where something is called so', (name) => {
    const axis = name.replaceAll('-', '_');
    const yaml = TOY.replaceAll('dough', name)
      .replace('{ r: {', `{ ${name}: {`)
      .replace('recipe: r', `recipe: ${name}`);
    const { plan, text } = planToy(yaml.replaceAll('heat: [', `${axis}: [`).replace('$heat', `$${axis}`));
    expect(text).toBe('');
    expect(plan?.steps.map((each) => each.id)).toEqual([name, `cake[${axis}=100]`, `cake[${axis}=200]`]);
    expect(plan?.steps.map((each) => each.params)).toEqual([
      { recipe: { size: 2, taste: 'sweet' }, times: 1 },
      { heat: 100 },
      { heat: 200 },
    ]);
    expect(Object.keys({}).length + Object.keys(Object.prototype).length).toBe(0);
  });
});

/** Ways out of a folder. */
const WAYS_OUT = [
  '..',
  '../x',
  '../../x',
  '/etc/x',
  'a/../../x',
  './../x',
  'a//b',
  '~/x',
  'C:\\x',
  '..\\x',
  '\\\\server\\x',
  'x\u0000',
  '%2e%2e/x',
  '.',
  'x\n',
];

describe('names that lead somewhere else', () => {
  test.each(WAYS_OUT)('%j is no name of an experiment, step, definition or axis', (way) => {
    const name = JSON.stringify(way);
    for (const from of ['experiment: toy', 'dough: {', 'r: {', 'heat: [']) {
      const to = from.startsWith('experiment') ? `experiment: ${name}` : from.replace(/^\w+/, () => name);
      const { plan, text } = planToy(spoil(from, to));
      expect(plan, from).toBeUndefined();
      expect(text).toMatch(/^toy\.yaml:\d+:\d+ {2}\S/);
    }
  });

  test.each(WAYS_OUT)('%j is no published file, written so or by the value of an axis', (way) => {
    for (const file of [way, `${way}/cake.txt`, `a/${way}/cake.txt`])
      expect(planToy(spoil('cake.txt', JSON.stringify(file))).plan, file).toBeUndefined();
    // The value of an axis becomes a part of a name, never of a path.
    const yaml = TOY.replace('heat: [', 'to: ["@", b]\n    heat: [').replace('"@"', () => JSON.stringify(way));
    const { plan } = planToy(
      yaml.replace('sweep: {', 'sweep: {').replace('\n    heat', ', heat').replace('cake.txt', '{to}/{heat}.txt'),
    );
    for (const output of plan?.outputs ?? []) {
      expect(output.file.split('/')).not.toContain('..');
      checkFileName(output.file);
    }
  });

  test.each(WAYS_OUT.filter((way) => way !== '~/x'))('%j is refused by what writes, too', async (way) => {
    const folder = tempDir();
    const store = await openStore(`${folder}/store`);
    const { stage } = fakeStage();
    const facts = { host: {}, git: undefined, cores: 2, now: Date.now };
    const plan = planOf([step('a', stage)]);
    await expect(startRun(store, { ...plan, experiment: way }, facts)).rejects.toBeInstanceOf(UsageError);
    const output = { file: `${way}/a.txt`, step: 'a', port: 'out', print: false };
    await expect(startRun(store, { ...plan, outputs: [output] }, facts)).rejects.toBeInstanceOf(UsageError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the real stages', () => {
  /** Every text of every file that a stage would read for a dataset of this kind. */
  function filesOf(dataset: JsonObject): readonly string[] {
    const stage = registry.stages['load'];
    if (stage === undefined) throw new Error('There is no stage "load"');
    return Object.values(stage.files?.({ dataset }) ?? {});
  }

  test('read no file outside of the root of a dataset, whatever names the entry gives', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const root = tempDir();
    for (const way of WAYS_OUT) {
      const entry = { source: 'idx', root, name: way, validation: { fraction: 0, stratified: false, seed: 0 } };
      const datasets: JsonObject[] = [entry, { ...entry, digests: { [way]: digest } }, { ...entry, split: way }];
      for (const dataset of datasets)
        for (const path of filesOf(dataset))
          expect(path.startsWith(`${root}/`) && !path.includes('..'), path).toBe(true);
    }
  });

  test.each([
    ['a split of EMNIST', "{ source: emnist, root: x, split: '../../balanced' }"],
    ['a file of digests', "{ source: idx, root: x, name: n, digests: { '../../etc/passwd': 'sha256:00' } }"],
    ['a source', '{ source: ../../mnist }'],
  ])('refuse a path as %s', (_, dataset) => {
    const text = `experiment: x\ndatasets: { d: ${dataset} }\nsteps: { a: { stage: load, dataset: d } }\n`;
    const read = readExperiment({ file: 'x.yaml', text }, { registry, frame });
    const planned =
      read.experiment === undefined
        ? { diagnostics: [] }
        : planExperiment(read.experiment, { registry, runtime: { backend: 'portable', threads: 1 } });
    const told = [...read.diagnostics, ...planned.diagnostics].map(renderDiagnostic).join('\n');
    expect(told).toMatch(/^x\.yaml:2:\d+ {2}/);
  });
});

test('what is refused is the same object for every reader: no prototype is changed by 1,000 hostile files', () => {
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort());
  for (const name of [...INHERITED, '__proto__', '__defineSetter__']) {
    const value: Json = { [name]: { polluted: true } };
    planToy(`experiment: x\nrecipes: { r: ${JSON.stringify(value)} }\nsteps: { a: { stage: make, recipe: r } }`);
    planToy(TOY, [`recipes.${name}.polluted=true`, `${name}.polluted=true`, `steps.${name}.stage=make`]);
  }
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort())).toBe(before);
  expect('polluted' in {}).toBe(false);
});
