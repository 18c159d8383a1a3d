import { expect, test } from 'vitest';
import type * as generated from '../../schema/types.ts';
import type { AutoencodeParams } from '../../stages/autoencode/params.ts';
import type { ExtractFiltersParams } from '../../stages/extract-filters/stage.ts';
import type { LoadParams } from '../../stages/load/stage.ts';
import type { SimilarityParams } from '../../stages/similarity/stage.ts';
import type { TrainParams } from '../../stages/train/stage.ts';
import type { VisualizeParams } from '../../stages/visualize/stage.ts';

/** Called with a type that is not a form of `Handwritten`, it does not compile. */
function accepts<Handwritten>(): <Generated extends Handwritten>(value?: Generated) => true {
  return () => true;
}

test('parameters that a schema lets through, defaults filled in, have the type that the stage takes', () => {
  expect(accepts<LoadParams>()<generated.LoadParams>()).toBe(true);
  expect(accepts<TrainParams>()<generated.TrainParams>()).toBe(true);
  expect(accepts<ExtractFiltersParams>()<generated.ExtractFiltersParams>()).toBe(true);
  expect(accepts<SimilarityParams>()<generated.SimilarityParams>()).toBe(true);
  expect(accepts<VisualizeParams>()<generated.VisualizeParams>()).toBe(true);
  expect(accepts<AutoencodeParams>()<generated.AutoencodeParams>()).toBe(true);
});
