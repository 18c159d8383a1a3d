import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { OutputPort, Registry, Stage } from '../core/stage.ts';
import { plain, type Document } from './document.ts';
import { NO_AXES, REPEAT } from './axes.ts';
import { isFault, pickVariant } from './variant.ts';

/** A word that may stand somewhere in a file, and what a person is told of it. */
export interface Choice {
  readonly word: string;
  readonly about: string;
}

/** An output that a port may take: the word that names it, and the kind of the artifact. */
export interface OutputChoice extends Choice {
  readonly kind: string;
}

/** The names that one experiment file gives, for an editor to offer. */
export interface FileNames {
  /** `step.output` of every step, and the step alone where its name means one output. */
  readonly outputs: readonly OutputChoice[];
  /** The axes of the sweep, without `$`. */
  readonly axes: readonly Choice[];
  readonly constants: readonly Choice[];
  /** By section. */
  readonly definitions: Readonly<Record<string, readonly string[]>>;
}

/**
 * The names that a file gives. The file may have faults, as one has that somebody is writing: what is wrong gives no names.
 *
 * @param document the file merged with those that it extends, constants not yet replaced
 */
export function fileNames(document: Document, registry: Registry): FileNames {
  const file = plain(document.root) as JsonObject;
  const named = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
  return {
    outputs: Object.entries(named(file['steps'])).flatMap(([step, fields]) => outputsOf(step, fields, registry)),
    axes: axesOf(named(file['sweep'])),
    constants: Object.entries(named(file['constants'])).map(([word, value]) => ({ word, about: shown([value]) })),
    definitions: Object.fromEntries(
      Object.keys(registry.sections).map((section) => [section, Object.keys(named(file[section]))]),
    ),
  };
}

function outputsOf(step: string, fields: Json, registry: Registry): readonly OutputChoice[] {
  if (!isObject(fields) || typeof fields['stage'] !== 'string') return [];
  const { stage: name, ...params } = fields;
  const stage = Object.hasOwn(registry.stages, name) ? registry.stages[name] : undefined;
  if (stage === undefined || isFault(pickVariant(stage.schema, params))) return [];
  const outputs = Object.entries(portsOf(stage, params));
  const about = (port: string, kind: string): string => `${kind}: output "${port}" of step "${step}" (${name})`;
  const whole = outputs.map(([port, { kind }]) => ({ word: `${step}.${port}`, kind, about: about(port, kind) }));
  // The name of a step alone means the one output that fits.
  const alone = outputs.flatMap(([port, { kind }]) =>
    outputs.filter((other) => other[1].kind === kind).length === 1
      ? [{ word: step, kind, about: about(port, kind) }]
      : [],
  );
  return [...alone, ...whole];
}

/** Those of a stage whose outputs depend on parameters are known only where these are whole. */
function portsOf(stage: Stage, params: JsonObject): Readonly<Record<string, OutputPort>> {
  try {
    return stage.outputsOf?.(params) ?? stage.outputs;
  } catch {
    return {};
  }
}

function axesOf(sweep: JsonObject): readonly Choice[] {
  const zipped = (Array.isArray(sweep['zip']) ? (sweep['zip'] as readonly Json[]) : []).filter(isObject);
  const listed = [sweep, ...zipped].flatMap((group) =>
    Object.entries(group)
      .filter(([name]) => !NO_AXES.has(name))
      .map(([word, values]) => ({ word, about: shown(Array.isArray(values) ? (values as readonly Json[]) : []) })),
  );
  const ranges = isObject(sweep['sample']) ? sweep['sample']['axes'] : undefined;
  const sampled = Object.entries(isObject(ranges) ? ranges : {}).flatMap(([word, range]) =>
    isObject(range) ? Object.entries(range).map(([kind, ends]) => ({ word, about: drawn(kind, ends) })) : [],
  );
  const repeats = sweep[REPEAT];
  const repeated =
    typeof repeats === 'number' && repeats > 0 ? [{ word: REPEAT, about: `the repeats, 0 .. ${repeats - 1}` }] : [];
  return [...listed, ...sampled, ...repeated];
}

/** `drawn from 0.0001 .. 0.1 (log)`, or `drawn from relu, gelu`. */
function drawn(kind: string, range: Json): string {
  const values = Array.isArray(range) ? (range as readonly Json[]) : [];
  if (kind === 'choice') return `drawn from ${shown(values)}`;
  return `drawn from ${values.map((end) => JSON.stringify(end)).join(' .. ')} (${kind})`;
}

const MOST_SHOWN = 20;
const LONGEST = 200;

/** `16, 32, 64`. */
function shown(values: readonly Json[]): string {
  const texts = values.slice(0, MOST_SHOWN).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const text = [...texts, ...(values.length > MOST_SHOWN ? [`... (${values.length} in all)`] : [])].join(', ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}
