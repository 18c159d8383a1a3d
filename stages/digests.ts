import type { JsonObject } from '../engine/core/json.ts';

/**
 * Digests of the code of all steps and versions of its packages, by the names that `Stage.code` gives: part of every key. Empty here:
 * scripts/build.mjs puts a file with the digests in the place of this one. They are a module and no data file so that they
 * come into the program with the code they tell of, by the one rename of its main file.
 */
export const digests: Readonly<Record<string, JsonObject>> = {};

/** Digest of the engine's own rules (engine/execute/rules.ts), part of every key; likewise. */
export const rules: string = '';
