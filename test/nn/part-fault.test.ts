import { describe, expect, it } from 'vitest';
import * as layers from '../../nn/layers/all.ts';
import * as optimizers from '../../nn/optimizers/all.ts';
import { layerFault, optimizerFault } from '../../nn/part-fault.ts';

const { conv2d } = layers;
const { sgd } = optimizers;

describe('layerFault()', () => {
  it.each(Object.values(layers).map((kind) => [kind.type, kind] as const))('finds none in %s', (_, kind) => {
    expect(layerFault(kind)).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    'conv2d',
    { ...conv2d, type: 'my conv' },
    { ...conv2d, prefix: undefined },
    ...['resolve', 'infer', 'apply', 'respond', 'describe'].map((name) => ({ ...conv2d, [name]: undefined })),
  ])('tells what is no layer: %o', (value) => {
    expect(layerFault(value)).toBe(
      'expected a layer: { type, prefix, schema, resolve, infer, apply, respond, describe }',
    );
  });

  it.each([undefined, { type: 'object', properties: {} }, { type: 'object', additionalProperties: false }])(
    'tells a schema that lets other settings pass: %o',
    (schema) => {
      expect(layerFault({ ...conv2d, schema })).toContain('the schema of the layer "conv2d" is not that of a closed');
    },
  );
});

describe('optimizerFault()', () => {
  it.each(Object.values(optimizers).map((kind) => [kind.name, kind] as const))('finds none in %s', (_, kind) => {
    expect(optimizerFault(kind)).toBeUndefined();
  });

  it.each([undefined, 'sgd', { ...sgd, name: 'my sgd' }, { ...sgd, create: undefined }])(
    'tells what is no optimizer: %o',
    (value) => {
      expect(optimizerFault(value)).toBe('expected an optimizer: { name, schema, create }');
    },
  );

  it('tells a schema that lets other settings pass', () => {
    expect(optimizerFault({ ...sgd, schema: {} })).toContain(
      'the schema of the optimizer "sgd" is not that of a closed',
    );
  });
});
