import type { TopLevelSpec } from 'vega-lite';
import { normalFilters, uniforms } from '../statistics/random.ts';
import { cosinesOf } from '../../../stages/statistics/cosines.ts';
import { reportEntry } from '../../../stages/similarity/report.ts';
import type { SimilarityEntry } from '../../../stages/formats/similarity-report.ts';
import type { Snapshot } from '../../../stages/formats/similarity-report.ts';
import { atOnce } from '../../../engine/core/slices.ts';

/** What a chart draws: of each layer of each panel, its values. */
export function valuesOf(spec: object): Record<string, number | string>[][] {
  const {
    layer = [],
    hconcat = [],
    concat = [],
    data,
  } = spec as {
    readonly layer?: readonly object[];
    readonly hconcat?: readonly object[];
    readonly concat?: readonly object[];
    readonly data?: { readonly values: Record<string, number | string>[] };
  };
  return [...(data === undefined ? [] : [data.values]), ...[...layer, ...hconcat, ...concat].flatMap(valuesOf)];
}

/** The first list of values that have all these fields. */
export function withFields(spec: TopLevelSpec, ...fields: readonly string[]): Record<string, number>[] {
  const found = valuesOf(spec).find(([first]) => first !== undefined && fields.every((field) => field in first));
  return (found ?? []) as Record<string, number>[];
}

/** The entry of a layer of random filters. */
export function entryOf(
  count: number,
  options: {
    readonly seed: number;
    readonly snapshot?: Snapshot;
    readonly epoch?: number;
    readonly dimension?: number;
  },
): SimilarityEntry {
  const { seed, snapshot = 'final', epoch = null, dimension = 9 } = options;
  const weights = normalFilters(count, dimension, uniforms(seed));
  return atOnce(
    reportEntry(
      { name: 'conv1', type: 'conv2d', filters: count, kernel: [1, dimension], channels: 1 },
      {
        thresholds: [0.6, 0.5],
        layerThresholds: {},
        snapshots: ['final'],
        nulls: ['isotropic'],
        nullDraws: 20,
        center: 'none',
        smallNorm: 0.1,
        probe: { split: 'test', images: 1 },
      },
      {
        snapshot,
        epoch,
        cosines: atOnce(cosinesOf({ weights, count, dimension }, 'none')),
        initial: undefined,
        mostSimilar: undefined,
        permutation: undefined,
        anisotropic: undefined,
        activations: undefined,
      },
    ),
  );
}
