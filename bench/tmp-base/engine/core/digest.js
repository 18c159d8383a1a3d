import { createHash } from 'node:crypto';
import { canonical } from './json.js';
const PATTERN = /^sha256:[0-9a-f]{64}$/;
/**
 * The digest of a JSON value under a record type. The type is hashed first, so that a plan, a fingerprint and a file
 * with the same text never share a digest.
 */
export function digestOf(kind, value) {
    return digestOfText(kind, canonical(value));
}
/** As `digestOf`, of a value whose canonical text is at hand. */
export function digestOfText(kind, text) {
    return `sha256:${createHash('sha256').update(`${kind}\n`).update(text).digest('hex')}`;
}
/** The digest of bytes as they are: what `sha256sum` prints for the file. */
export function digestOfBytes(bytes) {
    return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
/** Starts a digest of bytes that arrive in pieces; finish it with `finishDigest`. */
export function startDigest() {
    return createHash('sha256');
}
export function finishDigest(hash) {
    return `sha256:${hash.digest('hex')}`;
}
/** Reads a digest from text, or undefined when the text is not one. */
export function parseDigest(text) {
    return typeof text === 'string' && PATTERN.test(text) ? text : undefined;
}
/** The 64 hex digits without the algorithm's name: for file names. */
export function hexOf(digest) {
    return digest.slice('sha256:'.length);
}
/** The first 12 hex digits: enough for a person to recognise a digest. */
export function shortDigest(digest) {
    return digest.replace(/^sha256:/, '').slice(0, 12);
}
