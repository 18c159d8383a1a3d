import { isObject } from '../../../engine/core/json.ts';
import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { readSchema } from '../../../schema/read.ts';
import type { Preparing } from '../dataset.ts';
import type { Download } from '../downloads.ts';
import * as all from './all.ts';
import type { SourceKind, Terms } from './kind.ts';

type Kinds = typeof all;
type DatasetOf<K> = K extends { facts(dataset: infer D): unknown } ? D : never;

/** An entry of the section `datasets`, references resolved and defaults filled in. */
export type Dataset = DatasetOf<Kinds[keyof Kinds]>;

type AnyDataset = Preparing & { readonly source: string };

/** A source of any kind: `sourceOf` finds the one that an entry belongs to. */
export type Source = SourceKind<AnyDataset>;

/** The sources that come with Assay. */
export const SOURCES = Object.values(all) as unknown as readonly Source[];

/** The sources that come with Assay and those of packs, whose names are not among them. */
export function sourcesWith(extra: readonly unknown[]): readonly Source[] {
  return [...SOURCES, ...(extra as readonly Source[])];
}

/**
 * The record of a dataset's source.
 *
 * @throws Error for an unknown source
 */
export function sourceOf({ source }: AnyDataset, sources: readonly Source[] = SOURCES): Source {
  const found = sources.find((each) => each.source === source);
  if (found === undefined) throw new Error(`Internal error: there is no source "${source}"`);
  return found;
}

/** Whether the code of this source belongs to the stage; else it belongs to a pack. */
export function isBuiltIn({ source }: AnyDataset): boolean {
  return SOURCES.some((each) => each.source === source);
}

/** What every entry can say besides what its source needs. */
const PREPARING: JsonObject = {
  validation: { $ref: '#/$defs/validation', default: {} },
  limit: { $ref: '#/$defs/limit' },
  only: { $ref: '#/$defs/only' },
  resize: { $ref: '#/$defs/resize' },
  invert: { $ref: '#/$defs/invert', default: false },
  standardize: { $ref: '#/$defs/standardize', default: false },
};

/** The JSON Schema of an entry of the section `datasets`: the frame in schema/sections/dataset.json, with the sources. */
export function datasetSchema(sources: readonly Source[] = SOURCES): JsonObject {
  return { ...readSchema('sections/dataset'), oneOf: sorted(sources).map(variantOf) };
}

/** By the name of a source, the terms of its images; `extra` are sources of packs. */
export function termsOf(extra: readonly unknown[]): Readonly<Record<string, Terms>> {
  return Object.fromEntries(sourcesWith(extra).flatMap(({ source, terms }) => (terms ? [[source, terms]] : [])));
}

/** What can be downloaded, by the name of the source. */
export function downloads(sources: readonly Source[] = SOURCES): readonly (Download & { readonly name: string })[] {
  return sorted(sources).flatMap(({ source, download }) => (download ? [{ name: source, ...download }] : []));
}

function sorted(sources: readonly Source[]): readonly Source[] {
  return sources.toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

export function variantOf({ source, schema }: Source): JsonObject {
  const { title, description, about, required = [], properties } = schema;
  return {
    title,
    description,
    type: 'object',
    additionalProperties: false,
    required: ['source', ...required],
    properties: {
      source: { description: about, const: source },
      ...(properties as Record<string, Json>),
      ...PREPARING,
    },
  };
}

/** What is wrong with a value that should be a source of a pack. */
export function sourceFault(value: unknown): string | undefined {
  const { source, schema, facts, files, read } = isObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
  const isNamed = typeof source === 'string' && isObject(schema) && typeof schema['title'] === 'string';
  if (isNamed && [facts, files, read].every((each) => typeof each === 'function')) return undefined;
  return 'expected a source: { source, schema, facts, files, read }, and its schema with a "title"';
}
