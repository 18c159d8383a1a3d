import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { isAxisName, isEntryName } from '../read/name.ts';
import type { ReadFile } from './file.ts';
import { isSame, type Mention, type Named } from './mentions.ts';
import { locationOf, mentionsOf, namedAt } from './names.ts';
import { mentionsOfFile } from './file.ts';
import type { View } from './view.ts';

/** Why a name cannot be changed as asked, for the person who asked. */
export class Refused extends Error {}

/**
 * The name at an offset and its range, if it can be changed.
 *
 * @throws Refused where there is no name
 */
export function renamable(view: View, offset: number): { readonly range: Range; readonly placeholder: string } {
  const { named, place } = nameFor(view, offset);
  return { range: view.texts.rangeOf(place), placeholder: named.name };
}

/**
 * The edits that give a name to something everywhere: in its file, those that it extends and those that extend it.
 *
 * @param family the file itself and those others
 * @throws Refused when the name cannot be one, is taken, or nothing declares the old one
 */
export function rename(
  view: View,
  offset: number,
  { name, family }: { readonly name: string; readonly family: readonly ReadFile[] },
): WorkspaceEdit {
  const { named } = nameFor(view, offset);
  if (name === named.name) return { changes: {} };
  const why = whyNotNamed(named, name) ?? whyTaken({ ...named, name }, family, view);
  if (why !== undefined) throw new Refused(why);
  const found = mentionsOf(named, family, view);
  if (!found.some(({ declares }) => declares))
    throw new Refused(`Nothing declares "${named.name}": write its declaration first`);
  const changes: Record<string, TextEdit[]> = {};
  for (const mention of found) {
    const { uri, range } = locationOf(mention, view);
    (changes[uri] ??= []).push({ range, newText: name });
  }
  return { changes };
}

function nameFor(view: View, offset: number): Mention {
  const mention = namedAt(view, offset);
  if (mention === undefined)
    throw new Refused('Only the name of a step, an axis, a constant or a definition can be changed: none is here');
  return mention;
}

function whyNotNamed({ kind }: Named, name: string): string | undefined {
  if (kind === 'value')
    return isAxisName(name)
      ? undefined
      : `Expected a name of letters, digits and "_" that the sweep does not use itself, found "${name}"`;
  return isEntryName(name)
    ? undefined
    : `Expected a name of letters, digits, "_" and "-", starting with a letter, found "${name}"`;
}

function whyTaken(named: Named, family: readonly ReadFile[], { workplace }: View): string | undefined {
  const taken = family
    .flatMap((file) => mentionsOfFile(file, workplace))
    .some((mention) => mention.declares && isSame(mention.named, named));
  const what =
    named.kind === 'definition' ? `entry of "${named.section}"` : named.kind === 'step' ? 'step' : 'axis or constant';
  return taken ? `There is an ${what} named "${named.name}" already`.replace('an step', 'a step') : undefined;
}
