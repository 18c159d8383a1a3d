import { digestOfText, hexOf, parseDigest, type Digest } from '../../core/digest.ts';
import { canonical, type JsonObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/record.ts';
import { writeAtomically } from './atomic.ts';
import { HexFolders } from './links.ts';
import type { Quarantine } from './quarantine.ts';
import { wrongWith } from '../check-record.ts';
import { readRecord, type Reading } from './record-file.ts';
import { refresh } from './refresh.ts';
import { reveal } from './reveal.ts';
import type { RecordStore, Notices } from '../store.ts';
import type { TemporaryFolder } from './temporary.ts';
import { uncheckedUses } from './unchecked.ts';
import { isUnreadable, patientlySync, Unreadable } from './unreadable.ts';

/**
 * Records as files `<folder>/ab/<the other 62 hex digits of the key>.json`. A file contains the record and its digest, so that
 * damage is always noticed.
 */
export class DiskRecords implements RecordStore {
  readonly #folder: string;
  readonly #folders: HexFolders;
  /** What was read of records that had settled by then: a run asks for each of them twice, to plan and to rely on it. */
  readonly #known = new Map<Digest, Reading>();
  readonly #temporary: TemporaryFolder;
  readonly #quarantine: Quarantine;
  readonly #notices: Notices;
  readonly #revealObject: (digest: Digest) => Promise<void>;
  /** Unreadable records that the user was told about. */
  readonly #told = new Set<Digest>();
  #unchecked: ReturnType<typeof uncheckedUses> | undefined;

  constructor(
    folder: string,
    parts: {
      readonly temporary: TemporaryFolder;
      readonly quarantine: Quarantine;
      readonly notices: Notices;
      /** Like `reveal`, for an object. */
      readonly revealObject: (digest: Digest) => Promise<void>;
    },
  ) {
    this.#folder = folder;
    this.#notices = parts.notices;
    this.#folders = new HexFolders(folder, '.json');
    this.#temporary = parts.temporary;
    this.#quarantine = parts.quarantine;
    this.#revealObject = parts.revealObject;
  }

  get(key: Digest): StepRecord | undefined {
    try {
      return this.#read(key)?.record;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (!this.#told.has(key)) this.#notices.tell(`${error.message}. ${error.hint ?? ''}`);
      this.#told.add(key);
      return undefined;
    }
  }

  /** As `get`, but leaves a damaged record where it is, and says nothing. */
  peek(key: Digest): StepRecord | undefined {
    try {
      return this.inspect(key);
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  /**
   * Returns the record like `peek`, for a caller that must know.
   *
   * @throws Unreadable when the record exists and cannot be read
   */
  inspect(key: Digest): StepRecord | undefined {
    const read = this.#look(key);
    return typeof read === 'string' ? undefined : read?.record;
  }

  use(key: Digest): StepRecord | undefined {
    const read = this.#read(key);
    if (read === undefined) return undefined;
    return refresh(this.#pathOf(key), read.usedAt, this.#temporary.time()) ? read.record : undefined;
  }

  /** @throws Unreadable */
  #read(key: Digest): Reading | undefined {
    const read = this.#look(key, this.#known.get(key));
    if (read === undefined) return undefined;
    if (typeof read !== 'string') {
      if (read.settled) this.#known.set(key, read);
      return read;
    }
    this.#quarantine.take(this.#pathOf(key), `Record ${key}`, read);
    return undefined;
  }

  /** @throws Unreadable */
  #look(key: Digest, known?: Reading): Reading | string | undefined {
    const path = this.#pathOf(key);
    try {
      return patientlySync(() => readRecord(path, key, known));
    } catch (error) {
      throw isUnreadable(error) ? new Unreadable(`the record ${key}`, path, error) : error;
    }
  }

  /**
   * Moves to quarantine the records that a version without checks made from an object that turned out to be damaged: it may
   * have been damaged already then.
   */
  distrust(object: Digest): void {
    this.#unchecked ??= uncheckedUses(this.#folder);
    for (const { key, path } of this.#unchecked.get(object) ?? [])
      this.#quarantine.take(
        path,
        `Record ${key}`,
        `was made from object ${object}, which is damaged, and may be wrong`,
      );
    this.#unchecked.delete(object);
  }

  async reveal(key: Digest): Promise<void> {
    await reveal(this.#folder, this.#pathOf(key));
    for (const ref of Object.values(this.peek(key)?.outputs ?? {})) await this.#revealObject(ref.digest);
  }

  async put(record: StepRecord): Promise<void> {
    const json = record as unknown as JsonObject;
    const wrong = wrongWith(json, record.key);
    if (wrong !== undefined) throw new Error(`Internal error: the record ${wrong}`);
    // JSON.stringify alone would drop what `canonical` refuses.
    const body = canonical(json);
    const text = `{"digest":"${digestOfText('record', body)}","record":${body}}\n`;
    await writeAtomically(this.#pathOf(record.key), text, { temporary: this.#temporary, mode: 0o444 });
  }

  #pathOf(key: Digest): string {
    if (parseDigest(key) === undefined) throw new Error(`Internal error: ${JSON.stringify(key)} is no key`);
    return this.#folders.pathOf(hexOf(key));
  }
}
