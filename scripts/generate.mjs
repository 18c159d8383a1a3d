// Writes what is derived from the schemas: the bundle for editors, the TypeScript types and the reference page.
// With --check it writes nothing and fails when a file is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { editorSchema } from '../dist/engine/read/editor-schema.js';
import { discriminatorOf, variantsOf } from '../dist/engine/read/variant.js';
import { registry } from '../dist/stages/index.js';
import { frame } from '../dist/stages/sections.js';
import { referencePage } from './reference-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

/** Section -> the name of its entries' type. */
const entryTypes = { datasets: 'Dataset', models: 'Model', optimizers: 'Optimizer' };

const files = {
  'schema/experiment.schema.json': `${JSON.stringify(editorSchema(frame, registry), null, 2)}\n`,
  'schema/types.ts': await types(),
  'docs/reference.md': referencePage(frame, registry),
};

let stale = 0;
for (const [name, content] of Object.entries(files)) {
  const path = `${root}${name}`;
  if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
  if (check) {
    console.error(`${name} is out of date: run "npm run generate"`);
    stale++;
  } else {
    writeFileSync(path, content);
    console.log(`wrote ${name}`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

async function types() {
  const parts = ['// Generated from the schemas in this folder by "npm run generate". Do not edit.\n'];
  for (const [section, schema] of Object.entries(registry.sections)) {
    parts.push(await typeOf(entryTypes[section] ?? section, schema));
  }
  for (const stage of Object.values(registry.stages)) {
    const name = stage.name.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());
    parts.push(await typeOf(`${name}Params`, stage.schema));
  }
  return parts.join('\n');
}

/** The type of what a stage sees: defaults filled in, ports taken out, names of definitions replaced by their entries. */
async function typeOf(name, schema) {
  if (discriminatorOf(schema) === undefined) return compileOne(name, schema);
  const variants = Object.entries(variantsOf(schema));
  const names = variants.map(
    ([variant]) => name.replace(/Params$/, '') + pascal(variant) + (name.endsWith('Params') ? 'Params' : ''),
  );
  const texts = [];
  for (const [index, [, variant]] of variants.entries()) texts.push(await compileOne(names[index], variant));
  return `${texts.join('\n')}\nexport type ${name} = ${names.join(' | ')};\n`;
}

async function compileOne(name, schema) {
  const text = await compile(resolved(inline(structuredClone(schema), schema.$defs ?? {})), name, {
    bannerComment: '',
    additionalProperties: false,
    format: false,
    maxItems: 4,
  });
  return text.replace(/^(\s*)(?!export|\}|\*|\/)(["\w$]+\??:)/gm, '$1readonly $2');
}

/** Definitions are written out, so that two variants that share one do not both export its type. */
function inline(schema, defs) {
  if (Array.isArray(schema)) return schema.map((item) => inline(item, defs));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, $defs: _, title: _title, ...rest } = schema;
  const base = $ref === undefined ? {} : inline(structuredClone(defs[$ref.replace('#/$defs/', '')]), defs);
  return { ...base, ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inline(value, defs)])) };
}

function resolved(schema) {
  if (Array.isArray(schema)) return schema.map(resolved);
  if (typeof schema !== 'object' || schema === null) return schema;
  const result = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value)]));
  if (typeof result.definition === 'string')
    return { description: result.description, tsType: entryTypes[result.definition] ?? 'unknown' };
  // A mapping with exactly one key, its type: a union of mappings.
  if (result.minProperties === 1 && result.maxProperties === 1) {
    const { properties, minProperties: _min, maxProperties: _max, ...words } = result;
    const options = Object.entries(properties).map(([key, value]) => ({
      type: 'object',
      additionalProperties: false,
      required: [key],
      properties: { [key]: value },
    }));
    return { description: words.description, anyOf: options };
  }
  if (typeof result.properties === 'object' && !('tsType' in result)) {
    const kept = Object.entries(result.properties).filter(([, property]) => property.port === undefined);
    result.properties = Object.fromEntries(kept);
    const filled = kept.filter(([, property]) => property.default !== undefined).map(([key]) => key);
    result.required = [...new Set([...(result.required ?? []).filter((key) => key in result.properties), ...filled])];
  }
  return result;
}

function pascal(text) {
  return text.replace(/(^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_, _separator, letter) => letter.toUpperCase());
}
