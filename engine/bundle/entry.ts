import { digestOfBytes, type Digest } from '../core/digest.ts';
import { canonical, type Json } from '../core/json.ts';
import type { ArtifactRef } from '../core/record.ts';

/** One file of a bundle that is to be written. */
export interface BundleEntry {
  /** Below the bundle, with `/`. */
  readonly path: string;
  readonly digest: Digest;
  readonly bytes: number;
  /** A text, an artifact of the store, or a file elsewhere as an absolute path. */
  readonly from: { readonly text: string } | { readonly artifact: ArtifactRef } | { readonly file: string };
  /** What it is, for people. */
  readonly name: string;
}

/** A file that is written from a text. */
export function textEntry(path: string, name: string, text: string): BundleEntry {
  const bytes = Buffer.from(text);
  return { path, name, digest: digestOfBytes(bytes), bytes: bytes.length, from: { text } };
}

/** JSON for people and programs. Its keys are in order, because a store that has taken in a bundle keeps records in that order. */
export function jsonEntry(path: string, name: string, value: object): BundleEntry {
  // JSON leaves out what is undefined, which the canonical form refuses.
  const ordered = JSON.parse(canonical(JSON.parse(JSON.stringify(value)) as Json)) as Json;
  return textEntry(path, name, `${JSON.stringify(ordered, null, 2)}\n`);
}

/** A name made of anything, as a part of a path that every system can have. */
export function plainName(text: string): string {
  return text.replaceAll(/[^\w.=,+-]+/g, '-').slice(0, 80) || 'unnamed';
}
