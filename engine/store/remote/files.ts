import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { digestOfBytes, finishDigest, startDigest, type Digest } from '../../core/digest.ts';
import { StageFailure } from '../../core/failure.ts';

/** `cas/` and 64 hex digits for an object, `ac/` and 64 hex digits for a record: as in Bazel's HTTP cache. */
export type RemotePath = `cas/${string}` | `ac/${string}`;

/** Files on a server: what HTTP and S3 have in common. Methods throw RemoteFailure, or the reason of an aborted signal. */
export interface RemoteFiles {
  /** Its address as messages show it, without any secret. */
  readonly name: string;
  /**
   * Reads a file: hands its decoded bytes to `consume` and returns what that returns; undefined when there is no such file. What
   * `consume` throws is passed on.
   */
  read<T>(path: RemotePath, consume: (bytes: Bytes) => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
  /** Looks at a file: its size where that is known, undefined when there is no such file. */
  look(path: RemotePath, signal: AbortSignal): Promise<{ readonly bytes?: number } | undefined>;
  /** Creates or replaces a file, whole or not at all. */
  write(path: RemotePath, content: Content, signal: AbortSignal): Promise<void>;
  close(): void;
}

export type Bytes = AsyncIterable<Uint8Array>;

/** What is to be written. */
export interface Content {
  readonly bytes: number;
  /** The digest of these very bytes. */
  readonly digest: Digest;
  /** How they are encoded, and how many bytes that was before; absent when they are the file itself. */
  readonly encoded?: Encoded;
  /** Opens them. Whoever reads to the end has read bytes with the digest that was promised, or gets an error. */
  open(): Bytes;
  /** Divides them into contents of `bytes` bytes each, the last one of fewer. */
  split(bytes: number): Promise<readonly Content[]>;
}

export interface Encoded {
  readonly as: 'gzip' | 'zstd';
  readonly wholeBytes: number;
}

const CHUNK = 256 * 1024;

/** A short text. */
export function textContent(text: string): Content {
  const all = Buffer.from(text, 'utf8');
  const content: Content = {
    bytes: all.length,
    digest: digestOfBytes(all),
    // oxlint-disable-next-line typescript/require-await -- there is nothing to wait for
    async *open() {
      yield all;
    },
    split: () => Promise.resolve([content]),
  };
  return content;
}

/** Where in a file a content is, and what it is. */
interface Section {
  readonly digest: Digest;
  readonly bytes: number;
  readonly start?: number;
  readonly encoded?: Encoded;
}

/**
 * A file, or a section of one, of which the digest is known. Its last piece is held back until all of it has been hashed, so that a
 * server never gets the whole of a file that is not what it should be.
 */
export function fileContent(path: string, { digest, bytes, start = 0, encoded }: Section): Content {
  return {
    digest,
    bytes,
    ...(encoded !== undefined && { encoded }),
    // oxlint-disable-next-line typescript/require-await -- reading a piece synchronously takes microseconds
    async *open() {
      const hash = startDigest();
      let held: Uint8Array | undefined;
      for (const chunk of chunksOf(path, start, bytes)) {
        if (held !== undefined) yield held;
        hash.update(chunk);
        held = chunk;
      }
      if (finishDigest(hash) !== digest) throw changed(path);
      if (held !== undefined) yield held;
    },
    async split(most) {
      const sections: Content[] = [];
      const whole = startDigest();
      for (let from = 0; from < bytes; from += most) {
        const length = Math.min(most, bytes - from);
        const hash = startDigest();
        for (const chunk of chunksOf(path, start + from, length)) {
          whole.update(chunk);
          hash.update(chunk);
        }
        sections.push(fileContent(path, { digest: finishDigest(hash), bytes: length, start: start + from }));
        await setImmediate();
      }
      if (finishDigest(whole) !== digest) throw changed(path);
      return sections;
    },
  };
}

function changed(path: string): StageFailure {
  return new StageFailure(`The file ${path} changed while it was uploaded`, {
    hint: 'The server has nothing of it. "assay fsck" checks the store.',
  });
}

function* chunksOf(path: string, start: number, bytes: number): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (let done = 0; done < bytes;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, bytes - done));
      const length = readSync(file, chunk, 0, chunk.length, start + done);
      if (length === 0) return;
      done += length;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
