import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { thisProcess } from '../../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const DAY = 24 * 3_600_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function newStore(): Promise<{ store: DiskStore; tmp: string }> {
  const store = await openStore(join(tempDir(), 'store'));
  await store.temporary.name();
  return { store, tmp: join(store.root, 'tmp') };
}

/** What three other processes have left: two that are dead, and one that ran where nobody here can look. */
function leave(tmp: string, own: string): { dead: string; earlier: string; elsewhere: string } {
  const names = {
    dead: own.replace(/^\d+/, '4194303'),
    earlier: own.replace(/^(\d+)-\d+/, '$1-1'),
    elsewhere: own.replace(/^\d+-\d+-[0-9a-f]{8}-/, '4194303-1-00000000-'),
  };
  for (const name of Object.values(names)) {
    mkdirSync(join(tmp, name, 'rest'), { recursive: true });
    writeFileSync(join(tmp, name, 'owner'), '{}');
  }
  return names;
}

describe('TemporaryFolder', () => {
  it('names its process in a file that everybody may read', async () => {
    const { store, tmp } = await newStore();
    const path = await store.temporary.owner();
    expect(path).toBe(join(tmp, store.temporary.label, 'owner'));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ id: store.temporary.id, ...thisProcess() });
    expect(statSync(path).mode & 0o444).toBe(0o444);
    rmSync(tmp, { recursive: true });
    expect(existsSync(await store.temporary.owner())).toBe(true);
  });

  it('touches that file every ten seconds until it is removed, with or without a lease', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { store } = await newStore();
    const path = await store.temporary.owner();
    for (let beat = 0; beat < 3; beat += 1) {
      utimesSync(path, 0, 0);
      vi.advanceTimersByTime(10_000);
      expect(statSync(path).mtimeMs).toBeGreaterThan(0);
    }
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('removeStale() removes what the dead of this place left, and nothing of who may be alive elsewhere [B1]', async () => {
    const { store, tmp } = await newStore();
    const own = store.temporary.label;
    const { elsewhere } = leave(tmp, own);
    mkdirSync(join(tmp, 'strange'));
    await store.temporary.removeStale();
    expect(readdirSync(tmp).sort()).toEqual([elsewhere, own, 'strange'].sort());
  });

  it('removeStale() removes what is left elsewhere after a week without a heartbeat', async () => {
    const { store, tmp } = await newStore();
    const own = store.temporary.label;
    const { elsewhere } = leave(tmp, own);
    // Times that the owner sets himself prove nothing: his clock may be wrong.
    utimesSync(join(tmp, elsewhere, 'owner'), 0, 0);
    utimesSync(join(tmp, elsewhere), 0, 0);
    const now = vi.spyOn(store.temporary, 'now');
    now.mockReturnValue(Date.now() + 6 * DAY);
    await store.temporary.removeStale();
    expect(readdirSync(tmp).sort()).toEqual([elsewhere, own].sort());
    now.mockReturnValue(Date.now() + 8 * DAY);
    await store.temporary.removeStale();
    expect(readdirSync(tmp)).toEqual([own]);
  });

  it('nothing is removed by opening a store [B1]', async () => {
    const { store, tmp } = await newStore();
    const names = Object.values(leave(tmp, store.temporary.label));
    await (await openStore(store.root)).close();
    expect(readdirSync(tmp).sort()).toEqual([...names, store.temporary.label].sort());
  });

  it('silenceOf() is the time since the last heartbeat, and infinite where there is none', async () => {
    const { store, tmp } = await newStore();
    const { label } = store.temporary;
    expect(Math.abs(store.temporary.silenceOf(label))).toBeLessThan(60_000);
    utimesSync(join(tmp, label, 'owner'), 0, 0); // a clock that is wrong
    expect(Math.abs(store.temporary.silenceOf(label))).toBeLessThan(60_000);
    // The clock of this machine is a day ahead of the file system's.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + DAY);
    expect(Math.abs(store.temporary.silenceOf(label))).toBeLessThan(60_000);
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([label]);
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + DAY);
    expect(Math.round(store.temporary.silenceOf(label) / DAY)).toBe(1);
    for (const name of ['nobody', '..', `../tmp/${label}`]) expect(store.temporary.silenceOf(name)).toBe(Infinity);
  });

  it('folder() takes the empty folder that a lost answer has left under its name [B6]', async () => {
    const { store, tmp } = await newStore();
    const [, next] = [await store.temporary.name(), '3'];
    mkdirSync(join(tmp, store.temporary.label, next));
    const folder = await store.temporary.folder();
    expect(folder).toBe(join(tmp, store.temporary.label, next));
    expect(readdirSync(folder)).toEqual([]);
  });
});
