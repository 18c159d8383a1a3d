import { createHash, type Hash } from 'node:crypto';
import { canonical, type Json } from './json.ts';

/** `sha256:` and 64 hex digits. Made only here, so a plain string cannot pass for one. */
export type Digest = string & { readonly __digest: never };

const PATTERN = /^sha256:[0-9a-f]{64}$/;

/**
 * The digest of a JSON value under a record type. The type is hashed first, so that a plan, a fingerprint and a file
 * with the same text never share a digest.
 */
export function digestOf(kind: string, value: Json): Digest {
  return digestOfText(kind, canonical(value));
}

/** Like `digestOf`, for a value whose canonical text is known. */
export function digestOfText(kind: string, text: string): Digest {
  return `sha256:${createHash('sha256').update(`${kind}\n`).update(text).digest('hex')}` as Digest;
}

/** The digest of plain bytes: what `sha256sum` prints for a file. */
export function digestOfBytes(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

/** Starts a digest of bytes that arrive in pieces; finish it with `finishDigest`. */
export function startDigest(): Hash {
  return createHash('sha256');
}

export function finishDigest(hash: Hash): Digest {
  return `sha256:${hash.digest('hex')}` as Digest;
}

/** Reads a digest from text, or undefined when the text is not one. */
export function parseDigest(text: unknown): Digest | undefined {
  return typeof text === 'string' && PATTERN.test(text) ? (text as Digest) : undefined;
}

/** The 64 hex digits without the algorithm's name: for file names. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** The first 12 hex digits: enough for a person to recognise a digest. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
