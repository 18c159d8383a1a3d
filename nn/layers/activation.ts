import { activateVolume, type Activation } from '../activations.ts';
import { pickChannels } from '../volume.ts';
import { defineLayer } from './kind.ts';

export interface ActivationLayer {
  readonly type: 'activation';
  readonly name: string;
  readonly kind: Activation;
}

export const activation = defineLayer({
  type: 'activation',
  prefix: 'activation',
  schema: {
    description: 'An activation as a separate layer',
    type: 'object',
    additionalProperties: false,
    required: ['kind'],
    properties: { name: { $ref: '#/$defs/name' }, kind: { $ref: '#/$defs/activation' } },
  },
  resolve: ({ kind }: { readonly name?: string; readonly kind: Activation }, name): ActivationLayer => {
    return { type: 'activation', name, kind };
  },
  infer: (_, input) => ({ shape: input, macs: 0, weights: [] }),
  apply: (_, x) => x,
  respond: ({ kind }, input, { channels }) => pickChannels(activateVolume(input, kind), channels),
  activation: ({ kind }) => kind,
  describe: () => [],
});
