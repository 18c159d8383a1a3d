import { defineStage } from 'assay';

export interface NormsParams {
  readonly measure: 'euclidean' | 'largest';
}

/** How large each filter of a layer is. */
export const norms = defineStage<NormsParams>({
  name: 'norms',
  schema: {
    title: 'Norms',
    description: 'How large each filter is, by a measure of your choice',
    type: 'object',
    additionalProperties: false,
    required: ['filters'],
    properties: {
      filters: { description: 'Step that extracts the filters', type: 'string', port: 'filters' },
      measure: {
        description: 'euclidean: the length of the vector of its weights. largest: its largest weight',
        enum: ['euclidean', 'largest'],
        default: 'euclidean',
      },
    },
  },
  outputs: { norms: { kind: 'norms', extension: 'csv' } },
  entry: {
    euclidean: new URL('./norms/euclidean.ts', import.meta.url),
    largest: new URL('./norms/largest.ts', import.meta.url),
  },
  variant: ({ measure }) => measure,
});
