import type { JsonObject } from '../../engine/core/json.ts';

/** A program as a step, after references and defaults; `inputs` are ports and taken out. */
export interface CommandParams {
  /** A list is started without a shell, a text by `sh -c`. */
  readonly run: readonly string[] | string;
  readonly params: JsonObject;
  /** Paths and patterns, relative to the project. */
  readonly files: readonly string[];
  readonly versions: readonly (readonly string[])[];
  /** Names of variables. */
  readonly environment: readonly string[];
  readonly outputs: Readonly<Record<string, { readonly kind: string; readonly extension: string }>>;
  readonly metrics?: string;
}
