import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json } from '../json.ts';
import type { DiskStore } from '../store/disk.ts';
import type { RunRecord } from './run-record.ts';
import { runFolder } from './runs.ts';

const FILE = 'verified.json';

/** What came of running steps again: kept beside the run as `verified.json`. */
export interface Verification {
  readonly at: string;
  readonly host: Json;
  readonly steps: readonly { readonly id: string; readonly port: string; readonly same: boolean }[];
}

/** Keeps the outcome of a verification beside the run it was about; a later one replaces it. */
export function writeVerification(store: DiskStore, run: RunRecord, verification: Verification): void {
  const path = join(runFolder(store, run.experiment, run.number), FILE);
  writeFileSync(path, `${JSON.stringify(verification, null, 2)}\n`);
}

/** The newest verification of a run, or undefined when there is none or it is damaged. */
export function readVerification(store: DiskStore, run: RunRecord): Verification | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(runFolder(store, run.experiment, run.number), FILE), 'utf8'));
    return isObject(value) && typeof value['at'] === 'string' && Array.isArray(value['steps'])
      ? (value as unknown as Verification)
      : undefined;
  } catch {
    return undefined;
  }
}

/** `24 of 24 artifacts the same`: the badge that `show` and `log` put beside a run. */
export function showVerification({ steps }: Verification): string {
  return `${steps.filter((step) => step.same).length} of ${steps.length} artifacts the same`;
}
