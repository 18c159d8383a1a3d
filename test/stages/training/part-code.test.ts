import { describe, expect, it } from 'vitest';
import { layersWith, LAYERS } from '../../../nn/layers/index.ts';
import { OPTIMIZERS, optimizersWith } from '../../../nn/optimizers/index.ts';
import { codeOfKnown, codeOfModel, codeOfOptimizer } from '../../../stages/training/part-code.ts';
import type { ModelSpec } from '../../../nn/model.ts';
import type { OptimizerSpec } from '../../../nn/optimizers/index.ts';

const KINDS = layersWith([{ type: 'wave' }, { type: 'ring' }]);
const layers = (...types: string[]): Pick<ModelSpec, 'layers'> => {
  return { layers: types.map((type) => ({ [type]: {} })) as unknown as ModelSpec['layers'] };
};

describe('codeOfModel()', () => {
  it("names each of a pack's layers once, and none that come with Assay", () => {
    expect(codeOfModel(layers('conv2d', 'wave', 'dense', 'wave'), KINDS)).toEqual(['layers/wave']);
    expect(codeOfModel(layers('wave', 'ring'), KINDS)).toEqual(['layers/ring', 'layers/wave']);
    expect(codeOfModel(layers('conv2d', 'dense'), KINDS)).toEqual([]);
  });
});

describe('codeOfKnown()', () => {
  it('names the layers of all models at a port', () => {
    const models = [{ layers: [{ type: 'conv2d' }, { type: 'wave' }] }, { layers: [{ type: 'dense' }] }];
    expect(codeOfKnown(models, KINDS)).toEqual(['layers/wave']);
  });

  it('names every layer there is for a model of which nothing is known, and none where no model is', () => {
    expect(codeOfKnown([{}], KINDS)).toEqual(['layers/ring', 'layers/wave']);
    expect(codeOfKnown([{}], LAYERS)).toEqual([]);
    expect(codeOfKnown(undefined, KINDS)).toEqual([]);
  });
});

describe('codeOfOptimizer()', () => {
  it("names a pack's optimizer alone", () => {
    const kinds = optimizersWith([{ name: 'sign' }]);
    expect(codeOfOptimizer({ sign: {} } as unknown as OptimizerSpec, kinds)).toEqual(['optimizers/sign']);
    expect(codeOfOptimizer({ sgd: { learningRate: 1 } }, kinds)).toEqual([]);
    expect(codeOfOptimizer(undefined, OPTIMIZERS)).toEqual([]);
  });
});
