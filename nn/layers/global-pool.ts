// What the layers share that make one value of each channel of an image.

import { pickChannels } from '../volume.ts';
import { nameOf, type LayerKind } from './kind.ts';

export interface GlobalPoolSettings {
  readonly name?: string;
}

export interface GlobalPool<T extends string> {
  readonly type: T;
  readonly name: string;
}

/**
 * A layer that makes one value of each channel, except for how it processes a batch.
 *
 * @param of.combine gives the one value for all values of a channel
 */
export function globalPool<const T extends string>(
  type: T,
  of: {
    readonly description: string;
    readonly verb: string;
    readonly combine: (values: readonly number[]) => number;
    readonly apply: LayerKind<GlobalPoolSettings, GlobalPool<T>>['apply'];
  },
): LayerKind<GlobalPoolSettings, GlobalPool<T>> {
  return {
    type,
    prefix: 'pool',
    schema: {
      description: of.description,
      type: 'object',
      additionalProperties: false,
      properties: { name: { $ref: '#/$defs/name' } },
    },
    resolve: (_, name) => ({ type, name }),
    infer(layer, input) {
      const [, , channels] = input;
      if (channels !== undefined) return { shape: [channels], macs: 0, weights: [] };
      return { at: [], message: `${nameOf(layer)} needs an image, found ${input.join('x')}: put it before 'flatten'` };
    },
    apply: of.apply,
    respond(_, { data, channels }, { channels: wanted }) {
      const found = Float64Array.from({ length: channels }, (_value, channel) =>
        of.combine([...data].filter((_each, at) => at % channels === channel)),
      );
      return pickChannels({ height: 1, width: 1, channels, data: found }, wanted);
    },
    describe: () => [`${of.verb} of all`],
  };
}
