// A layer with weights: each channel times a number that is learnt.

import { defineLayer } from 'assay/networks';

interface Gain {
  readonly type: 'gain';
  readonly name: string;
}

/** x * (1 + gain): at the start the gains are 0, and the layer changes nothing. */
export default defineLayer({
  type: 'gain',
  prefix: 'gain',
  schema: {
    description: 'Each channel times a learnt number',
    type: 'object',
    additionalProperties: false,
    properties: { name: { $ref: '#/$defs/name' } },
  },
  resolve: (_: { readonly name?: string }, name): Gain => ({ type: 'gain', name }),
  // What comes out, and which weights there are. One without `fan` starts at zero.
  infer: (_, input) => ({
    shape: input,
    macs: 0,
    weights: [{ part: 'gain', shape: [input.at(-1) ?? 1] }],
  }),
  // In training: a batch of images, as tensors.
  apply: (_, x, { backend: { tf }, weight }) => tf.mul(x, tf.add(weight('gain'), 1)),
  // The same for one image in plain numbers: `similarity` and contact sheets ask for it.
  respond(_, input, { weight, channels }) {
    const wanted = channels ?? Array.from({ length: input.channels }, (_, channel) => channel);
    const gains = weight('gain', [input.channels]);
    const data = new Float64Array(input.height * input.width * wanted.length);
    for (let place = 0; place < input.height * input.width; place++)
      for (const [index, channel] of wanted.entries())
        data[place * wanted.length + index] =
          (input.data[place * input.channels + channel] ?? 0) * (1 + (gains[channel] ?? 0));
    return { ...input, channels: wanted.length, data };
  },
  // In drawings of networks.
  describe: () => ['gain'],
});
