import type { JsonObject } from '../../engine/core/json.ts';
import type { Inference, Registry, Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';

/** The frame of experiment files, as the product uses it. */
export const frame: JsonObject = readSchema('experiment');

function toyStage(stage: Partial<Stage> & Pick<Stage, 'name' | 'schema'>): Stage {
  return {
    outputs: { out: { kind: 'number', extension: 'txt' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    load: () => Promise.resolve({ run: () => Promise.resolve() }),
    ...stage,
  };
}

function closed(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', additionalProperties: false, required, properties };
}

/**
 * A small field of work that has everything the engine offers: `make` needs a recipe (a definition), `bake` is seeded and
 * takes one artifact, `gather` takes many, `draw` has variants, `split` has two outputs of one kind.
 */
export const toyRegistry: Registry = {
  sections: {
    recipes: closed({ size: { type: 'integer', minimum: 1 }, taste: { enum: ['sweet', 'salty'], default: 'sweet' } }, [
      'size',
    ]),
  },
  stages: {
    make: toyStage({
      name: 'make',
      schema: closed(
        { recipe: { type: 'string', definition: 'recipes' }, times: { type: 'integer', minimum: 1, default: 1 } },
        ['recipe'],
      ),
      infer: (params): Inference => ({ outputs: { out: { size: (params['recipe'] as JsonObject)['size'] ?? 0 } } }),
    }),
    bake: toyStage({
      name: 'bake',
      seeded: true,
      schema: closed(
        { from: { type: 'string', port: 'number' }, heat: { type: 'number', maximum: 300, default: 180 } },
        ['from'],
      ),
      outputs: { cake: { kind: 'cake', extension: 'txt' } },
      infer: (params, inputs): Inference => {
        const { size } = (inputs['from'] ?? [])[0] as unknown as { readonly size: number };
        if (Number(params['heat']) > 250 && size > 10)
          return {
            problems: [{ path: ['heat'], message: `Heat ${Number(params['heat'])} burns a size of ${size}` }],
          };
        return { outputs: { cake: { size } } };
      },
    }),
    gather: toyStage({
      name: 'gather',
      schema: closed({ cakes: { type: 'string', port: 'cake', many: true }, title: { type: 'string', default: '' } }, [
        'cakes',
      ]),
      outputs: { table: { kind: 'table', extension: 'csv' } },
    }),
    draw: toyStage({
      name: 'draw',
      schema: {
        discriminator: { propertyName: 'kind' },
        oneOf: [
          closed({ kind: { const: 'bar' }, cake: { type: 'string', port: 'cake' } }, ['cake']),
          closed({ kind: { const: 'pie' }, pieces: { type: 'integer', minimum: 2 } }, ['pieces']),
        ],
      },
      outputs: { image: { kind: 'image', extension: 'png' } },
    }),
    split: toyStage({
      name: 'split',
      schema: closed({}),
      outputs: { left: { kind: 'number', extension: 'txt' }, right: { kind: 'number', extension: 'txt' } },
    }),
  },
};
