import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { validate } from '../../../engine/read/validate.ts';
import { stepSchema } from '../../../engine/plan/step-schema.ts';
import type { StageContext } from '../../../engine/core/stage.ts';
import { variantsOf } from '../../../engine/read/variant.ts';
import { registryOf } from '../../../engine/packs/registry.ts';
import { LAYERS } from '../../../nn/layers/index.ts';
import { builtInWith, registry } from '../../../stages/index.ts';
import { chartFault, visualize, visualizeWith } from '../../../stages/visualize/stage.ts';

/** A step's fields after checking and filling in defaults; the messages instead when it is wrong. */
function checked(fields: JsonObject): { readonly fields: JsonObject; readonly messages: readonly string[] } {
  const schema = stepSchema(visualize, fields);
  if ('message' in schema) throw new Error(schema.message);
  const copy = structuredClone(fields);
  return { messages: validate(schema.fields, copy).map(({ message }) => message), fields: copy };
}

const infer = (params: JsonObject, known: Json): readonly string[] =>
  visualize.infer?.(params, { matrix: [known] }).problems?.map(({ message }) => message) ?? [];
const COMPARED = { layers: [{ name: 'conv1' }, { name: 'conv2' }], snapshots: ['final'] };

describe('the schema of visualize', () => {
  it.each([
    [
      { kind: 'curves', history: 'a' },
      {
        panels: ['loss', 'accuracy', 'reconstruction', 'kl'],
        series: ['validation', 'training'],
        from: 1,
        lossScale: 'linear',
      },
    ],
    [
      { kind: 'heat-map', matrix: 'a' },
      { snapshot: 'final', order: 'clustered' },
    ],
    [{ kind: 'contact-sheet', similarity: 'a', model: 'b', data: 'c' }, { probe: { split: 'test' } }],
    [
      { kind: 'histogram', matrix: 'a', similarity: 'b' },
      { snapshot: 'final', bins: 40 },
    ],
    [{ kind: 'summary', similarity: 'a' }, { nulls: ['isotropic', 'rotated'] }],
    [{ kind: 'confusion', predictions: 'a' }, { scale: 'log' }],
    [{ kind: 'mistakes', predictions: 'a', data: 'b' }, { count: 30 }],
    [{ kind: 'network', model: 'a' }, {}],
    [{ kind: 'compare', predictions: ['a', 'b'], model: ['a', 'b'], names: ['A', 'B'] }, {}],
    [
      { kind: 'latent', autoencoder: 'a', data: 'b' },
      { images: 2000, axes: 'principal' },
    ],
    [{ kind: 'manifold', autoencoder: 'a' }, { side: 20 }],
    [
      { kind: 'floor', data: 'a', history: 'b' },
      { loss: 'mse', components: 32 },
    ],
  ])('fills in defaults: %j', (fields, defaults) => {
    expect(checked(fields)).toEqual({ messages: [], fields: { ...fields, ...defaults } });
  });

  it.each([
    { kind: 'curves' },
    { kind: 'curves', history: 'a', from: -1 },
    { kind: 'heat-map', matrix: 'a', limit: 0 },
    { kind: 'heat-map', matrix: 'a', bins: 4 },
    { kind: 'contact-sheet', similarity: 'a', model: 'b', data: 'c', probe: { class: 0.5 } },
    { kind: 'histogram', matrix: 'a' },
    { kind: 'summary', similarity: 'a', layers: [] },
    { kind: 'curves', history: 'a', panels: [] },
    { kind: 'confusion', predictions: 'a', scale: 'linear' },
    { kind: 'mistakes', predictions: 'a' },
    { kind: 'compare', predictions: 'a', model: 'b', names: ['A', 'A'] },
    { kind: 'manifold', autoencoder: 'a', side: 1 },
    { kind: 'floor', data: 'a', history: 'b', components: 0 },
  ])('refuses %j', (fields) => {
    expect(checked(fields).messages).toHaveLength(1);
  });
});

