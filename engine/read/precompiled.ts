import type { ErrorObject } from 'ajv';
import type { Json } from '../core/json.ts';

/** One error of a check, with the value and the schemas it is about. */
export type CheckError = ErrorObject;

/** A compiled schema: whether a value agrees with it, filling in defaults; afterwards `errors` holds what does not. */
export interface Check {
  (value: Json): boolean;
  errors?: readonly CheckError[] | null;
}

/**
 * Compiled schemas by digest of the schema. Empty here: scripts/build.mjs puts a file with the checks of all stages and
 * sections in the place of this one, because compiling them took 0.25 s at every start and importing Ajv another 40 ms;
 * what the build makes is loaded in 5 ms. A schema that is not in it is compiled when it is needed.
 */
export const precompiled: ReadonlyMap<string, Check> = new Map();
