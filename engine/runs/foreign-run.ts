import { parseDigest } from '../core/digest.ts';
import { isObject } from '../core/json.ts';
import { isArtifact } from '../store/check-record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import { changeNotes } from './notes.ts';
import { parseRun, type RunRecord } from './run-record.ts';

const ACTIONS: ReadonlySet<unknown> = new Set(['reused', 'finished', 'failed', 'skipped', 'cancelled']);

/**
 * Reads the record of a run that somebody else may have written; undefined when a part of it is not what the engine would write: its
 * paths and digests lead to files here.
 */
export function foreignRun(value: unknown): RunRecord | undefined {
  const run = parseRun(JSON.stringify(value) ?? '');
  if (run === undefined || run.status === 'running' || Number.isNaN(Date.parse(run.startedAt))) return undefined;
  const isWhole = run.steps.every(isStep) && run.outputs.every(isOutput) && typeof run.file === 'string';
  return isWhole ? run : undefined;
}

function isStep(step: unknown): boolean {
  if (!isObject(step)) return false;
  const { name, point, stage, action, key, outputs = {}, metrics = {} } = step;
  return (
    typeof name === 'string' &&
    isObject(point) &&
    typeof stage === 'string' &&
    ACTIONS.has(action) &&
    (key === undefined || parseDigest(key) !== undefined) &&
    isObject(outputs) &&
    Object.values(outputs).every(isArtifact) &&
    isObject(metrics)
  );
}

function isOutput(output: unknown): boolean {
  return isObject(output) && typeof output['file'] === 'string' && isArtifact(output['artifact']);
}

/**
 * Keeps the tags and the note that came with a run of another store; what is neither is passed over.
 *
 * @throws UsageError when they are too many or too long
 */
export async function keepNotes(store: DiskStore, run: RunRecord, notes: unknown): Promise<void> {
  if (!isObject(notes)) return;
  const tags = Array.isArray(notes['tags']) ? notes['tags'].filter((tag) => typeof tag === 'string') : [];
  const note = typeof notes['note'] === 'string' ? { note: notes['note'] } : {};
  if (tags.length > 0 || 'note' in note) await changeNotes(store, run, () => ({ tags, ...note }));
}
