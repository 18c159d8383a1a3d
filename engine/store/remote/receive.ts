import { closeSync, openSync, writeSync } from 'node:fs';
import { finishDigest, startDigest, type Digest } from '../../core/digest.ts';
import { explainingFailures } from '../local/atomic.ts';
import { RemoteFailure } from './failure.ts';
import type { Bytes } from './files.ts';

/**
 * Writes bytes to a file that only this process knows, and hashes them as they come in. An earlier try's file is overwritten.
 *
 * @throws RemoteFailure when they are not what was asked for, as soon as that is certain; StageFailure when the file cannot be
 *   written
 */
export async function receive(
  bytes: Bytes,
  path: string,
  expected: { readonly digest: Digest; readonly bytes: number },
): Promise<true> {
  const hash = startDigest();
  let length = 0;
  const file = await explainingFailures(path, async () => openSync(path, 'w'));
  try {
    for await (const chunk of bytes) {
      length += chunk.length;
      if (length > expected.bytes) throw damaged(`has more than ${expected.bytes} bytes there`);
      hash.update(chunk);
      await explainingFailures(path, async () => writeWhole(file, chunk));
    }
  } finally {
    closeSync(file);
  }
  const digest = finishDigest(hash);
  if (length < expected.bytes) throw damaged(`has ${length} bytes there, expected ${expected.bytes}`);
  if (digest !== expected.digest) throw damaged(`has other content there (${digest})`);
  return true;
}

function damaged(what: string): RemoteFailure {
  return new RemoteFailure('damaged', what);
}

/** The system may write less than it was given. */
function writeWhole(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done);
}
