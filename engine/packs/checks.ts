// Compiling a schema needs Ajv, and importing Ajv alone takes longer than a plan. So the checks of a pack's stages are compiled once
// and kept beside the bundles, as those of the built-in stages are compiled when Assay is built.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { digestOf } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import { stepSchema } from '../plan/step-schema.ts';
import { addChecks, makeAjv, schemaDigest } from '../read/compile.ts';
import type { Check } from '../read/precompiled.ts';
import { discriminatorOf, variantsOf } from '../read/variant.ts';
import { writeWhole } from './bundle.ts';
import { packsFolder } from './manifest.ts';
import type { Pack } from './pack.ts';

/**
 * Prepares the checks of all stages and sections of some packs: reuses them or compiles them now. A schema that cannot be compiled
 * here is compiled when it is needed, which reports what is wrong with it.
 *
 * @param root absolute path of the project
 * @param version of Assay
 */
export async function prepareChecks(root: string, packs: readonly Pack[], version: string): Promise<void> {
  const schemas = packs.flatMap(schemasOf);
  if (schemas.length === 0) return;
  const name = digestOf('checks', { version, schemas: schemas.map(schemaDigest) }).slice(7, 23);
  const file = join(packsFolder(root), `checks-${name}.mjs`);
  try {
    if (!existsSync(file)) writeWhole(file, await compileAll(schemas));
    const { checks } = (await import(pathToFileURL(file).href)) as { readonly checks: ReadonlyMap<string, Check> };
    addChecks(checks);
  } catch {
    // Kept checks only save time.
  }
}

function schemasOf({ stages, sections = {} }: Pack): readonly JsonObject[] {
  const entries = Object.values(sections).flatMap((schema) =>
    discriminatorOf(schema) === undefined ? [schema] : Object.values(variantsOf(schema)),
  );
  const steps = stages.flatMap((stage) => {
    const field = discriminatorOf(stage.schema);
    const choices =
      field === undefined ? [{}] : Object.keys(variantsOf(stage.schema)).map((each) => ({ [field]: each }));
    return choices.flatMap((fields) => {
      const step = stepSchema(stage, fields);
      return 'fields' in step ? [step.fields] : [];
    });
  });
  return [...entries, ...steps];
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
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
