import type { NamedLayer } from './layers/kind.ts';
import { nameOf } from './layers/kind.ts';

/** What `from` calls the image. */
export const INPUT = 'input';
/** The place of the image among the layers. */
export const IMAGE = -1;

/** Why a layer cannot read what it names. */
export interface WiringFault {
  /** The layer's place in the model. */
  readonly index: number;
  /** Whether it is `from` that has to change. */
  readonly from: boolean;
  readonly message: string;
  /** A name that is unknown, and those that it may stand for. */
  readonly guess?: { readonly word: string; readonly among: readonly string[] };
}

/** Which layer reads which. */
export interface Wiring {
  /** For each layer the places of those that it reads, in order; `IMAGE` is the image. A name at fault is left out. */
  readonly inputs: readonly (readonly number[])[];
  /** Empty exactly when the layers can be computed in their order, and all of them are for the last one. */
  readonly faults: readonly WiringFault[];
}

/** The places of what each layer reads. Layers are computed in their order, so each reads what stands above it. */
export function wire(layers: readonly NamedLayer[]): Wiring {
  const places = new Map(layers.map(({ name }, index) => [name, index]).toReversed() as [string, number][]);
  const faults: WiringFault[] = [];
  const inputs = layers.map((layer, index): readonly number[] => {
    if (layer.from === undefined) return [index - 1];
    return [layer.from].flat().flatMap((name) => {
      const place = name === INPUT ? IMAGE : places.get(name);
      if (place !== undefined && place < index) return place;
      const among = [INPUT, ...layers.slice(0, index).map((each) => each.name)];
      faults.push({
        index,
        from: true,
        ...(place === undefined
          ? { message: `${nameOf(layer)} reads "${name}", and no layer has that name`, guess: { word: name, among } }
          : { message: whyLater(layers, { reader: index, read: place }) }),
      });
      return [];
    });
  });
  const shadow = layers.findIndex(({ name }) => name === INPUT);
  const asked = layers.findIndex(({ from }) => [from ?? []].flat().includes(INPUT));
  if (shadow >= 0 && asked >= 0) {
    const message = `${nameOf(layers[shadow] as NamedLayer)} has the name by which "from" means the image: rename it`;
    faults.push({ index: shadow, from: false, message });
  }
  return { inputs, faults: faults.length > 0 ? faults : unread(layers, inputs) };
}

/** The places of the layers that read each layer. */
export function readersOf(inputs: Wiring['inputs']): readonly (readonly number[])[] {
  const readers: number[][] = inputs.map(() => []);
  for (const [index, places] of inputs.entries())
    for (const place of new Set(places)) if (place !== IMAGE) readers[place]?.push(index);
  return readers;
}

/** The places of a layer and of all layers that it is computed from, in their order. */
export function neededFor(index: number, inputs: Wiring['inputs']): ReadonlySet<number> {
  const needed = new Set([index]);
  for (let place = index; place >= 0; place -= 1)
    if (needed.has(place)) for (const input of inputs[place] ?? []) if (input !== IMAGE) needed.add(input);
  return needed;
}

/** A layer that names one below it: either they read each other, in a circle, or they stand in the wrong order. */
function whyLater(
  layers: readonly NamedLayer[],
  { reader, read }: { readonly reader: number; readonly read: number },
): string {
  const [layer, later] = [layers[reader] as NamedLayer, layers[read] as NamedLayer];
  const circle = pathTo(layers, { from: read, to: reader });
  if (circle === undefined)
    return `${nameOf(layer)} reads "${later.name}", which comes after it: move "${later.name}" above it`;
  if (reader === read) return `${nameOf(layer)} reads itself`;
  const names = [...circle.toReversed(), reader].map((place) => layers[place]?.name);
  return `These layers read each other in a circle: ${names.join(' -> ')}. A network computes each layer once`;
}

/** The way from a layer back through what it reads to another one, both included; undefined: there is none. */
function pathTo(
  layers: readonly NamedLayer[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly number[] | undefined {
  const seen = new Set<number>();
  const walk = (place: number): readonly number[] | undefined => {
    if (place === to) return [place];
    if (place < 0 || seen.has(place)) return undefined;
    seen.add(place);
    const { from: named } = layers[place] as NamedLayer;
    const read =
      named === undefined ? [place - 1] : [named].flat().map((name) => layers.findIndex((each) => each.name === name));
    for (const next of read) {
      const rest = walk(next);
      if (rest !== undefined) return [place, ...rest];
    }
    return undefined;
  };
  return walk(from);
}

/** Layers whose output goes nowhere. */
function unread(layers: readonly NamedLayer[], inputs: Wiring['inputs']): WiringFault[] {
  const readers = readersOf(inputs);
  return layers.slice(0, -1).flatMap((layer, index): WiringFault[] => {
    if (readers[index]?.length !== 0) return [];
    const message = `Nobody reads ${nameOf(layer)}: name it in "from" of a layer below it, or remove it`;
    return [{ index, from: false, message }];
  });
}
