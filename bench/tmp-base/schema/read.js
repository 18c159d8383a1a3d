import { readFileSync } from 'node:fs';
/**
 * One of the hand-written schema files of this folder, for example `stages/train`. They are the one source of
 * validation, editor completion, the generated types and the reference page.
 */
export function readSchema(name) {
    return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
}
