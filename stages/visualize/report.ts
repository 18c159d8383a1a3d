import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import type { SimilarityEntry } from '../formats/similarity-report.ts';
import { oneLayer } from './matrix.ts';
import type { Weights } from './matrix.ts';

/**
 * The entries of a `similarity` artifact: all layers in all snapshots.
 *
 * @throws StageFailure if it is not such an artifact
 */
export async function readAllEntries(path: string): Promise<readonly SimilarityEntry[]> {
  let report: Json;
  try {
    report = JSON.parse(await readFile(path, 'utf8')) as Json;
  } catch (error) {
    throw new StageFailure(`Cannot read the similarity report ${basename(path)}`, { cause: error });
  }
  if (!isObject(report) || !Array.isArray(report['entries'])) {
    throw new StageFailure(`Cannot read the similarity report ${basename(path)}: it has no list "entries"`);
  }
  return report['entries'];
}

/**
 * The entries of a `similarity` artifact for one snapshot, one for each layer.
 *
 * @throws StageFailure if it is not such an artifact, or lacks the snapshot
 */
export async function readEntries(path: string, snapshot: Weights): Promise<readonly SimilarityEntry[]> {
  const entries = await readAllEntries(path);
  const found = entries.filter((entry) => entry.snapshot === snapshot);
  if (found.length > 0) return found;
  throw new StageFailure(`The similarity report has nothing about the ${snapshot} weights`, {
    hint: `Add "${snapshot}" to the "snapshots" of the step that compares the filters.`,
  });
}

/**
 * The entry of one layer in one snapshot.
 *
 * @param which.layer undefined: the only layer
 * @throws StageFailure as `readEntries` and `oneLayer` do
 */
export async function readEntry(
  path: string,
  which: { readonly layer?: string | undefined; readonly snapshot: Weights },
): Promise<SimilarityEntry> {
  const entries = await readEntries(path, which.snapshot);
  const names = entries.map(({ layer }) => layer);
  const layer = oneLayer(names, which.layer);
  return entries[names.indexOf(layer)] as SimilarityEntry;
}
