import { deriveSeed } from '../random.ts';
import { ALL } from './all.ts';
import { drawsOf, type Draws } from './draws.ts';
import { STAYS } from './kind.ts';
import type { Affine, AugmentationKind, Displacement, ImageSize, Subject } from './kind.ts';
import { resample } from './resample.ts';

type Kinds = typeof ALL;
type SettingsOf<K> = K extends AugmentationKind<infer S> ? S : never;

/** What all augmentations have. */
interface Chance {
  readonly probability?: number;
}

/** Augmentations as written in a file, by name: `{ rotate: { degrees: 10 }, shift: { pixels: 2 } }`. Their order means nothing. */
export type AugmentSpec = { readonly [K in keyof Kinds]?: SettingsOf<Kinds[K]> & Chance };

// Each record fits its own settings only; the file's key finds the right one.
const kinds = Object.values(ALL) as unknown as readonly AugmentationKind<object>[];

const PROBABILITY = {
  description: 'The part of the images that it is done to',
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1,
  default: 1,
} as const;

/** The JSON Schemas of the settings, by name. */
export function augmentSchemas(): Record<string, AugmentationKind<object>['schema']> {
  return Object.fromEntries(
    kinds.map(({ name, schema }) => [
      name,
      { ...schema, properties: { ...schema.properties, probability: PROBABILITY } },
    ]),
  );
}

/** How augmentations make images of a subject look like another class: a sentence for each that does. */
export function confusions(spec: AugmentSpec, subject: Subject): readonly string[] {
  return asked(spec).flatMap(({ kind, settings }) => kind.confuses?.(settings, subject) ?? []);
}

/**
 * Writes an image into `target`, changed as an epoch wants it: a pure function of the image, its number and the epoch.
 *
 * @param source uint8 `[height, width, channels]`
 * @param target float32, the same shape, 0 to 1
 */
export type Augment = (
  source: Uint8Array,
  target: Float32Array,
  at: { readonly epoch: number; readonly image: number },
) => void;

/** The augmentations with a seed. Each draws random numbers of its own, so one more changes nothing of what others do. */
export function createAugment(spec: AugmentSpec, size: ImageSize, seed: number): Augment {
  const all = asked(spec);
  const seeds = new Map<string, number>();
  const seedOf = (name: string, epoch: number): number => {
    const key = `${epoch}/${name}`;
    const known = seeds.get(key) ?? deriveSeed(seed, 'augment', name, epoch);
    seeds.set(key, known);
    return known;
  };
  const pixels = new Float32Array(size[0] * size[1] * size[2]);
  return (source, target, { epoch, image }) => {
    const done = all.flatMap(({ kind, settings }) => {
      const draws = drawsOf(seedOf(kind.name, epoch), image);
      return draws.uniform() < (settings.probability ?? 1) ? [{ kind, settings, draws }] : [];
    });
    const from = placesOf(done, size);
    const moves = from !== undefined;
    const copy = moves ? pixels : target;
    for (let index = 0; index < source.length; index += 1) copy[index] = source[index]! / 255;
    if (moves) resample(pixels, target, { size, ...from });
    for (const { kind, settings, draws } of done) kind.paint?.(settings, draws, { pixels: target, size });
  };
}

interface Asked {
  readonly kind: AugmentationKind<object>;
  readonly settings: Chance;
}

function asked(spec: AugmentSpec): readonly Asked[] {
  const settings = spec as Readonly<Record<string, Chance>>;
  return kinds.flatMap((kind) => {
    const own = settings[kind.name];
    return own === undefined ? [] : [{ kind, settings: own }];
  });
}

/** Where all pixels come from; undefined: they stay. */
function placesOf(
  done: readonly (Asked & { readonly draws: Draws })[],
  size: ImageSize,
): { readonly affine: Affine; readonly displacement: Displacement | undefined } | undefined {
  let affine: Affine | undefined;
  let displacement: Displacement | undefined;
  for (const { kind, settings, draws } of done) {
    const next = kind.transform?.(settings, draws, size);
    // What is done last to the image comes first on the way back.
    if (next !== undefined) affine = affine === undefined ? next : after(next, affine);
    displacement = kind.displace?.(settings, draws, size) ?? displacement;
  }
  if (affine === undefined && displacement === undefined) return undefined;
  return { affine: affine ?? STAYS, displacement };
}

/** The map that is first `first`, then `second`. */
function after(first: Affine, second: Affine): Affine {
  return {
    a: second.a * first.a + second.b * first.c,
    b: second.a * first.b + second.b * first.d,
    c: second.c * first.a + second.d * first.c,
    d: second.c * first.b + second.d * first.d,
    e: second.a * first.e + second.b * first.f + second.e,
    f: second.c * first.e + second.d * first.f + second.f,
  };
}
