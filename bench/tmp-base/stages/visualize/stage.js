import { defineStage } from '../../engine/core/stage.js';
import { readSchema } from '../../schema/read.js';
import { infer } from './infer.js';
const OUTPUTS = {
    image: { kind: 'image', extension: 'png' },
    chart: { kind: 'chart', extension: 'svg' },
    table: { kind: 'table', extension: 'csv' },
    pairs: { kind: 'table', extension: 'csv' },
};
const OUTPUTS_OF = {
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
export function outputsOf({ kind }) {
    return Object.fromEntries(OUTPUTS_OF[kind].map((port) => [port, OUTPUTS[port]]));
}
export const visualize = defineStage({
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
    load: () => import('./run.js'),
});
