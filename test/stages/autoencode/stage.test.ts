import { describe, expect, test } from 'vitest';
import { validate } from '../../../engine/read/validate.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { stepSchema } from '../../../engine/plan/step-schema.ts';
import { autoencode } from '../../../stages/autoencode/stage.ts';

const MNIST = { name: 'mnist', shape: [28, 28, 1], classes: 10, train: 54_000, validation: 6_000, test: 10_000 };

/** The parameters with defaults filled in, without the port; or the messages. */
function resolved(fields: JsonObject): { params: JsonObject; messages: readonly string[] } {
  const schema = stepSchema(autoencode, fields);
  if ('message' in schema) throw new Error(schema.message);
  const copy = structuredClone(fields);
  const messages = validate(schema.fields, copy).map(({ message }) => message);
  const { data: _, ...params } = copy;
  return { params, messages };
}

function infer(fields: JsonObject, data: Json = MNIST): ReturnType<NonNullable<typeof autoencode.infer>> {
  const { params, messages } = resolved({ data: 'data', ...fields });
  expect(messages).toEqual([]);
  if (autoencode.infer === undefined) throw new Error('no inference');
  return autoencode.infer(params, { data: [data] });
}

describe('schema/stages/autoencode.json', () => {
  test('fills in what the paper used', () => {
    expect(resolved({ kind: 'plain', data: 'data' })).toEqual({
      messages: [],
      params: {
        kind: 'plain',
        latent: 32,
        hidden: [],
        activation: 'leakyRelu',
        loss: 'mse',
        epochs: 10,
        batchSize: 1000,
        examples: 20,
      },
    });
    expect(resolved({ kind: 'variational', data: 'data' })).toEqual({
      messages: [],
      params: {
        kind: 'variational',
        latent: 5,
        hidden: [500],
        activation: 'tanh',
        binarised: true,
        decoderDecay: 0.01,
        epochs: 20,
        batchSize: 100,
        examples: 20,
        samples: 100,
      },
    });
  });

  test.each([
    [{ kind: 'plain' }, 'Missing "data"'],
    [{ kind: 'plain', data: 'd', latent: 0 }, 'Expected a number >= 1 for "latent", found 0'],
    [
      { kind: 'plain', data: 'd', activation: 'softmax' },
      'Expected "linear", "relu", "leakyRelu", "tanh" or "sigmoid" for "activation", found "softmax"',
    ],
    [{ kind: 'variational', data: 'd', decoderDecay: -1 }, 'Expected a number >= 0 for "decoderDecay", found -1'],
  ])('refuses %j', (fields, message) => {
    expect(resolved(fields).messages).toEqual([expect.stringContaining(message)]);
  });

  test('has a port and names an optimizer in both kinds', () => {
    for (const kind of ['plain', 'variational']) {
      const schema = stepSchema(autoencode, { kind });
      expect(schema).toMatchObject({
        ports: { data: { kind: 'dataset', many: false } },
        definitions: { optimizer: 'optimizers' },
      });
    }
  });
});

describe('infer() of autoencode', () => {
  test('tells layers and parameters', () => {
    const { outputs, problems } = infer({ kind: 'plain' });
    expect(problems).toEqual([]);
    expect(outputs).toMatchObject({
      autoencoder: { kind: 'plain', latent: 32, input: [28, 28, 1], parameters: 50_992 },
    });
    expect(outputs).toMatchObject({
      autoencoder: {
        layers: [
          { name: 'pixels', shape: [784] },
          { name: 'code', shape: [32] },
          { name: 'sample', shape: [32] },
          { name: 'output', shape: [784] },
        ],
      },
    });
    expect(infer({ kind: 'variational' }).outputs).toMatchObject({ autoencoder: { parameters: 793_294 } });
  });

  test('knows only the loss and the length of the code when the images are not known yet', () => {
    expect(infer({ kind: 'plain' }, { name: 'idx' })).toEqual({
      outputs: { history: { kind: 'plain', loss: 'mse', latent: 32 } },
      problems: [],
    });
  });

  test.each([
    [
      { kind: 'plain', latent: 784 },
      ['latent'],
      'A code of 784 numbers is not shorter than an image of 28x28x1 = 784 values',
    ],
    [
      { kind: 'variational', batchSize: 54_001 },
      ['batchSize'],
      'A batch of 54001 images is larger than the training set of 54000',
    ],
    [
      { kind: 'plain', loss: 'binaryCrossEntropy', outputActivation: 'relu' },
      ['outputActivation'],
      'Cross-entropy needs pixels between 0 and 1: expected sigmoid for "outputActivation", found relu',
    ],
  ])('finds fault with %j', (fields, path, message) => {
    expect(infer(fields).problems).toMatchObject([{ path, message }]);
  });

  test('finds fault with more examples than test images', () => {
    expect(infer({ kind: 'plain' }, { ...MNIST, test: 19 }).problems).toMatchObject([
      { path: ['examples'], message: 'Cannot show 20 test images: the dataset has 19' },
    ]);
  });
});
