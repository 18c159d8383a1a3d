import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';
import { campaign } from './campaign.ts';
import { noCounts } from './judge.ts';

// The short form of `npm run prove:crash`.

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'assay-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the engine', () => {
  it('survives kills, failing disks, damage and other runs', { timeout: 300_000 }, async () => {
    const victim = join(folder, 'victim.mjs');
    await bundle(fileURLToPath(new URL('victim.fixture.ts', import.meta.url)), victim);
    const stores = join(folder, 'stores');
    mkdirSync(stores);
    const result = await campaign({ seed: 7, kills: 60, corruptions: 60, victim, folder: stores, mount: false });
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject(noCounts());
    expect(result.kills).toBeGreaterThanOrEqual(60);
    expect(result.corruptions).toBe(60);
    expect(result.diskFull + result.readOnly).toBe(30);
    expect(result.togetherExecuted).toBe(result.togetherNeeded);
    // Every scenario has points to be killed at.
    expect(Object.values(result.points).every((count) => count > 3)).toBe(true);
  });
});
