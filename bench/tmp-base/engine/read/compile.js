import { createRequire } from 'node:module';
import { digestOf } from '../core/digest.js';
import { precompiled } from './precompiled.js';
/** Words of our own in the schemas: see `Stage.schema`; `reference` marks what may be one in the frame. Ajv lets them pass. */
const OWN_KEYWORDS = ['port', 'ports', 'many', 'definition', 'discriminator', 'reference'];
const compiled = new WeakMap();
let compiler;
/** The check of a schema, always the same one for the same object. */
export function compile(schema) {
    let check = compiled.get(schema);
    if (check === undefined) {
        check = precompiled.get(schemaDigest(schema)) ?? (compiler ??= makeAjv()).compile(schema);
        compiled.set(schema, check);
    }
    return check;
}
/** The name of a schema among the precompiled ones. */
export function schemaDigest(schema) {
    return digestOf('schema', schema);
}
/** Ajv as schemas are compiled with, here and by scripts/build.mjs; `source` keeps the code so that it can be written down. */
export function makeAjv({ source = false } = {}) {
    // Required when it is needed, and not imported: with precompiled checks it never is.
    const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js');
    const ajv = new Ajv2020({
        allErrors: true,
        useDefaults: true,
        strict: true,
        strictRequired: false,
        allowUnionTypes: true,
        verbose: true,
        ...(source && { code: { source: true, esm: true } }),
    });
    for (const keyword of OWN_KEYWORDS)
        ajv.addKeyword(keyword);
    return ajv;
}
