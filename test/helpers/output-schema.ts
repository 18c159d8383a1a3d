import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const FOLDER = new URL('../../schema/output/', import.meta.url);

/** Name -> the schema of an output, as schema/output/ has it. */
export const outputSchemas: ReadonlyMap<string, Record<string, unknown>> = new Map(
  readdirSync(FOLDER)
    .sort()
    .map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<string, unknown>,
    ]),
);

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
for (const [name, schema] of outputSchemas) ajv.addSchema(schema, `${name}.json`);

/** Expects a value to be what the schema of an output says, with no field that it does not know. */
export function expectOutput(name: string, value: unknown): void {
  const check = ajv.getSchema(`${name}.json`);
  if (check === undefined) throw new Error(`There is no schema schema/output/${name}.json`);
  if (check(value) === true) return;
  // The branches of a choice that do not apply have errors too: the value shows which one was meant.
  const errors = (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
  expect(errors.slice(0, 12), JSON.stringify(value).slice(0, 1000)).toEqual([]);
}

/** Whether a value is what the schema of an output says. */
export function isOutput(name: string, value: unknown): boolean {
  return ajv.validate(`${name}.json`, value);
}
