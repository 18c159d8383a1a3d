import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';
import { campaign } from './campaign.ts';
import { noCounts } from './judge.ts';
import { makeReady, trialCampaign, type Ready } from './trials/campaign.ts';
import { KINDS, type Kind } from './trials/trial.ts';

// The short form of `npm run prove:crash`.

const TIMEOUT = { timeout: 300_000 };
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'assay-crash-'));
chmodSync(folder, 0o755); // Trials with other users look into it.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fixture(name: string, target: string): Promise<void> {
  return bundle(fileURLToPath(new URL(name, import.meta.url)), target);
}

describe('the engine', () => {
  it('survives kills, failing disks, damage and other runs', TIMEOUT, async () => {
    const victim = join(folder, 'victim.mjs');
    await fixture('victim.fixture.ts', victim);
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

/** How many trials of each kind: a few seconds of each. */
const TRIALS: Readonly<Record<Kind, number>> = {
  environment: 3,
  'changed after verification': 8,
  namespaces: 3,
  unreadable: 10,
  'failing writes': 7,
  'lost answers': 5,
  'strange files': 16,
  'hang-up': 3,
  'lost output': 5,
  'second users': 3,
  'frozen owners': 1,
};

describe('the program', () => {
  let ready: Ready | undefined;
  beforeAll(async () => {
    await fixture('trials/toy.fixture.ts', join(folder, 'toy.mjs'));
    ready = makeReady(folder, fileURLToPath(new URL('../../', import.meta.url)));
  }, 60_000);

  it.each(KINDS)('keeps its promises: %s', TIMEOUT, async (kind) => {
    if (ready === undefined) throw new Error('No bench');
    const { kinds, problems } = await trialCampaign(ready, { seed: 7, each: TRIALS[kind], kind });
    expect(problems).toEqual([]);
    // On a machine that lacks something, its trials are left out, and counted; CI sets ASSAY_REQUIRE_SYSTEM.
    const count = kinds[kind];
    const leftOut = Object.values(count?.leftOut ?? {}).reduce((sum, n) => sum + n, 0);
    expect((count?.trials ?? 0) + leftOut).toBe(TRIALS[kind]);
  });
});
