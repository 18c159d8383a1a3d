import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline as piped, type Duplex, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { finishDigest, startDigest, type Digest } from '../../core/digest.ts';
import { UsageError } from '../../core/failure.ts';
import type { Bytes } from './files.ts';
import { RemoteFailure } from './failure.ts';

/** A way to encode content, and its streams. */
interface Coding {
  encode(): Duplex;
  decode(): Duplex;
}

/** Node has zstd from 22.15. */
const { createZstdCompress, createZstdDecompress } = zlib as typeof zlib & {
  readonly createZstdCompress?: (this: void) => Duplex;
  readonly createZstdDecompress?: (this: void) => Duplex;
};

const CODINGS: Readonly<Record<string, Coding | undefined>> = {
  gzip: { encode: () => zlib.createGzip(), decode: () => zlib.createGunzip() },
  ...(createZstdCompress !== undefined &&
    createZstdDecompress !== undefined && { zstd: { encode: createZstdCompress, decode: createZstdDecompress } }),
};

/** What a client can decode, for the header Accept-Encoding. */
export const ACCEPTED: string = Object.keys(CODINGS).toReversed().join(', ');

/** Decodes what a server sent with this header Content-Encoding. */
export function decoded(body: Readable, encoding: string | undefined, name: string): Bytes {
  const named = encoding?.trim().toLowerCase() ?? 'identity';
  // Some S3 services keep the encoding of an upload's frame with the object.
  if (named === '' || named === 'identity' || named === 'aws-chunked') return body;
  const coding = CODINGS[named];
  if (coding === undefined) {
    body.destroy();
    throw new RemoteFailure('broken', `${name} sent content in an encoding that this Assay cannot read`, {
      hint: named === 'zstd' ? 'zstd needs Node 22.15 or later.' : 'It can read gzip, and zstd from Node 22.15 on.',
    });
  }
  // The callback is needed: without it, an error of the body would be thrown where nobody listens. The reader gets it too.
  return piped(body, coding.decode(), () => undefined);
}

/**
 * Encodes a file into a new one. Returns what the new one contains.
 *
 * @throws UsageError when this Node cannot
 */
export async function encodeFile(
  from: string,
  to: string,
  encoding: 'gzip' | 'zstd',
): Promise<{ readonly bytes: number; readonly digest: Digest }> {
  const coding = CODINGS[encoding];
  if (coding === undefined)
    throw new UsageError(`Cannot compress with ${encoding}: this is Node ${process.versions.node}`, {
      hint: 'Use Node 22.15 or later, or set "compression: gzip" or "none" under remote in assay.yaml.',
    });
  const hash = startDigest();
  let bytes = 0;
  const count = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(createReadStream(from), coding.encode(), count, createWriteStream(to, { flags: 'wx' }));
  return { bytes, digest: finishDigest(hash) };
}