describe('outputsOf()', () => {
  it.each([
    ['curves', ['image', 'chart']],
    ['heat-map', ['image', 'table']],
    ['contact-sheet', ['image']],
    ['histogram', ['image', 'chart']],
    ['summary', ['table', 'repeats']],
    ['confusion', ['image', 'table']],
    ['mistakes', ['image', 'table']],
    ['network', ['image', 'chart', 'table']],
    ['compare', ['image', 'table', 'pairs']],
    ['latent', ['image', 'chart', 'table']],
    ['manifold', ['image']],
    ['floor', ['image', 'chart', 'table']],
  ])('gives a step of kind %s the outputs %j', (kind, ports) => {
    expect(Object.keys(visualize.outputsOf?.({ kind }) ?? {})).toEqual(ports);
  });
});

describe('infer()', () => {
  it('finds an unknown layer before anything runs', () => {
    expect(infer({ kind: 'heat-map', layer: 'conv3', snapshot: 'final' }, COMPARED)).toEqual([
      'Unknown layer "conv3": the filters are of "conv1", "conv2", did you mean "conv1"?',
    ]);
    expect(infer({ kind: 'summary', layers: ['conv1', 'x'] }, COMPARED)).toHaveLength(1);
  });

  it('asks for a layer where there are several', () => {
    expect(infer({ kind: 'contact-sheet', probe: { split: 'test' } }, COMPARED)).toEqual([
      'Missing "layer": the filters are of "conv1", "conv2"',
    ]);
    expect(
      infer({ kind: 'contact-sheet', probe: { split: 'test' } }, { ...COMPARED, layers: [{ name: 'conv1' }] }),
    ).toEqual([]);
    expect(infer({ kind: 'summary' }, COMPARED)).toEqual([]);
  });

  it('finds a snapshot that was not compared', () => {
    expect(infer({ kind: 'heat-map', layer: 'conv1', snapshot: 'initial' }, COMPARED)).toEqual([
      'The initial weights were not compared: "snapshots" of the step before has only final',
    ]);
    expect(infer({ kind: 'summary' }, { ...COMPARED, snapshots: ['initial'] })).toHaveLength(1);
  });

  const told = (params: JsonObject, inputs: Readonly<Record<string, readonly Json[]>>): readonly string[] =>
    visualize.infer?.(params, inputs).problems?.map(({ message }) => message) ?? [];
  const layersOf = (...filters: readonly number[]): Json[] =>
    filters.map((count) => ({ ...COMPARED, layers: [{ name: 'conv1', filters: count }] }));
  const SHEET = { kind: 'contact-sheet', probe: { split: 'test' } };

  it('finds a class that the dataset does not have (07), and takes any by default', () => {
    const data = [{ classes: 2 }];
    expect(told({ kind: 'contact-sheet', probe: { split: 'test', class: 7 } }, { data })).toEqual([
      'Unknown class 7: the dataset has classes 0 to 1',
    ]);
    expect(told({ kind: 'contact-sheet', probe: { split: 'test', class: 1 } }, { data })).toEqual([]);
    expect(told(SHEET, { data })).toEqual([]);
  });

  it('finds a split without images', () => {
    const data = [{ test: 0, validation: 3 }];
    expect(told(SHEET, { data })).toEqual(['The dataset has no test images']);
    expect(told({ kind: 'contact-sheet', probe: { split: 'validation' } }, { data })).toEqual([]);
    expect(told({ kind: 'mistakes' }, { data })).toEqual(['The dataset has no test images']);
    expect(told({ kind: 'latent' }, { data })).toEqual(['The dataset has no test images']);
    expect(told({ kind: 'confusion' }, { data })).toEqual([]);
  });

  it('lets one point of a sweep have a single filter (08), not all of them', () => {
    expect(told(SHEET, { similarity: layersOf(1, 4, 8) })).toEqual([]);
    for (const params of [SHEET, { kind: 'ratio-filters' }]) {
      expect(told(params, { similarity: layersOf(1, 1) })).toEqual([
        'There are nowhere two filters to compare: this figure would be empty',
      ]);
    }
    expect(told({ kind: 'heat-map', snapshot: 'final' }, { matrix: layersOf(1) })).toEqual([]);
  });

  it('finds more filters than a picture can show (10)', () => {
    const limits = [
      [{ kind: 'heat-map', snapshot: 'final' }, 4096],
      [{ kind: 'cosine-activation', snapshot: 'final' }, 2048],
    ] as const;
    for (const [params, most] of limits) {
      expect(told(params, { matrix: layersOf(most) })).toEqual([]);
      expect(told(params, { matrix: layersOf(most + 1) })).toEqual([
        `Layer "conv1" has ${most + 1} filters: this figure shows at most ${most}`,
      ]);
    }
    expect(told({ kind: 'histogram', snapshot: 'final' }, { matrix: layersOf(8192) })).toEqual([]);
  });

  it('finds a contact sheet of a layer without kernels', () => {
    const model = [{ layers: [{ name: 'conv1', type: 'dense' }] }];
    expect(told(SHEET, { similarity: layersOf(4), model })).toEqual([
      'Cannot show filters of layer "conv1": it is a "dense", no convolution',
    ]);
  });

  it('finds names that cannot be those of the inputs', () => {
    const history = [{}, {}, {}, {}];
    expect(told({ kind: 'curves', names: ['a', 'b', 'c'] }, { history })).toEqual([
      'Found 3 names for 4 inputs at "history"',
    ]);
    // Two of them with a repeat each.
    expect(told({ kind: 'curves', names: ['a', 'b'] }, { history })).toEqual([]);
  });

  it('finds what the other figures cannot draw', () => {
    expect(told({ kind: 'compare' }, { predictions: [{}, {}], model: [{}] })).toEqual([
      'Expected a model for each of the 2 predictions, found 1',
    ]);
    expect(told({ kind: 'floor', components: 784 }, { data: [{ shape: [28, 28, 1] }] })).toEqual([
      'A code of 784 numbers is no shorter than an image of 784 values',
    ]);
    expect(told({ kind: 'manifold' }, { autoencoder: [{ kind: 'plain', latent: 2 }] })).toEqual([
      'Missing "data": only they tell where the codes of a plain autoencoder lie',
    ]);
  });

  it('finds nothing where nothing is known', () => {
    expect(infer({ kind: 'heat-map', layer: 'conv9', snapshot: 'final' }, {})).toEqual([]);
    expect(infer({ kind: 'curves' }, COMPARED)).toEqual([]);
  });
});

