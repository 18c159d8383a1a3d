import { digestOf, parseDigest, type Digest } from '../core/digest.ts';
import { isObject, type JsonObject } from '../core/json.ts';

/** Returns why a value is not the record of a key; undefined when it is. */
export function wrongWith(record: JsonObject, key: Digest): string | undefined {
  const { format, fingerprint, outputs, metrics, warnings = [] } = record;
  if (format !== 1) return `has format ${JSON.stringify(format)}, expected 1`;
  if (record['key'] !== key) return `belongs to the key ${JSON.stringify(record['key'])}`;
  if (!isObject(fingerprint) || !isObject(outputs) || !isObject(metrics)) return 'lacks a part';
  if (digestOf('fingerprint', fingerprint) !== key) return 'has the fingerprint of another key';
  if (!Array.isArray(warnings) || warnings.some((text: unknown) => typeof text !== 'string'))
    return 'has warnings that are not texts';
  for (const [port, ref] of Object.entries(outputs)) {
    const whole =
      isObject(ref) &&
      parseDigest(ref['digest']) !== undefined &&
      typeof ref['kind'] === 'string' &&
      typeof ref['extension'] === 'string' &&
      typeof ref['bytes'] === 'number';
    if (!whole) return `has no artifact at the output ${JSON.stringify(port)}`;
  }
  return undefined;
}

/**
 * Returns what else is wrong with a record that somebody else may have written; undefined for one of which every part is what the
 * engine would write. What a result must be is not in a record, so this says nothing of whether the step has made it.
 */
export function wrongWithForeign(record: JsonObject, key: Digest): string | undefined {
  const wrong = wrongWith(record, key);
  if (wrong !== undefined) return wrong;
  const { outputs, metrics, startedAt, durationMs, checked } = record;
  for (const [port, ref] of Object.entries(outputs as JsonObject))
    if (!isArtifact(ref)) return `has something other than an artifact at the output ${JSON.stringify(port)}`;
  const values = Object.values(metrics as JsonObject);
  if (values.some((value) => typeof value !== 'number' && typeof value !== 'string'))
    return 'has a metric that is neither a number nor a text';
  if (typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt))) return 'does not say when its step ran';
  if (typeof durationMs !== 'number' || durationMs < 0) return 'does not say how long its step ran';
  // An older Assay may have made it from inputs that were damaged, and nobody here could find out.
  if (checked !== true) return 'was made by a version of Assay that did not check what steps read';
  return undefined;
}

/** Whether a value names an artifact, and nothing that could lead elsewhere. */
export function isArtifact(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, extension, digest, bytes } = value;
  return parseDigest(digest) !== undefined && isName(kind) && isName(extension) && isCount(bytes);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
