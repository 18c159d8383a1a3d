import { pickChannels } from '../volume.ts';
import { joinSchema, whyApart, type JoinSettings } from './join.ts';
import { defineLayer } from './kind.ts';

export interface Add {
  readonly type: 'add';
  readonly name: string;
}

export const add = defineLayer({
  type: 'add',
  prefix: 'add',
  joins: true,
  schema: joinSchema('The sum of several layers of one shape, value by value: how a residual block ends'),
  resolve: (_: JoinSettings, name): Add => ({ type: 'add', name }),
  infer(layer, input, inputs) {
    const apart = whyApart(layer, inputs, { alike: (shape) => shape, rule: 'what is added needs one shape' });
    return apart ?? { shape: input, macs: 0, weights: [] };
  },
  apply: (_, x, { backend: { tf }, inputs }) => inputs.slice(1).reduce((sum, other) => tf.add(sum, other), x),
  respond(_, input, { channels, inputs }) {
    const data = input.data.map((_value, at) => inputs.reduce((sum, each) => sum + (each.data[at] ?? 0), 0));
    return pickChannels({ ...input, data }, channels);
  },
  describe: () => ['sum'],
});
