import { defineStage } from 'assay';

/** Ranks filters by their norms, one column for each artifact that it takes. */
export const ranking = defineStage({
  name: 'ranking',
  schema: {
    title: 'Ranking',
    description: 'Ranks of all filters by several norms, 1 for the largest',
    type: 'object',
    additionalProperties: false,
    required: ['norms'],
    properties: {
      // A port of your own kind, which takes several artifacts: under `over`, or as a list.
      norms: { description: 'Steps that measure filters', type: 'string', port: 'norms', many: true },
    },
  },
  outputs: { table: { kind: 'table', extension: 'csv' } },
  entry: new URL('./ranking.run.ts', import.meta.url),
});
