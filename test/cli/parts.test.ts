import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, stepsThat } from '../helpers/assay.ts';
import { folderWith, writeFiles } from '../helpers/project.ts';

/** A convolution of windows of three pixels above each other. */
const STRIPES = `import { activateVolume, type Activation, convolve, defineLayer, type Slices, slide, type Volume } from 'assay/networks';
import { words } from './words.ts';

interface Stripes {
  readonly type: 'stripes';
  readonly name: string;
  readonly filters: number;
  readonly activation: Activation;
}
const WINDOWS = { kernel: [3, 1], strides: [1, 1], padding: 'valid' } as const;

export default defineLayer({
  type: 'stripes',
  prefix: 'stripes',
  schema: {
    description: 'Windows of three pixels above each other',
    type: 'object',
    additionalProperties: false,
    required: ['filters'],
    properties: {
      name: { $ref: '#/$defs/name' },
      filters: { description: 'How many', type: 'integer', minimum: 1 },
      activation: { $ref: '#/$defs/activation', default: 'linear' },
    },
  },
  resolve({ filters, activation = 'linear' }: { readonly name?: string; readonly filters: number; readonly activation?: Activation }, name): Stripes {
    return { type: 'stripes', name, filters, activation };
  },
  infer({ filters, ...layer }, input) {
    const slid = slide({ ...layer, ...WINDOWS }, input, { window: WINDOWS.kernel, what: 'window', at: [] });
    if ('message' in slid) return slid;
    const [height, width] = slid.output;
    const fan = { in: 3 * slid.channels, out: 3 * filters };
    return {
      shape: [height, width, filters],
      macs: height * width * fan.in * filters,
      weights: [{ part: 'kernel', shape: [3, 1, slid.channels, filters], fan }],
    };
  },
  apply: (_, x, { backend: { layers }, weight, precision }) =>
    layers.conv2d(x, weight('kernel'), { ...WINDOWS, precision }),
  *respond({ filters, activation }, input, { weight, channels }): Slices<Volume> {
    const weights = weight('kernel', [3, 1, input.channels, filters]);
    const linear = yield* convolve({ ...WINDOWS, filters }, input, { weights, bias: new Float32Array(filters), channels });
    return activateVolume(linear, activation);
  },
  activation: ({ activation }) => activation,
  filters: ({ filters: count }) => ({ count, ...WINDOWS }),
  describe: () => [words],
});
`;
const SIGN = `import { defineOptimizer, tensorOf } from 'assay/networks';
export default defineOptimizer<{ readonly learningRate: number }>({
  name: 'sign',
  schema: {
    description: 'Steps of one length',
    type: 'object',
    additionalProperties: false,
    properties: { learningRate: { description: 'Length', type: 'number', default: 0.001 } },
  },
  create: ({ learningRate }) => ({
    slots: [],
    rates: () => ({ learningRate }),
    regularise: (_, { gradients }) => gradients,
    update: ({ tf }, { weights, gradients, rates }) => ({
      weights: Object.fromEntries(
        Object.entries(weights).map(([name, weight]) => {
          const length = tensorOf(rates, 'learningRate');
          return [name, tf.sub(weight, tf.mul(tf.sign(tensorOf(gradients, name)), length))];
        }),
      ),
      slots: {},
    }),
  }),
});
`;
const INDEX = `import { definePack } from 'assay';
export default definePack({
  name: 'lab',
  stages: [],
  extends: {
    layers: [new URL('./stripes.ts', import.meta.url)],
    optimizers: [new URL('./sign.ts', import.meta.url)],
  },
});
`;
const FILE = `experiment: x
datasets: { digits: { source: mnist, limit: { train: 200, test: 40 } } }
models:
  striped:
    input: [28, 28, 1]
    layers: [stripes: { filters: 4, activation: relu }, maxPool2d: { size: 4 }, flatten: {}, dense: { units: 10, activation: softmax }]
  plain:
    input: [28, 28, 1]
    layers: [flatten: {}, dense: { units: 10, activation: softmax }]
optimizers: { signs: { sign: {} }, sgd: { sgd: {} } }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: striped, optimizer: sgd, epochs: 1 }
  signed: { stage: train, data: data, model: plain, optimizer: signs, epochs: 1 }
  other: { stage: train, data: data, model: plain, optimizer: sgd, epochs: 1 }
  network: { stage: visualize, kind: network, model: training }
  otherNetwork: { stage: visualize, kind: network, model: other }
  filters: { stage: extract-filters, model: training }
  otherFilters: { stage: extract-filters, model: other, layers: [dense1] }
  similar: { stage: similarity, filters: filters, model: training, data: data, probe: { images: 3 } }
  alone: { stage: similarity, filters: filters }
  sheet: { stage: visualize, kind: contact-sheet, similarity: similar, model: training, data: data }
  history: { stage: visualize, kind: curves, history: training }
outputs: { network.csv: network.table, similarity.json: similar.similarity }
`;
const FILES = {
  'assay.yaml': 'uses: [./lab]\n',
  'lab/index.ts': INDEX,
  'lab/stripes.ts': STRIPES,
  'lab/words.ts': "export const words = 'stripes of 3';\n",
  'lab/sign.ts': SIGN,
  'x.yaml': FILE,
};

