import type { DocumentHighlight, Location } from 'vscode-languageserver/node';
import { dirname, isAbsolute, join } from 'node:path';
import type { Located } from '../read/document.ts';
import { mentionsOfFile, type ReadFile } from './file.ts';
import { isSame, type Mention, type Named } from './mentions.ts';
import { spotAt } from './path-at.ts';
import type { View } from './view.ts';

/** The name at an offset of a file. */
export function namedAt({ file, workplace }: View, offset: number): Mention | undefined {
  const mentions = mentionsOfFile(file, workplace);
  const at = mentions.find(({ place }) => place.start <= offset && offset <= place.end);
  if (at !== undefined || file.own === undefined) return at;
  // `$name` and `step.output` are one word to a person.
  const scalar = spotAt(file.own.root, offset);
  if (scalar?.on !== 'value' || typeof scalar.located.scalar !== 'string') return undefined;
  return mentions.find(({ place }) => scalar.place.start <= place.start && place.end <= scalar.place.end);
}

/** The file that the word at an offset names in `extends`. */
export function baseAt({ own, source }: ReadFile, offset: number): string | undefined {
  const spot = own && spotAt(own.root, offset);
  if (spot === undefined || spot.on !== 'value' || spot.path[0] !== 'extends') return undefined;
  const { scalar }: Located = spot.located;
  if (typeof scalar !== 'string' || scalar === '') return undefined;
  return isAbsolute(scalar) ? scalar : join(dirname(source.file), scalar);
}

/** Every mention of a name in some files. */
export function mentionsOf(
  named: Named,
  files: readonly ReadFile[],
  { workplace }: Pick<View, 'workplace'>,
): readonly Mention[] {
  return files.flatMap((file) => mentionsOfFile(file, workplace).filter((mention) => isSame(mention.named, named)));
}

export function locationOf({ place }: Pick<Mention, 'place'>, { texts }: Pick<View, 'texts'>): Location {
  return { uri: texts.uriOf(place.source.file), range: texts.rangeOf(place) };
}

/** The same name elsewhere in a file, for an editor to mark. */
export function highlightsAt(view: View, offset: number): readonly DocumentHighlight[] {
  const mention = namedAt(view, offset);
  if (mention === undefined) return [];
  return mentionsOf(mention.named, [view.file], view).map(({ place }) => ({ range: view.texts.rangeOf(place) }));
}
