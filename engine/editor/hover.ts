import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import { isObject, valueAt, type Json, type JsonObject } from '../core/json.ts';
import { plain } from '../read/document.ts';
import { schemaOf } from './file.ts';
import { entryWords, shown } from './hover-entry.ts';
import { outputWords, stepWords } from './hover-step.ts';
import { namedAt } from './names.ts';
import { spotAt, type Spot } from './path-at.ts';
import { applying, describesVariant, schemasAt } from './schema-at.ts';
import type { View } from './view.ts';
import type { Outlook } from './workplace.ts';

/** What is known of the word at an offset: a step, a layer, the sweep, an axis, a key and what it means. */
export function hoverAt(view: View, offset: number, outlook: Outlook | undefined): Hover | undefined {
  const { own, merged, source } = view.file;
  const spot = own && spotAt(own.root, offset);
  if (own === undefined || merged === undefined || spot === undefined) return undefined;
  const file = plain(merged.root) as JsonObject;
  const blocks = [
    nameWords(view, offset, { file, outlook }),
    entryWords(view, spot.path),
    sweepWords(view, spot),
    keyWords(view, spot, file),
  ];
  const value = blocks.filter((block) => block !== undefined && block !== '').join('\n\n---\n\n');
  if (value === '') return undefined;
  const { start, end } = spot.place;
  // A value of many lines would be marked as a whole.
  const range = source.text.slice(start, end).includes('\n') ? undefined : view.texts.rangeOf({ source, start, end });
  return { contents: { kind: MarkupKind.Markdown, value }, ...(range && { range }) };
}

function nameWords(
  view: View,
  offset: number,
  { file, outlook }: { readonly file: JsonObject; readonly outlook: Outlook | undefined },
): string | undefined {
  const mention = namedAt(view, offset);
  if (mention === undefined) return undefined;
  const { named, place } = mention;
  if (named.kind === 'definition') return mention.declares ? undefined : `**${named.name}** in \`${named.section}\``;
  if (named.kind === 'value') return valueWords(named.name, file, view);
  const output = /^\.([\w-]+)/.exec(place.source.text.slice(place.end))?.[1];
  if (output !== undefined && offset > place.end) return outputWords(view, named.name, output);
  return stepWords(view, named.name, outlook);
}

const MOST_VALUES = 20;

/** `$filters`: an axis with its values, or a constant. */
function valueWords(name: string, file: JsonObject, { settled, analysis }: View): string | undefined {
  const constants = file['constants'];
  if (isObject(constants) && Object.hasOwn(constants, name))
    return `**$${name}**: a constant, \`${JSON.stringify(constants[name])}\``;
  const sweep = (analysis?.experiment ?? settled?.experiment)?.sweep;
  if (sweep === undefined || !sweep.axes.includes(name)) return undefined;
  const values = [...new Set(sweep.points.map((point) => JSON.stringify(point[name] ?? null)))];
  const more = values.length > MOST_VALUES ? `, ... (${values.length} in all)` : '';
  return `**$${name}**: an axis of the sweep, ${values.slice(0, MOST_VALUES).join(', ')}${more}`;
}

function sweepWords({ analysis, settled }: View, { path, on }: Spot): string | undefined {
  if (on !== 'key' || path.length !== 1 || path[0] !== 'sweep') return undefined;
  const known = analysis?.experiment === undefined ? settled : analysis;
  const sweep = known?.experiment?.sweep;
  if (known === undefined || sweep === undefined) return undefined;
  const steps = known.steps.length;
  return `**${sweep.points.length.toLocaleString('en')} ${sweep.points.length === 1 ? 'point' : 'points'}** of ${sweep.axes.join(', ') || 'no axes'}; ${steps.toLocaleString('en')} ${steps === 1 ? 'step' : 'steps'} in all`;
}

/** What the schema says of a key, or of the value that is one of several words. */
function keyWords(view: View, { path, on, located }: Spot, file: JsonObject): string | undefined {
  const key = path.at(-1);
  if (view.file.merged === undefined || key === undefined) return undefined;
  const whole = schemaOf(view.file.merged, view.kind, view.workplace);
  if (on === 'value') {
    if (typeof located.scalar !== 'string') return undefined;
    return describesVariant(schemasAt(whole, file, path.slice(0, -1)), whole, key, located.scalar);
  }
  const schemas = schemasAt(whole, file, path);
  const described = schemas.find(({ description }) => typeof description === 'string')?.['description'];
  if (typeof described !== 'string') return undefined;
  return `${described}${factsOf(schemas, valueAt(file, path), whole)}`;
}

/** The type and the default of a value, where they say more than the value itself. */
function factsOf(schemas: readonly JsonObject[], value: Json | undefined, whole: JsonObject): string {
  const all = schemas.flatMap((schema) => applying(schema, whole, value));
  const fallback = all.find((schema) => schema['default'] !== undefined)?.['default'];
  const words = all.find((schema) => Array.isArray(schema['enum']))?.['enum'] as readonly Json[] | undefined;
  const facts = [
    ...(words !== undefined && words.length <= MOST_VALUES
      ? [`One of ${words.map((word) => `\`${shown(word)}\``).join(', ')}`]
      : []),
    ...(fallback === undefined || isObject(fallback) ? [] : [`Default: \`${JSON.stringify(fallback)}\``]),
  ];
  return facts.map((fact) => `\n\n${fact}`).join('');
}