describe('assay run and a layer and an optimizer of a pack', () => {
  it(
    'trains, extracts, compares and draws them; an edit reruns what uses it and nothing else',
    { timeout: 240_000 },
    async () => {
      const cwd = folderWith(FILES);
      const first = await assay(['run', 'x.yaml', '--json'], { cwd });
      expect(first.code, first.err + first.out).toBe(0);
      const file = (run: number, name: string): string =>
        readFileSync(join(cwd, `artifacts/runs/x/${run}/${name}`), 'utf8');
      expect(file(1, 'network.csv')).toMatch(/^stripes1,stripes,"stripes of 3, relu",26x28x4,2912,12,8736$/m);
      const { entries } = JSON.parse(file(1, 'similarity.json')) as { entries: readonly Record<string, unknown>[] };
      expect(entries[0]).toMatchObject({ layer: 'stripes1', filters: 4, activations: { images: 3 } });

      writeFiles(cwd, { 'lab/words.ts': "export const words = 'three pixels';\n" });
      const edited = await assay(['run', 'x.yaml', '--json'], { cwd });
      expect(edited.code, edited.err + edited.out).toBe(0);
      // The training gives the same weights again, so that only their code can make the steps behind it run.
      expect(stepsThat('finished', edited).toSorted()).toEqual(['filters', 'network', 'sheet', 'similar', 'training']);
      expect(file(2, 'network.csv')).toContain('"three pixels, relu"');

      writeFiles(cwd, { 'lab/sign.ts': SIGN.replace('slots: []', 'slots: Array.of<string>()') });
      const last = await assay(['run', 'x.yaml', '--json'], { cwd });
      expect(stepsThat('finished', last)).toEqual(['signed']);
    },
  );
});

describe('assay schema and the parts of a pack', () => {
  it('offers them, of the file of another folder, too', async () => {
    const cwd = folderWith(FILES);
    const { code, out } = await assay(['schema'], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('"stripes"');
    expect(out).toContain('Steps of one length');
    const elsewhere = folderWith({});
    const { code: done, out: own, err } = await assay(['schema', '--for', join(cwd, 'x.yaml')], { cwd: elsewhere });
    expect(done, err).toBe(0);
    expect(own).toContain('Windows of three pixels above each other');
    expect(own).toContain('"training.model"');
  });
});

describe('assay plan and a part with a fault', () => {
  const cases: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    [
      'a layer of a built-in name',
      { 'lab/stripes.ts': STRIPES.replaceAll("type: 'stripes'", "type: 'conv2d'") },
      /has the layer "conv2d", which is built in: rename it\n[^]*lab\/stripes\.ts:12/,
    ],
    [
      'two layers of one name',
      {
        'lab/index.ts': INDEX.replace(
          "[new URL('./stripes.ts', import.meta.url)]",
          "[new URL('./stripes.ts', import.meta.url), new URL('./again.ts', import.meta.url)]",
        ),
        'lab/again.ts': STRIPES,
      },
      /has the layer "stripes", which comes from the pack "lab" already: rename it\n[^]*lab\/again\.ts:12/,
    ],
    [
      'a layer without apply',
      { 'lab/stripes.ts': '\nexport default { type: "stripes" };\n' },
      /expected a layer: \{ type, prefix, schema, resolve, infer, apply, respond, describe \}\n[^]*lab\/stripes\.ts:2/,
    ],
    [
      'a layer whose schema is open',
      { 'lab/stripes.ts': STRIPES.replace('additionalProperties: false,', '') },
      /the schema of the layer "stripes" is not that of a closed object[^]*lab\/stripes\.ts:12/,
    ],
    [
      'a layer whose schema refers to nothing',
      { 'lab/stripes.ts': STRIPES.replace('#/$defs/name', '#/$defs/title') },
      /The schema of the layer "stripes" cannot be used: can't resolve reference #\/\$defs\/title[^]*lab\/stripes\.ts:12/,
    ],
    [
      'an optimizer that throws',
      { 'lab/sign.ts': "const a = 1;\n\nthrow new Error('Out of order');\nexport default a;\n" },
      /cannot be used: Out of order\n[^]*lab\/sign\.ts:3:7/,
    ],
    [
      'an optimizer that does not compile',
      { 'lab/sign.ts': 'export default {\n' },
      /does not compile[^]*lab\/sign\.ts:2:\d+/,
    ],
    [
      'a part that is no module',
      { 'lab/index.ts': INDEX.replace("[new URL('./sign.ts', import.meta.url)]", "[{ name: 'sign' }]") },
      /extends\.optimizers\[0\]: expected a module: write new URL\('\.\/name\.ts', import\.meta\.url\)/,
    ],
    [
      'an unknown list',
      { 'lab/index.ts': INDEX.replace('layers:', 'layer:') },
      /"extends" has no list "layer": there are "charts", "layers", "optimizers", "sources"/,
    ],
    [
      'a module that is not there',
      { 'lab/index.ts': INDEX.replace('./sign.ts', './signs.ts') },
      /does not compile[^]*signs\.ts/,
    ],
  ];
  it.each(cases)('%s: a diagnostic where the pack is used', async (_, files, told) => {
    const cwd = folderWith({ ...FILES, ...files });
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
    expect(err).toMatch(/^assay\.yaml:1:8 {2}/);
    expect(err).toMatch(told);
    expect(err).not.toContain('.assay/packs');
    expect(code).toBe(2);
  });
});

describe('assay plan and a layer that throws', () => {
  it('tells whose bug it is, with the file and line', async () => {
    const cwd = folderWith({
      ...FILES,
      'lab/stripes.ts': STRIPES.replace(
        'const slid =',
        "if (filters === 4) throw new Error('Cannot count');\n    const slid =",
      ),
    });
    const { code, err } = await assay(['plan', 'x.yaml'], { cwd });
    expect(err).toMatch(
      /^Error: A pack of this project has a bug: Cannot count\n +at Object\.infer \(.*\/lab\/stripes\.ts:\d+:\d+\)$/m,
    );
    expect(err).not.toContain('Assay has a bug');
    expect(code).toBe(1);
  });
});
