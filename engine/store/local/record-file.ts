import { digestOf, digestOfText, parseDigest, type Digest } from '../../core/digest.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/record.ts';
import { codeOf } from './atomic.ts';
import { NotOurs, readAll, withRegular } from './regular-file.ts';
import { factsOf, hasSettled } from './verified.ts';

/** Far more than a record of ten thousand outputs has. */
const LARGEST = 64 * 1024 * 1024;

/** What was read of a record's file. */
export interface Reading {
  readonly record: StepRecord;
  /** When it was last used, in milliseconds since 1970: see refresh.ts. */
  readonly usedAt: number;
  /** The file's facts from before it was read, and whether they tell of any later change: see verified.ts. */
  readonly facts: string;
  readonly settled: boolean;
}

/**
 * The record in a file; undefined when there is no file; what is wrong with it as text.
 *
 * @param known what was read of the file before: it is not read again when its facts are the same
 * @throws the system's error when there is a file that cannot be read
 */
export function readRecord(path: string, key: Digest, known?: Reading): Reading | string | undefined {
  try {
    return withRegular(path, LARGEST, (file, stat) => {
      const readAt = Date.now();
      const facts = factsOf(stat);
      if (known?.facts === facts) return known;
      const text = readAll(path, file, { size: Number(stat.size), most: LARGEST }).toString('utf8');
      const record = parseRecord(text, key);
      if (typeof record === 'string') return record;
      return { record, usedAt: Number(stat.mtimeMs), facts, settled: hasSettled(stat, readAt) };
    });
  } catch (error) {
    if (error instanceof NotOurs) return error.wrong;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The record in a text, or what is wrong with it. */
function parseRecord(text: string, key: Digest): StepRecord | string {
  // What is hashed is the text as it was written: to write the record again for that would take as long as to read it.
  const [head, digest, body] = /^\{"digest":"([^"]*)","record":(.*)\}\n$/s.exec(text) ?? [];
  if (head === undefined || body === undefined) return 'has no record in it';
  if (digest !== digestOfText('record', body)) return 'does not have the digest it was written with';
  let record: unknown;
  try {
    record = JSON.parse(body);
  } catch {
    return 'is not JSON';
  }
  if (!isObject(record)) return 'has no record in it';
  try {
    return wrongWith(record, key) ?? (record as unknown as StepRecord);
  } catch {
    return 'holds what is not canonical JSON'; // half a character, or nesting without end
  }
}

/** What keeps a value from being the record of a key, or undefined. */
export function wrongWith(record: JsonObject, key: Digest): string | undefined {
  const { format, fingerprint, outputs, metrics, warnings = [] } = record;
  if (format !== 1) return `has format ${JSON.stringify(format)}, expected 1`;
  if (record['key'] !== key) return `is of the key ${JSON.stringify(record['key'])}`;
  if (!isObject(fingerprint) || !isObject(outputs) || !isObject(metrics)) return 'lacks a part';
  if (digestOf('fingerprint', fingerprint) !== key) return 'has a fingerprint of another key';
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
