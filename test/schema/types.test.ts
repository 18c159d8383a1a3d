import { expect, test } from 'vitest';
import type * as generated from '../../schema/types.ts';
import type { AutoencodeParams } from '../../stages/autoencode/params.ts';
import type { ExtractFiltersParams } from '../../stages/extract-filters/stage.ts';
import type { LoadParams } from '../../stages/load/stage.ts';
import type { SimilarityParams } from '../../stages/similarity/params.ts';
import type { TrainParams } from '../../stages/train/stage.ts';
import type { Chart } from '../../stages/visualize/chart.ts';
import type * as charts from '../../stages/visualize/charts/all.ts';

type ParamsOf<C> = C extends Chart<infer P> ? P : never;
type VisualizeParams = { [C in keyof typeof charts]: ParamsOf<(typeof charts)[C]> }[keyof typeof charts];

/** Calls that do not compile where a schema lets something through that its stage does not take. */
const takes = {
  load: (params: generated.LoadParams): LoadParams => params,
  train: (params: generated.TrainParams): TrainParams => params,
  extractFilters: (params: generated.ExtractFiltersParams): ExtractFiltersParams => params,
  similarity: (params: generated.SimilarityParams): SimilarityParams => params,
  visualize: (params: generated.VisualizeParams): VisualizeParams => params,
  autoencode: (params: generated.AutoencodeParams): AutoencodeParams => params,
};

test('parameters that a schema lets through, defaults filled in, have the type that the stage takes', () => {
  expect(Object.keys(takes).sort()).toEqual([
    'autoencode',
    'extractFilters',
    'load',
    'similarity',
    'train',
    'visualize',
  ]);
});
