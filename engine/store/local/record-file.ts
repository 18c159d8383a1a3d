import { digestOfText, type Digest } from '../../core/digest.ts';
import { isObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/record.ts';
import { wrongWith } from '../check-record.ts';
import { codeOf } from './atomic.ts';
import { NotOurs, readAll, withRegular } from './regular-file.ts';
import { factsOf, hasSettled } from './verified.ts';

/** Far more than a record with ten thousand outputs has. */
const LARGEST = 64 * 1024 * 1024;

/** What was read from a record's file. */
export interface Reading {
  readonly record: StepRecord;
  /** When it was last used, in milliseconds since 1970: see refresh.ts. */
  readonly usedAt: number;
  /** The file's facts from before it was read, and whether they reveal any later change: see verified.ts. */
  readonly facts: string;
  readonly settled: boolean;
}

/**
 * Returns the record in a file; undefined when there is no file; a text that says what is wrong with it.
 *
 * @param known what was read from the file before: with the same facts, it is not read again
 * @throws the system's error when the file exists and cannot be read
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
  if (head === undefined || body === undefined) return 'contains no record';
  if (digest !== digestOfText('record', body)) return 'no longer has the digest that it was written with';
  let record: unknown;
  try {
    record = JSON.parse(body);
  } catch {
    return 'is not JSON';
  }
  if (!isObject(record)) return 'contains no record';
  try {
    return wrongWith(record, key) ?? (record as unknown as StepRecord);
  } catch {
    return 'contains something other than canonical JSON'; // Half a character, or endless nesting.
  }
}
