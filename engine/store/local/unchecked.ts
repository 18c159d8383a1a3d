import { parseDigest, type Digest } from '../../core/digest.ts';
import { canonical, isObject, type JsonObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/record.ts';
import { readRecord } from './record-file.ts';
import { walk } from './walk.ts';

/** A record and its path. */
export interface Placed {
  readonly key: Digest;
  readonly path: string;
}

/**
 * Returns, by object, the records that were made from it without a check that it had stayed intact: those with the object among
 * their inputs, and those that may have continued from it as a checkpoint. Reads all records, so it is for the rare case of a
 * damaged object.
 */
export function uncheckedUses(folder: string): Map<Digest, Placed[]> {
  const uses = new Map<Digest, Placed[]>();
  const checkpoints = new Map<string, Digest[]>();
  const others: { readonly work: string; readonly placed: Placed }[] = [];
  const add = (object: Digest, placed: Placed): void => {
    uses.set(object, [...(uses.get(object) ?? []), placed]);
  };
  for (const { path, hex } of walk(folder, '.json', () => undefined)) {
    const key = parseDigest(`sha256:${hex}`);
    const record = key === undefined ? undefined : tryToRead(path, key);
    if (key === undefined || record === undefined || record.checked === true) continue;
    const placed = { key, path };
    for (const digest of inputsOf(record)) add(digest, placed);
    const work = workOf(record);
    others.push({ work, placed });
    const states = Object.values(record.outputs).filter(({ kind }) => kind === 'checkpoint');
    checkpoints.set(work, [...(checkpoints.get(work) ?? []), ...states.map(({ digest }) => digest)]);
  }
  for (const { work, placed } of others) for (const state of checkpoints.get(work) ?? []) add(state, placed);
  return uses;
}

/** A stranger's record may have anything in the place of its inputs. */
function inputsOf({ fingerprint }: StepRecord): readonly Digest[] {
  const ports: unknown = fingerprint.inputs;
  const inputs: readonly unknown[] = isObject(ports) ? Object.values(ports).flat() : [];
  return inputs.flatMap((input) => parseDigest(isObject(input) ? input['digest'] : undefined) ?? []);
}

/** What a step and its checkpoints have in common: all of their fingerprints but the parameters, of which one is left out. */
function workOf({ fingerprint }: StepRecord): string {
  const { params: _, ...work } = fingerprint;
  return canonical(work as unknown as JsonObject);
}

function tryToRead(path: string, key: Digest): StepRecord | undefined {
  try {
    const read = readRecord(path, key);
    return typeof read === 'string' ? undefined : read?.record;
  } catch {
    return undefined; // Unreadable: nobody can use it now.
  }
}
