// The light half of a stage: what a step may say, what goes in and what comes out. It is read whenever Assay plans, so it
// imports nothing heavy.

import { defineStage } from 'assay';

export interface SparsityParams {
  readonly below: number;
}

/** The share of a layer's weights that are small beside the layer's largest. */
export const sparsity = defineStage<SparsityParams>({
  name: 'sparsity',
  schema: {
    title: 'Sparsity',
    description: "Share of each layer's weights that are small beside its largest weight",
    type: 'object',
    additionalProperties: false,
    required: ['filters'],
    properties: {
      filters: { description: 'Step that extracts the filters', type: 'string', port: 'filters' },
      below: {
        description: 'A weight counts as small below this share of the largest',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.1,
      },
    },
  },
  outputs: { table: { kind: 'table', extension: 'csv' } },
  entry: new URL('./sparsity.run.ts', import.meta.url),
});
