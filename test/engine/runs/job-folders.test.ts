import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobFolders } from '../../../engine/runs/job-folders.ts';
import { keptRuns } from '../../../engine/runs/retention.ts';
import { openStore } from '../../../engine/store/local/disk.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();

/** A batch that began so many days ago, and perhaps ended. */
function batch(root: string, name: string, began: number, ended?: number): string {
  const folder = join(root, 'jobs', name);
  mkdirSync(folder, { recursive: true });
  const at = (path: string, days: number): void =>
    utimesSync(path, (NOW - days * DAY_MS) / 1000, (NOW - days * DAY_MS) / 1000);
  writeFileSync(join(folder, 'batch.json'), '{}');
  at(join(folder, 'batch.json'), began);
  if (ended !== undefined) {
    writeFileSync(join(folder, 'ended'), '');
    at(join(folder, 'ended'), ended);
  }
  at(folder, ended ?? began);
  return folder;
}

describe('jobFolders()', () => {
  it('names what ended long ago, and keeps what may still run', () => {
    const root = join(tempDir(), 'store');
    const old = batch(root, 'x-0000000001', 50, 40);
    batch(root, 'x-0000000002', 50, 10);
    batch(root, 'x-0000000003', 60);
    const forgotten = batch(root, 'x-0000000004', 200);
    mkdirSync(join(root, 'jobs', 'notes of a person'));
    const { old: found, oldest } = jobFolders(root, NOW);
    expect([...found].sort()).toEqual([old, forgotten]);
    expect(Math.round((NOW - oldest) / DAY_MS)).toBe(60);
    expect(existsSync(old)).toBe(true);
  });

  it('lets gc keep what the jobs of a dead loop have used since they were submitted', async () => {
    const store = await openStore(join(tempDir(), 'store'));
    expect(NOW - keptRuns(store, { runs: 1, days: 1 }, NOW).horizon).toBe(3_600_000);
    batch(store.root, 'x-0000000001', 3);
    expect(NOW - keptRuns(store, { runs: 1, days: 1 }, NOW).horizon).toBeGreaterThanOrEqual(3 * DAY_MS);
  });
});