describe('visualizeWith()', () => {
  const dots = {
    kind: 'dots',
    schema: { title: 'Dots', description: 'A dot', required: ['data'], properties: { data: { port: 'dataset' } } },
    outputs: { chart: { kind: 'chart', extension: 'svg' } },
    check: () => [{ path: ['data'], message: 'No dots' }],
    draw: () => Promise.resolve({ dots: 1 }),
  };

  it('adds the charts of packs to those there are', async () => {
    const stage = visualizeWith([dots], LAYERS);
    const kinds = Object.keys(variantsOf(stage.schema));
    expect(kinds).toEqual([...Object.keys(variantsOf(visualize.schema)), 'dots']);
    expect(variantsOf(stage.schema)['dots']).toMatchObject({
      additionalProperties: false,
      required: ['kind', 'data'],
      properties: { kind: { const: 'dots' }, data: { port: 'dataset' } },
    });
    const params = { kind: 'dots' };
    expect(stage.outputsOf?.(params)).toBe(dots.outputs);
    expect(stage.pointed?.(params)).toBe(true);
    expect(stage.code?.(params, {})).toEqual(['visualize/dots']);
    expect(stage.infer?.(params, {}).problems).toEqual(dots.check());
    const module = await stage.load(params);
    expect(await module.run({} as StageContext)).toEqual({ dots: 1 });
    expect(stage.code?.({ kind: 'heat-map' }, {})).toEqual(['visualize/heat-map']);
  });

  it('is what builtInWith() does with "charts"', () => {
    const { stages } = registryOf([builtInWith({ charts: [dots] })]);
    expect(Object.keys(stages)).toEqual(Object.keys(registry.stages));
    expect(stages['visualize']?.outputsOf?.({ kind: 'dots' })).toBe(dots.outputs);
    expect(registryOf([builtInWith({})]).stages['visualize']).toBe(visualize);
  });
});

describe('chartFault()', () => {
  it.each([[null], ['dots'], [{}], [{ kind: 'dots', schema: {}, outputs: {}, draw: () => undefined }]])(
    'tells what is no chart: %j',
    (value) => {
      expect(chartFault(value)).toContain('expected a chart: { kind, schema, outputs, draw }');
    },
  );
});
