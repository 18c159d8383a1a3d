import type { Digest } from '../digest.ts';
import type { ActionRecord, ArtifactRef } from '../record.ts';

/** Blobs by content. Committed objects are read-only and never change. */
export interface BlobStore {
  /** Takes the file at `path` into the store (moves it when on the same file system). Idempotent and atomic. */
  put(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }>;
  /**
   * A read-only local path of bytes that were verified against the digest, or undefined when the object is missing or
   * was damaged. A damaged object is moved to quarantine and told through `onDamage`.
   */
  open(ref: ArtifactRef): Promise<string | undefined>;
  /** A cheap test for planning: present with the right size. Never a substitute for `open`. */
  has(ref: ArtifactRef): boolean;
}

/** Records by key. */
export interface ActionCache {
  /** The record of a key, or undefined when there is none or it cannot be believed (damaged records are quarantined). */
  get(key: Digest): ActionRecord | undefined;
  put(record: ActionRecord): Promise<void>;
}
