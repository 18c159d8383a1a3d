// Every edit to a pack leaves the bundle of the old code behind. A run that began before the edit needs it still, and so does
// one that is told to use a plan. So bundles are removed when no manifest that names them has been used for a month.

import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundlesOf, type Manifest } from './manifest.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const UNUSED_MS = 30 * DAY_MS;

/** Marks a manifest as used: by its mtime, at most once a day. Where it cannot be marked, nothing else is the worse for it. */
export function markUsed(manifest: string, now: number = Date.now()): void {
  try {
    if (now - statSync(manifest).mtimeMs > DAY_MS) utimesSync(manifest, now / 1000, now / 1000);
  } catch {
    // It belongs to somebody else, or may only be read.
  }
}

/**
 * Removes bundles, manifests and checks that have not been used for 30 days. Costs nothing where there are only those in use.
 *
 * @param manifest absolute path of the one that is in use, in the folder of the others
 */
export function removeUnused(manifest: string, now: number = Date.now()): void {
  try {
    const known = new Set([manifest, ...namedBy(manifest)]);
    const files = readdirSync(dirname(manifest)).map((name) => join(dirname(manifest), name));
    const others = files.filter((file) => /-[0-9a-f]{16}\.(mjs|json)$/.test(file) && !known.has(file));
    const old = others.filter((file) => now - statSync(file).mtimeMs > UNUSED_MS);
    if (old.length === 0) return;
    const manifests = others.filter((file) => file.endsWith('.json') && !old.includes(file));
    const needed = new Set(manifests.flatMap(namedBy));
    for (const file of old) if (!needed.has(file)) rmSync(file, { force: true });
  } catch {
    // Another command removes them at the same time, or nobody may.
  }
}

function namedBy(manifest: string): readonly string[] {
  return bundlesOf(JSON.parse(readFileSync(manifest, 'utf8')) as Manifest);
}
