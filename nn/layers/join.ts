// What layers share that make one value of several.

import type { Misfit, NamedLayer, Shape } from './kind.ts';
import { nameOf } from './kind.ts';

/** The settings of a layer that joins: its inputs are told by `from`, as those of all layers. */
export interface JoinSettings {
  readonly name?: string;
}

/** The schema of a layer that joins. */
export function joinSchema(description: string): Readonly<Record<string, unknown>> {
  return {
    description,
    type: 'object',
    additionalProperties: false,
    required: ['from'],
    properties: { name: { $ref: '#/$defs/name' } },
  };
}

/**
 * Why shapes do not go together; undefined where they do.
 *
 * @param of.alike what of a shape has to be the same in all
 * @param of.rule the same in words
 */
export function whyApart(
  layer: NamedLayer,
  inputs: readonly Shape[],
  of: { alike(shape: Shape): readonly number[]; readonly rule: string },
): Misfit | undefined {
  const names = [layer.from ?? []].flat();
  const at = layer.from === undefined ? [] : ['from'];
  const [first = [], ...others] = inputs;
  if (others.length === 0) return { at, message: `${nameOf(layer)} needs two inputs or more: write from: [a, b]` };
  const odd = others.findIndex((shape) => of.alike(shape).join() !== of.alike(first).join());
  if (odd < 0) return undefined;
  const told = ([place, shape]: readonly [number, Shape]): string => `"${names[place]}" gives ${shape.join('x')}`;
  const both = [told([0, first]), told([odd + 1, others[odd] ?? []])].join(', ');
  return { at, message: `${nameOf(layer)} cannot join what it reads: ${both}; ${of.rule}` };
}
