import { defineStage } from '../../engine/core/stage.ts';
import type { OutputPort, Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { infer } from './infer.ts';
import type { VisualizeParams } from './params.ts';

const OUTPUTS = {
  image: { kind: 'image', extension: 'png' },
  chart: { kind: 'chart', extension: 'svg' },
  table: { kind: 'table', extension: 'csv' },
  pairs: { kind: 'table', extension: 'csv' },
} as const satisfies Record<string, OutputPort>;

const OUTPUTS_OF: Readonly<Record<VisualizeParams['kind'], readonly (keyof typeof OUTPUTS)[]>> = {
  curves: ['image', 'chart'],
  'heat-map': ['image'],
  'contact-sheet': ['image'],
  histogram: ['image', 'chart'],
  'ratio-threshold': ['image', 'chart'],
  'ratio-filters': ['image', 'chart'],
  'ratio-epochs': ['image', 'chart'],
  'cosine-activation': ['image', 'chart'],
  summary: ['table'],
  confusion: ['image', 'table'],
  mistakes: ['image', 'table'],
  network: ['image', 'chart', 'table'],
  compare: ['image', 'table', 'pairs'],
  latent: ['image', 'chart', 'table'],
  manifold: ['image'],
  floor: ['image', 'chart', 'table'],
};

/** The outputs that a step has: they depend on its kind. */
export function outputsOf({ kind }: VisualizeParams): Record<string, OutputPort> {
  return Object.fromEntries(OUTPUTS_OF[kind].map((port) => [port, OUTPUTS[port]]));
}

export const visualize: Stage = defineStage<VisualizeParams>({
  name: 'visualize',
  schema: readSchema('stages/visualize'),
  outputs: OUTPUTS,
  outputsOf,
  determinism: 'bitwise',
  seeded: false,
  numeric: false,
  isolated: true,
  // All pictures say where in the sweep they were drawn; a table has no place for it.
  pointed: ({ kind }) => kind !== 'summary',
  infer,
  load: () => import('./run.ts'),
});
