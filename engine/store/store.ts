import type { Digest } from '../core/digest.ts';
import type { StepRecord, ArtifactRef } from '../core/record.ts';

/** Objects by content. Committed objects are read-only and never change. */
export interface ObjectStore {
  /** Takes a copy of the regular file at `path` into the store. Idempotent and atomic. */
  put(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }>;
  /** As `put`, for content that will be of no use before long, and with the means to remove it from the store then. */
  putForNow(path: string): Promise<Temporary>;
  /**
   * As `put`, for a file in a scratch folder that nobody else needs: the file itself goes into the store where that can be
   * done, and may be gone from `path` afterwards. Nobody may write to it any more: what a writer who has it open still adds is
   * damage, which is found when the object is opened the next time.
   */
  take(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }>;
  /**
   * A read-only local path of bytes that were verified against the digest, or undefined when the object is missing or
   * was damaged. A damaged object is moved to quarantine and told as a notice.
   *
   * @throws Unreadable when it is there and cannot be read: it is left alone
   */
  open(ref: ArtifactRef): Promise<string | undefined>;
  /**
   * As `open`, for a step that reads the file: when it has done so, `changed` tells whether what it read is sure to be the
   * verified bytes.
   */
  watch(ref: ArtifactRef): Promise<Watched | undefined>;
  /** A cheap test for planning: present with the right size. Never a substitute for `open`. */
  has(ref: ArtifactRef): boolean;
}

/** Content that is in the store for a while. */
export interface Temporary {
  readonly digest: Digest;
  readonly bytes: number;
  /** Removes it, unless it was in the store before: then somebody else may need it. No record of value may refer to it. */
  remove(): void;
}

/** An object that somebody uses. */
export interface Watched {
  readonly path: string;
  /**
   * What has happened to the object since it was verified: undefined when it is sure to have been whole all the time; `lost`
   * when it is missing or was damaged, and then it is in quarantine; `touched` when it is whole, but was written to or replaced
   * meanwhile, so that what was read may have been something else.
   */
  changed(): Promise<Change | undefined>;
}

export type Change = 'lost' | 'touched';

/** Records by key. */
export interface RecordStore {
  /**
   * The record of a key, or undefined when there is none, it cannot be believed (damaged records are quarantined), or it cannot
   * be read (which is told as a notice).
   */
  get(key: Digest): StepRecord | undefined;
  /**
   * As `get`, for a run that is about to rely on it: until the run has ended, `assay gc` keeps the record and its objects.
   *
   * @throws Unreadable when it is there and cannot be read
   */
  use(key: Digest): StepRecord | undefined;
  put(record: StepRecord): Promise<void>;
}

/** Who executes a key: one process at a time, so that runs that need the same step share its execution. */
export interface Leases {
  /** Takes the lease of a key, or says who has it. Does not wait. Leases of processes that are gone are taken over. */
  take(key: Digest): Promise<Lease | Holder>;
  /** Resolves when the holder has given the lease back or is gone, or when the signal is aborted. */
  ended(key: Digest, holder: Holder, signal: AbortSignal): Promise<void>;
}

export interface Lease {
  release(): void;
}

/** The process that has a lease. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Objects, records and scratch folders in one place. */
export interface Store {
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly leases: Leases;
  readonly notices: Notices;
  /**
   * Runs something with an empty folder on the store's file system, under a name that nobody had; nothing is there under that
   * name when it has ended. With `foreign`, other processes work in it: it is removed, because they may outlive their step.
   */
  withScratch<T>(run: (folder: string) => Promise<T>, options?: { readonly foreign?: boolean }): Promise<T>;
  /** Writes down what was verified and removes this process's temporary files. */
  close(): Promise<void>;
}

/** What the store found and mended, kept until somebody listens. */
export class Notices {
  #listener: ((message: string) => void) | undefined;
  #waiting: string[] = [];

  tell(message: string): void {
    if (this.#listener === undefined) this.#waiting.push(message);
    else this.#listener(message);
  }

  /** Hears everything told so far, then everything as it is told. There is one listener: a second replaces the first. */
  listen(listener: (message: string) => void): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener(message);
  }
}
