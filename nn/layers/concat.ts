import { pickChannels } from '../volume.ts';
import { joinSchema, whyApart, type JoinSettings } from './join.ts';
import { defineLayer } from './kind.ts';

export interface Concat {
  readonly type: 'concat';
  readonly name: string;
}

export const concat = defineLayer({
  type: 'concat',
  prefix: 'concat',
  joins: true,
  schema: joinSchema('The channels of several layers one after another, in the order of `from`: how dense blocks grow'),
  resolve: (_: JoinSettings, name): Concat => ({ type: 'concat', name }),
  infer(layer, input, inputs) {
    const alike = (shape: readonly number[]): readonly number[] => [shape.length, ...shape.slice(0, -1)];
    const rule = 'all but the channels, the last number, has to be the same';
    const channels = inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0);
    const shape = [...input.slice(0, -1), channels];
    return whyApart(layer, inputs, { alike, rule }) ?? { shape, macs: 0, weights: [] };
  },
  apply: (_, _x, { backend: { tf }, inputs }) => tf.concat([...inputs], -1),
  respond(_, { height, width }, { channels: wanted, inputs }) {
    const channels = inputs.reduce((sum, each) => sum + each.channels, 0);
    const data = new Float64Array(height * width * channels);
    let first = 0;
    for (const input of inputs) {
      for (let place = 0; place < height * width; place++)
        data.set(input.data.subarray(place * input.channels, (place + 1) * input.channels), place * channels + first);
      first += input.channels;
    }
    return pickChannels({ height, width, channels, data }, wanted);
  },
  describe: () => ['side by side'],
});
