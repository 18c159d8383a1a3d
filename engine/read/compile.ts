import { createRequire } from 'node:module';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { digestOf } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import { precompiled, type Check } from './precompiled.ts';

/**
 * Our own words in the schemas: see `Stage.schema`; `reference` marks what may be one in the frame, `formerly` says what took
 * the place of an old key or value. Ajv ignores them.
 */
const OWN_KEYWORDS = ['port', 'ports', 'many', 'definition', 'discriminator', 'reference', 'formerly'];

const compiled = new WeakMap<JsonObject, Check>();
const added = new Map<string, Check>();
let compiler: Ajv2020 | undefined;

/** Returns the check of a schema, always the same one for the same object. */
export function compile(schema: JsonObject): Check {
  let check = compiled.get(schema);
  if (check === undefined) {
    const digest = schemaDigest(schema);
    check = precompiled.get(digest) ?? added.get(digest) ?? ((compiler ??= makeAjv()).compile(schema) as Check);
    compiled.set(schema, check);
  }
  return check;
}

/** Makes more checks known, by the digests of their schemas. */
export function addChecks(checks: ReadonlyMap<string, Check>): void {
  for (const [digest, check] of checks) added.set(digest, check);
}

/** Returns the name of a schema among the precompiled ones. */
export function schemaDigest(schema: JsonObject): string {
  return digestOf('schema', schema);
}

/**
 * Creates the Ajv that compiles schemas, here and in scripts/build.mjs; `source` keeps the code so that it can be written to a
 * file.
 */
export function makeAjv({ source = false } = {}): Ajv2020 {
  // Required on use, not imported: with precompiled checks it is never needed.
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const ajv = new Ajv2020({
    allErrors: true,
    useDefaults: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
    ...(source && { code: { source: true, esm: true } }),
  });
  for (const keyword of OWN_KEYWORDS) ajv.addKeyword(keyword);
  return ajv;
}
