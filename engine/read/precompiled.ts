import type { ErrorObject } from 'ajv';
import type { Json } from '../core/json.ts';

/** One error of a check, with the value and the schemas that it is about. */
export type CheckError = ErrorObject;

/** A compiled schema: returns whether a value is valid and fills in defaults; afterwards `errors` contains the violations. */
export interface Check {
  (value: Json): boolean;
  errors?: readonly CheckError[] | null;
}

/**
 * Compiled schemas by digest. Empty here: scripts/build.mjs replaces this file by one with the checks of all stages and
 * sections. Compiling them took 0.25 s at every start and importing Ajv another 40 ms; the built file loads in 5 ms. A missing
 * schema is compiled on use.
 */
export const precompiled: ReadonlyMap<string, Check> = new Map();
