import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { digestOf, digestOfText, hexOf, parseDigest, type Digest } from '../digest.ts';
import { canonical, isObject, type JsonObject } from '../json.ts';
import type { ActionRecord } from '../record.ts';
import { codeOf, writeAtomically } from './atomic.ts';
import { Fan, READ } from './links.ts';
import type { Quarantine } from './quarantine.ts';
import { refresh } from './refresh.ts';
import type { ActionCache } from './store.ts';
import type { TemporaryFolder } from './temporary.ts';
import { factsOf, hasSettled } from './verified.ts';

/**
 * Records as files `<folder>/ab/<the other 62 hex digits of the key>.json`. A file holds the record and the record's
 * digest, so that a damaged one is never believed.
 */
export class DiskActions implements ActionCache {
  readonly #fan: Fan;
  /** What was read of records that had settled by then: a run asks for each of them twice, to plan and to rely on it. */
  readonly #known = new Map<Digest, Reading>();
  readonly #temporary: TemporaryFolder;
  readonly #quarantine: Quarantine;

  constructor(folder: string, parts: { readonly temporary: TemporaryFolder; readonly quarantine: Quarantine }) {
    this.#fan = new Fan(folder, '.json');
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
  }

  get(key: Digest): ActionRecord | undefined {
    return this.#read(key)?.record;
  }

  /** As `get`, but leaves a damaged record where it is. */
  peek(key: Digest): ActionRecord | undefined {
    const read = readRecord(this.#pathOf(key), key);
    return typeof read === 'string' ? undefined : read?.record;
  }

  use(key: Digest): ActionRecord | undefined {
    const read = this.#read(key);
    return read !== undefined && refresh(this.#pathOf(key), read.usedAt) ? read.record : undefined;
  }

  #read(key: Digest): Reading | undefined {
    const path = this.#pathOf(key);
    const read = readRecord(path, key, this.#known.get(key));
    if (read === undefined) return undefined;
    if (typeof read !== 'string') {
      if (read.settled) this.#known.set(key, read);
      return read;
    }
    this.#quarantine.take(path, `Record ${key}`, read);
    return undefined;
  }

  async put(record: ActionRecord): Promise<void> {
    const json = record as unknown as JsonObject;
    const wrong = wrongWith(json, record.key);
    if (wrong !== undefined) throw new Error(`Internal error: the record ${wrong}`);
    // JSON.stringify alone would drop what canonical refuses.
    const body = canonical(json);
    const text = `{"digest":"${digestOfText('record', body)}","record":${body}}\n`;
    await writeAtomically(this.#pathOf(record.key), text, { temporary: this.#temporary, mode: 0o444 });
  }

  #pathOf(key: Digest): string {
    if (parseDigest(key) === undefined) throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return this.#fan.pathOf(hexOf(key));
  }
}

interface Reading {
  readonly record: ActionRecord;
  /** When it was last used, in milliseconds since 1970: see refresh.ts. */
  readonly usedAt: number;
  /** The file's facts from before it was read, and whether they tell of any later change: see verified.ts. */
  readonly facts: string;
  readonly settled: boolean;
}

/** The record in a file; undefined when there is no file; what is wrong with it as text. */
function readRecord(path: string, key: Digest, known?: Reading): Reading | string | undefined {
  let text: string;
  let usedAt: number;
  let facts: string;
  let settled: boolean;
  try {
    const file = openSync(path, READ);
    try {
      const readAt = Date.now();
      const stat = fstatSync(file, { bigint: true });
      if (!stat.isFile()) return 'is not a file';
      facts = factsOf(stat);
      if (known?.facts === facts) return known;
      usedAt = Number(stat.mtimeMs);
      settled = hasSettled(stat, readAt);
      text = readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') return 'is a symbolic link, not a file';
    if (code === 'EIO' || code === 'EACCES' || code === 'EPERM') return `cannot be read (${code})`;
    throw error;
  }
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
    return wrongWith(record, key) ?? { record: record as unknown as ActionRecord, usedAt, facts, settled };
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
