import type { Registry } from '../core/stage.ts';
import type { ExportFormat } from '../core/export.ts';
import type { ArtifactKind, Pack } from './pack.ts';

/** All stages and sections of packs that do not clash: see `clashesOf`. */
export function registryOf(packs: readonly Pack[]): Registry {
  const stages = packs.flatMap((pack) => pack.stages.map((stage) => [stage.name, stage] as const));
  return {
    stages: Object.fromEntries(stages),
    sections: Object.assign({}, ...packs.map(({ sections }) => sections)) as Registry['sections'],
  };
}

/** The parts of some packs for the lists of Assay's own, by list. */
export function extensionsOf(packs: readonly Pack[]): Readonly<Record<string, readonly unknown[]>> {
  const lists: Record<string, readonly unknown[]> = {};
  for (const pack of packs) {
    for (const [list, parts] of Object.entries(pack.extends ?? {}))
      lists[list] = [...(lists[list] ?? []), ...parts.map(({ value }) => value)];
  }
  return lists;
}

/** All kinds of artifacts that some packs describe, by name. */
export function kindsOf(packs: readonly Pack[]): Readonly<Record<string, ArtifactKind>> {
  return Object.assign({}, ...packs.map(({ kinds }) => kinds)) as Record<string, ArtifactKind>;
}

/** The kinds that can be compared, each with its default tolerance. */
export function tolerancesOf(kinds: Readonly<Record<string, ArtifactKind>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, known]) =>
      known.difference === undefined ? [] : [[kind, known.tolerance ?? 0] as const],
    ),
  );
}

/** The kinds that can be exported, each with its formats. */
export function formatsOf(
  kinds: Readonly<Record<string, ArtifactKind>>,
): Readonly<Record<string, readonly ExportFormat[]>> {
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, { formats = [] }]) => (formats.length > 0 ? [[kind, formats] as const] : [])),
  );
}
