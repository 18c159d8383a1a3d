import type { Digest } from '../core/digest.ts';
import type { StepRecord, ArtifactRef } from '../core/record.ts';

/** Objects by content. Committed objects are read-only and never change. */
export interface ObjectStore {
  /** Takes a copy of the regular file at `path` into the store. Idempotent and atomic. */
  put(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }>;
  /** Stores content that will soon be of no use, like `put`, and returns the means to remove it. */
  putForNow(path: string): Promise<Temporary>;
  /**
   * Stores a file of a scratch folder that nobody else needs, like `put`. The file itself moves into the store where possible,
   * and may no longer be at `path` afterwards. Nobody may write to it any more: whatever a writer who has it open adds is
   * damage, which the next `open` finds.
   */
  take(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }>;
  /**
   * Stores an object that comes from elsewhere: `fill` writes it to a new file, and has hashed the very bytes that it wrote. It can
   * be had again, so nothing waits until it is on the disk: see `flush`.
   */
  receive(ref: ArtifactRef, fill: (path: string) => Promise<void>): Promise<void>;
  /** Waits until objects that were received are on the disk, so that they survive a power cut. */
  flush(refs: Iterable<ArtifactRef>): Promise<void>;
  /**
   * Returns a read-only path of bytes that were verified against the digest, or undefined when the object is missing or
   * damaged. Moves a damaged object to quarantine, with a notice.
   *
   * @throws Unreadable when the object exists and cannot be read; it is left alone
   */
  open(ref: ArtifactRef): Promise<string | undefined>;
  /**
   * Opens an object like `open`, for a step that reads it. After the step, `changed` tells whether it surely read the verified
   * bytes.
   */
  watch(ref: ArtifactRef): Promise<Watched | undefined>;
  /** A cheap test for planning: the object is present with the right size. Never a substitute for `open`. */
  has(ref: ArtifactRef): boolean;
}

/** Content that is in the store for a while. */
export interface Temporary {
  readonly digest: Digest;
  readonly bytes: number;
  /**
   * Removes the content, unless it was in the store before, because then others may need it. No important record may refer to
   * it.
   */
  remove(): void;
}

/** An object in use. */
export interface Watched {
  readonly path: string;
  /**
   * Tells what happened to the object since it was verified: undefined when it was surely intact all the time; `lost` when it
   * is missing or was damaged, and then it is in quarantine; `touched` when it is intact, but was written to or replaced
   * meanwhile, so that the step may have read something else.
   */
  changed(): Promise<Change | undefined>;
}

export type Change = 'lost' | 'touched';

/** Records by key. */
export interface RecordStore {
  /**
   * Returns the record of a key, or undefined when there is none, it is damaged (then it goes to quarantine), or it cannot be
   * read (then a notice says so).
   */
  get(key: Digest): StepRecord | undefined;
  /**
   * Returns the record like `get`, for a run that is about to rely on it: until the run ends, `assay gc` keeps the record and
   * its objects.
   *
   * @throws Unreadable when the record exists and cannot be read
   */
  use(key: Digest): StepRecord | undefined;
  put(record: StepRecord): Promise<void>;
  /**
   * Waits until what another machine has kept under a key, the record and its objects, can be found here. A client of a file server may
   * remember for a minute that it found nothing.
   */
  reveal(key: Digest): Promise<void>;
}

/** Leases of keys: one process at a time executes a key, so that runs that need the same step share its execution. */
export interface Leases {
  /** Takes the lease of a key, or says who has it. Does not wait. Takes over leases of dead processes. */
  take(key: Digest): Promise<Lease | Holder>;
  /** Resolves when the holder has released the lease or is gone, or when the signal is aborted. */
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
   * Runs `use` with an empty folder on the store's file system, under a new name, and empties that name afterwards. With
   * `foreign`, other processes work in the folder: it is deleted, because they may outlive their step.
   */
  withScratch<T>(run: (folder: string) => Promise<T>, options?: { readonly foreign?: boolean }): Promise<T>;
  /** Saves the index of verified objects and deletes this process's temporary files. */
  close(): Promise<void>;
}

/** What the store found and repaired, kept until somebody listens. */
export class Notices {
  #listener: ((message: string) => void) | undefined;
  #waiting: string[] = [];

  tell(message: string): void {
    if (this.#listener === undefined) this.#waiting.push(message);
    else this.#listener(message);
  }

  /** Passes on all notices so far, then each new one. There is one listener: a second replaces the first. */
  listen(listener: (message: string) => void): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener(message);
  }
}
