import type { Json, JsonObject } from '../../../engine/core/json.ts';
import { readSchema } from '../../../schema/read.ts';
import type { Preparing } from '../dataset.ts';
import type { Download } from '../downloads.ts';
import * as all from './all.ts';
import type { SourceKind } from './kind.ts';

type Kinds = typeof all;
type DatasetOf<K> = K extends { facts(dataset: infer D): unknown } ? D : never;

/** An entry of the section `datasets`, references resolved and defaults filled in. */
export type Dataset = DatasetOf<Kinds[keyof Kinds]>;

type AnyDataset = Preparing & { readonly source: string };

const kinds = new Map<string, SourceKind<AnyDataset>>(
  // Each record fits its own entries only; `sourceOf` finds the right one by the entry's source.
  (Object.values(all) as unknown as SourceKind<AnyDataset>[]).map((kind) => [kind.source, kind]),
);

/**
 * The record of a dataset's source.
 *
 * @throws Error for a source that nobody has declared
 */
export function sourceOf({ source }: AnyDataset): SourceKind<AnyDataset> {
  const kind = kinds.get(source);
  if (kind === undefined) throw new Error(`Internal error: there is no source "${source}"`);
  return kind;
}

/** What every entry can say beside what its source needs. */
const PREPARING: JsonObject = {
  validation: { $ref: '#/$defs/validation', default: {} },
  limit: { $ref: '#/$defs/limit' },
  only: { $ref: '#/$defs/only' },
  resize: { $ref: '#/$defs/resize' },
  invert: { $ref: '#/$defs/invert', default: false },
  standardize: { $ref: '#/$defs/standardize', default: false },
};

/** The JSON Schema of an entry of the section `datasets`: the frame in schema/sections/dataset.json, with the sources. */
export function datasetSchema(): JsonObject {
  return { ...readSchema('sections/dataset'), oneOf: sorted().map(variantOf) };
}

/** What can be downloaded, by the name of the source. */
export function downloads(): readonly (Download & { readonly name: string })[] {
  return sorted().flatMap(({ source, download }) => (download === undefined ? [] : [{ name: source, ...download }]));
}

function sorted(): readonly SourceKind<AnyDataset>[] {
  return [...kinds.keys()].sort().map((source) => sourceOf({ source } as AnyDataset));
}

function variantOf({ source, schema }: SourceKind<AnyDataset>): JsonObject {
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
