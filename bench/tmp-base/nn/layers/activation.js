import { activateVolume } from '../activations.js';
import { pickChannels } from '../volume.js';
import { defineLayer } from './kind.js';
export const activation = defineLayer({
    type: 'activation',
    prefix: 'activation',
    schema: {
        description: 'An activation as a layer of its own',
        type: 'object',
        additionalProperties: false,
        required: ['kind'],
        properties: { name: { $ref: '#/$defs/name' }, kind: { $ref: '#/$defs/activation' } },
    },
    resolve: ({ kind }, name) => {
        return { type: 'activation', name, kind };
    },
    infer: (_, input) => ({ shape: input, macs: 0, weights: [] }),
    apply: (_, x) => x,
    respond: ({ kind }, input, { channels }) => pickChannels(activateVolume(input, kind), channels),
    activation: ({ kind }) => kind,
    describe: () => [],
});
