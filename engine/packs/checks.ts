// Compiling a schema takes Ajv, and importing Ajv alone takes longer than a plan. So the checks of what packs add are compiled
// once, as those of the built-in stages are when Assay is built, and kept beside the bundles.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import type { Registry, Stage } from '../core/stage.ts';
import { stepSchema } from '../plan/step-schema.ts';
import { addChecks, makeAjv, schemaDigest } from '../read/compile.ts';
import { precompiled, type Check } from '../read/precompiled.ts';
import { discriminatorOf, variantsOf } from '../read/variant.ts';
import { partDiagnostic } from './faults.ts';
import type { LoadedPacks } from './load.ts';
import type { Use } from './locate.ts';
import type { Pack } from './pack.ts';
import type { BundlePlace } from './place.ts';
import { markUsed } from './unused.ts';

/** The Assay for which checks are made. */
interface Host {
  readonly version: string;
  readonly builtIn: Pack;
}

/**
 * Makes the checks of everything that some packs add ready: kept, or compiled now.
 *
 * @param registry with the packs
 * @returns what is wrong with their schemas, where they are used
 */
export async function prepareChecks(
  registry: Registry,
  { packs, place }: Pick<LoadedPacks, 'packs' | 'place'>,
  { version, builtIn, uses, root }: Host & { readonly uses: readonly Use[]; readonly root: string },
): Promise<readonly Diagnostic[]> {
  try {
    await compileOnce(addedSchemas(registry, builtIn), place, version);
    return [];
  } catch {
    // A schema that is wrong, or no place to write: what is only not written down is compiled when it is needed.
    return packs.flatMap((pack, index) => {
      const use = uses[index];
      return use === undefined ? [] : schemaFaults(pack, builtIn, { use, root });
    });
  }
}

async function compileOnce(schemas: readonly JsonObject[], place: BundlePlace, version: string): Promise<void> {
  const missing = schemas.filter((schema) => !precompiled.has(schemaDigest(schema)));
  if (missing.length === 0) return;
  const name = `checks-${digestOf('checks', { version, schemas: missing.map(schemaDigest) }).slice(7, 23)}.mjs`;
  const kept = join(place.folder, name);
  const file = existsSync(kept) ? kept : place.write(name, await compileAll(missing));
  if (!place.isElsewhere) markUsed(kept);
  const { checks } = (await import(pathToFileURL(file).href)) as { readonly checks: ReadonlyMap<string, Check> };
  addChecks(checks);
}

/** The schemas that values are checked against, but for those of Assay's own pack as it is without others. */
function addedSchemas({ stages, sections }: Registry, builtIn: Pack): readonly JsonObject[] {
  const entries = Object.entries(sections).filter(([name, schema]) => schema !== builtIn.sections?.[name]);
  const added = Object.values(stages).filter((stage) => !builtIn.stages.includes(stage));
  return [...entries.flatMap(([, schema]) => entrySchemas(schema)), ...added.flatMap(stepSchemas)];
}

function entrySchemas(schema: JsonObject): readonly JsonObject[] {
  return discriminatorOf(schema) === undefined ? [schema] : Object.values(variantsOf(schema));
}

function stepSchemas(stage: Stage): readonly JsonObject[] {
  const field = discriminatorOf(stage.schema);
  const choices = field === undefined ? [{}] : Object.keys(variantsOf(stage.schema)).map((each) => ({ [field]: each }));
  return choices.flatMap((fields) => {
    const step = stepSchema(stage, fields);
    return 'fields' in step ? [step.fields] : [];
  });
}

/** The schemas of a pack that cannot be compiled, each as a diagnostic. */
function schemaFaults(
  { stages, sections = {}, extends: more = {} }: Pack,
  { lists = {} }: Pack,
  at: { readonly use: Use; readonly root: string },
): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  const look = (what: string, schemas: () => readonly JsonObject[], module?: string): void => {
    try {
      for (const schema of schemas()) makeAjv().compile(schema);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      faults.push(partDiagnostic(`The schema of the ${what} cannot be used: ${why}`, { ...at, module }));
    }
  };
  for (const stage of stages) look(`stage "${stage.name}"`, () => stepSchemas(stage));
  for (const [name, schema] of Object.entries(sections)) look(`section "${name}"`, () => entrySchemas(schema));
  for (const [name, parts] of Object.entries(more)) {
    const list = lists[name];
    for (const { value, module } of parts)
      if (list !== undefined) look(`${list.noun} "${list.nameOf(value)}"`, () => [list.schemaOf(value)], module);
  }
  return faults;
}

/** The text of a module that exports `checks`: digest of a schema -> its check. */
async function compileAll(schemas: readonly JsonObject[]): Promise<string> {
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const { build } = await import('esbuild');
  const ajv = makeAjv({ source: true });
  const names: Record<string, string> = {};
  for (const [index, schema] of schemas.entries()) {
    ajv.addSchema(schema, `schema${index}`);
    names[`check${index}`] = `schema${index}`;
  }
  const pairs = schemas.map((schema, index) => `[${JSON.stringify(schemaDigest(schema))}, check${index}]`);
  const { outputFiles } = await build({
    stdin: {
      contents: `${standalone.default(ajv, names)}\nexport const checks = new Map([${pairs.join(', ')}]);\n`,
      // Ajv's code requires two small functions of Ajv, which are found from Assay.
      resolveDir: dirname(fileURLToPath(import.meta.url)),
    },
    bundle: true,
    minify: true, // Half as much to read.
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
