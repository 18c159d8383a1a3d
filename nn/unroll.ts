import type { LayerSpec } from './layers/index.ts';
import type { SharedSettings } from './layers/shared.ts';
import { INPUT } from './wiring.ts';

/** More layers than a network can have: repeats inside repeats could ask for millions. */
export const MOST_LAYERS = 1000;

/** Where something is written in a model: a path into `ModelSpec`. */
export type Place = readonly (string | number)[];

/** One layer of a list whose repeats are written out: its name is numbered, its inputs are those of its round. */
export interface WrittenLayer {
  readonly type: string;
  readonly settings: { readonly name?: string } & SharedSettings;
  /** Leads to its settings. */
  readonly place: Place;
}

/** What names mean in one round of a block. */
interface Round {
  /** Follows the names of the block: `-2`, and `-2-1` for a block inside. */
  readonly suffix: string;
  /** The names that the block itself gives. */
  readonly names: ReadonlySet<string>;
  /** What the round is given: the layer before its first, or the image. */
  readonly start: string;
  readonly around: Round | undefined;
}

/**
 * Writes out the repeats of a list of layers, in order. Stops one layer beyond `MOST_LAYERS`.
 *
 * @param add takes a layer and gives the name that it has from then on
 * @throws Error for a layer that is not a mapping with one key
 */
export function unroll(layers: readonly LayerSpec[], add: (layer: WrittenLayer) => string): void {
  let count = 0;
  let last = INPUT;
  write(layers, ['layers'], undefined);

  function write(list: readonly LayerSpec[], place: Place, round: Round | undefined): void {
    for (const [index, spec] of list.entries()) {
      if (count > MOST_LAYERS) return;
      const [type, settings] = only(spec);
      if ('layers' in settings) {
        repeat(settings, [...place, index, type, 'layers'], round);
        continue;
      }
      count += 1;
      last = add({ type, settings: inRound(settings, round), place: [...place, index, type] });
    }
  }

  function repeat(
    { times, layers }: { readonly times: number; readonly layers: readonly LayerSpec[] },
    place: Place,
    around: Round | undefined,
  ): void {
    const names = new Set(layers.flatMap((spec) => only(spec)[1].name ?? []));
    for (let turn = 1; turn <= times && count <= MOST_LAYERS; turn += 1)
      write(layers, place, { suffix: `${around?.suffix ?? ''}-${turn}`, names, start: last, around });
  }
}

/** The type and the settings of a layer as written. */
function only(
  spec: LayerSpec,
): [string, WrittenLayer['settings'] | { times: number; layers: LayerSpec[]; name?: never }] {
  const [entry, ...more] = Object.entries(spec);
  if (entry !== undefined && more.length === 0) return entry as ReturnType<typeof only>;
  throw new Error(`Internal error: expected a layer with one key, got ${JSON.stringify(spec)}`);
}

function inRound(settings: WrittenLayer['settings'], round: Round | undefined): WrittenLayer['settings'] {
  if (round === undefined) return settings;
  const { name, from } = settings;
  return {
    ...settings,
    ...(name !== undefined && { name: `${name}${round.suffix}` }),
    ...(from !== undefined && {
      from: typeof from === 'string' ? meant(from, round) : from.map((one) => meant(one, round)),
    }),
  };
}

/** The layer that a name inside a block means. */
function meant(name: string, round: Round | undefined): string {
  if (round === undefined) return name;
  if (name === INPUT) return round.start;
  return round.names.has(name) ? `${name}${round.suffix}` : meant(name, round.around);
}
