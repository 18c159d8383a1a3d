// Compiles the schemas of projects, stages and sections beforehand: see engine/read/precompiled.ts.

import { pathToFileURL } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

/**
 * The text of a module that exports `precompiled`: digest of a schema -> its check.
 *
 * @param {string} dist absolute path of the folder with the compiled sources and the JSON schemas
 * @param {string} root absolute path of the project, where packages are found
 * @returns {Promise<string>}
 */
export async function validatorModule(dist, root) {
  const load = (file) => import(pathToFileURL(`${dist}/${file}`).href);
  const { makeAjv, schemaDigest } = await load('engine/read/compile.js');
  const schemas = await everySchema(load);
  const ajv = makeAjv({ source: true });
  /** @type {Record<string, string>} */
  const names = {};
  for (const [index, schema] of schemas.entries()) {
    ajv.addSchema(schema, `schema${index}`);
    names[`check${index}`] = `schema${index}`;
  }
  const entries = schemas.map((schema, index) => `  [${JSON.stringify(schemaDigest(schema))}, check${index}],\n`);
  const { outputFiles } = await build({
    // Ajv's code requires two small functions of its own: bundling puts them in.
    stdin: {
      contents: `${standalone.default(ajv, names)}\nexport const precompiled = new Map([\n${entries.join('')}]);\n`,
      resolveDir: root,
    },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

/** Every schema that a value can be checked against: the frame, a project's file, the entries of sections, the steps of stages. */
async function everySchema(load) {
  const { discriminatorOf, variantsOf } = await load('engine/read/variant.js');
  const { frameSchema } = await load('engine/read/read.js');
  const { stepSchema } = await load('engine/plan/step-schema.js');
  const { frame } = await load('stages/sections.js');
  const { registry } = await load('stages/index.js');
  const { readSchema } = await load('schema/read.js');
  const isChoice = (schema) => discriminatorOf(schema) !== undefined;
  const entries = Object.values(registry.sections).flatMap((schema) =>
    isChoice(schema) ? Object.values(variantsOf(schema)) : [schema],
  );
  const steps = Object.values(registry.stages).flatMap((stage) => {
    const choices = isChoice(stage.schema)
      ? Object.keys(variantsOf(stage.schema)).map((variant) => ({ [discriminatorOf(stage.schema)]: variant }))
      : [{}];
    return choices.map((fields) => stepSchema(stage, fields).fields);
  });
  return [frameSchema(frame, registry), readSchema('project'), ...entries, ...steps];
}
