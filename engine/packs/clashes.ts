import type { Pack } from './pack.ts';

/** Two things of one name. */
export interface Clash {
  readonly message: string;
  /** Index of the pack that must give way. */
  readonly pack: number;
  /** Absolute path of the part's module, where it is a part. */
  readonly module?: string;
}

/** What packs cannot have together with each other and with Assay's own: two stages, sections, kinds or parts of one name. */
export function clashesOf(builtIn: Pack, packs: readonly Pack[]): readonly Clash[] {
  const clashes: Clash[] = [];
  const owners = new Map<string, string>();
  const lists = builtIn.lists ?? {};
  for (const { noun, names } of Object.values(lists)) for (const name of names) owners.set(`${noun} ${name}`, '');
  const claim = (thing: string, at: Pick<Clash, 'pack' | 'module'>): void => {
    const owner = owners.get(thing);
    const pack = packs[at.pack]?.name ?? '';
    if (owner === undefined) owners.set(thing, pack);
    else {
      const whose = owner === '' ? 'is built in' : `comes from the pack "${owner}" already`;
      const [what, name] = thing.split(' ');
      clashes.push({ message: `The pack "${pack}" has the ${what} "${name}", which ${whose}: rename it`, ...at });
    }
  };
  for (const thing of thingsOf(builtIn)) owners.set(thing, '');
  for (const [index, pack] of packs.entries()) {
    for (const thing of thingsOf(pack)) claim(thing, { pack: index });
    for (const [list, parts] of Object.entries(pack.extends ?? {})) {
      const known = lists[list];
      for (const { value, module } of parts)
        if (known !== undefined) claim(`${known.noun} ${known.nameOf(value)}`, { pack: index, module });
    }
  }
  return clashes;
}

function thingsOf({ stages, sections = {}, kinds = {} }: Pack): readonly string[] {
  return [
    ...stages.map(({ name }) => `stage ${name}`),
    ...Object.keys(sections).map((name) => `section ${name}`),
    ...Object.keys(kinds).map((name) => `kind ${name}`),
  ];
}
