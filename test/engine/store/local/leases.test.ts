import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { digestOf, hexOf } from '../../../../engine/core/digest.ts';
import { startOf, thisProcess } from '../../../../engine/store/local/alive.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import type { Holder, Lease } from '../../../../engine/store/store.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

const KEY = digestOf('fingerprint', 'a step');
const NEVER = new AbortController().signal;
/** No pid: the kernel's largest is smaller. */
const NO_PID = 4_194_304;

async function twoStores(): Promise<[DiskStore, DiskStore]> {
  const root = join(tempDir(), 'store');
  return [await openStore(root), await openStore(root)];
}

function leaseOf(taken: Lease | Holder): Lease {
  if (!('release' in taken)) throw new Error(`Held by ${taken.pid}`);
  return taken;
}

function namesIn(store: DiskStore): readonly string[] {
  return readdirSync(join(store.root, 'leases')).sort();
}

/** Leaves the lease of another process behind: by default one that is dead. */
function leave(store: DiskStore, name: string, owner: object): void {
  const whole = { ...thisProcess(), id: 'aaaaaaaaaaaaaaaa', pid: NO_PID, started: '1', ...owner };
  writeFileSync(join(store.root, 'leases', name), JSON.stringify(whole));
}

describe('DiskLeases', () => {
  it('take() gives a key to one at a time and says who has it', async () => {
    const [one, other] = await twoStores();
    const lease = leaseOf(await one.leases.take(KEY));
    expect(await other.leases.take(KEY)).toMatchObject({ pid: process.pid, host: hostname() });
    leaseOf(await other.leases.take(digestOf('fingerprint', 'another step'))).release();
    lease.release();
    leaseOf(await other.leases.take(KEY)).release();
    expect(namesIn(one)).toEqual([]);
  });

  it('take() gives a key to one of many that ask at once', async () => {
    const [one, other] = await twoStores();
    const taken = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? one : other).leases.take(KEY)));
    expect(taken.filter((each) => 'release' in each).length).toBe(1);
  });

  it('ended() resolves when the lease is given back, not earlier', async () => {
    const [one, other] = await twoStores();
    const lease = leaseOf(await one.leases.take(KEY));
    const holder = (await other.leases.take(KEY)) as Holder;
    let over = false;
    const ended = other.leases.ended(KEY, holder, NEVER).then(() => (over = true));
    await sleep(60);
    expect(over).toBe(false);
    lease.release();
    await ended;
    leaseOf(await other.leases.take(KEY));
  });

  it('ended() resolves at once when the waiting run is interrupted', async () => {
    const [one, other] = await twoStores();
    leaseOf(await one.leases.take(KEY));
    const abort = new AbortController();
    const ended = other.leases.ended(KEY, (await other.leases.take(KEY)) as Holder, abort.signal);
    const before = performance.now();
    abort.abort();
    await ended;
    expect(performance.now() - before).toBeLessThan(100);
  });

  const dead: Readonly<Record<string, object>> = {
    'is no process': { pid: NO_PID },
    'is an earlier process with the pid of one that runs': { pid: process.pid, started: '1' },
  };
  for (const [how, owner] of Object.entries(dead)) {
    it(`take() takes over from an owner that ${how}, one of all who try`, async () => {
      const [one, other] = await twoStores();
      leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release(); // makes the folder
      leave(one, hexOf(KEY), owner);
      const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).leases.take(KEY)));
      const [lease, ...more] = taken.filter((each) => 'release' in each);
      expect(more).toEqual([]);
      expect(namesIn(one)).toEqual([hexOf(KEY)]);
      if (lease !== undefined) leaseOf(lease).release();
      expect(namesIn(one)).toEqual([]);
    });
  }

  it('take() takes over from those who died while they took over', async () => {
    const [one] = await twoStores();
    leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
    leave(one, hexOf(KEY), { id: 'a'.repeat(16) });
    leave(one, `${hexOf(KEY)}.${'a'.repeat(16)}`, { id: 'b'.repeat(16) });
    leave(one, `${hexOf(KEY)}.${'a'.repeat(16)}.${'b'.repeat(16)}`, { id: 'c'.repeat(16) });
    const lease = leaseOf(await one.leases.take(KEY));
    expect(namesIn(one)).toEqual([hexOf(KEY)]);
    lease.release();
    expect(namesIn(one)).toEqual([]);
  });

  it('take() waits for one who takes over at the moment', async () => {
    const [one] = await twoStores();
    leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
    leave(one, hexOf(KEY), { id: 'a'.repeat(16) });
    leave(one, `${hexOf(KEY)}.${'a'.repeat(16)}`, { pid: process.pid, started: startOf(process.pid) });
    expect(await one.leases.take(KEY)).toMatchObject({ pid: process.pid });
  });

  for (const harm of ['{"id":', '[]', '{"id":"../../x","pid":1,"host":"h"}', '']) {
    it(`take() takes over a lease file that holds ${JSON.stringify(harm)}`, async () => {
      const [one] = await twoStores();
      leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
      writeFileSync(join(one.root, 'leases', hexOf(KEY)), harm);
      leaseOf(await one.leases.take(KEY)).release();
      expect(namesIn(one)).toEqual([]);
    });
  }

  it('take() respects an owner on another host as long as its heartbeat moves, and two minutes more', async () => {
    const [one] = await twoStores();
    leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
    leave(one, hexOf(KEY), { host: 'elsewhere' });
    const path = join(one.root, 'leases', hexOf(KEY));
    const start = performance.now();
    const clock = vi.spyOn(performance, 'now');
    // Whatever the other clock says: it must stand still.
    for (const [passed, heartbeat] of [
      [0, 1_000],
      [100_000, 1_001],
      [210_000, 5],
      [329_000, 5],
    ] as const) {
      clock.mockReturnValue(start + passed);
      utimesSync(path, heartbeat, heartbeat);
      expect(await one.leases.take(KEY)).toMatchObject({ host: 'elsewhere' });
    }
    clock.mockReturnValue(start + 331_000);
    leaseOf(await one.leases.take(KEY)).release();
    clock.mockRestore();
  });

  for (const place of ['host', 'boot', 'space'] as const) {
    it(`take() does not take over from one of another ${place} because its pid is nobody here [B1]`, async () => {
      const [one] = await twoStores();
      leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
      leave(one, hexOf(KEY), { [place]: 'another' });
      expect(await one.leases.take(KEY)).toMatchObject({ pid: NO_PID });
      expect(await one.leases.clear(hexOf(KEY))).toBe(false);
    });
  }

  it('take() takes over at once from one elsewhere that was silent long before, by the clock of the file system', async () => {
    const [one] = await twoStores();
    leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
    leave(one, hexOf(KEY), { boot: 'an earlier one' });
    // What the owner's own clock says is of no use.
    utimesSync(join(one.root, 'leases', hexOf(KEY)), 5, 5);
    const now = vi.spyOn(one.temporary, 'now');
    now.mockReturnValue(Date.now() + 110_000);
    expect(await one.leases.take(KEY)).toMatchObject({ pid: NO_PID });
    const other = await openStore(one.root);
    await other.temporary.owner();
    vi.spyOn(other.temporary, 'now').mockReturnValue(Date.now() + 130_000);
    leaseOf(await other.leases.take(KEY)).release();
    now.mockRestore();
  });

  it('presumeGone() lets take() take over from one elsewhere at once, and from nobody else', async () => {
    const [one, other] = await twoStores();
    leaseOf(await one.leases.take(KEY)).release();
    const elsewhere = { host: 'elsewhere', id: 'bbbbbbbbbbbbbbbb' };
    leave(one, hexOf(KEY), elsewhere);
    one.leases.presumeGone('cccccccccccccccc');
    expect(await one.leases.take(KEY)).toMatchObject({ host: 'elsewhere' });
    one.leases.presumeGone(elsewhere.id);
    leaseOf(await one.leases.take(KEY));
    expect(await other.leases.take(KEY)).toMatchObject({ pid: process.pid });
  });

  it('take() recognises a lease as its own whose answer was lost, and no other [B6]', async () => {
    const [one, other] = await twoStores();
    const path = join(one.root, 'leases', hexOf(KEY));
    leaseOf(await one.leases.take(digestOf('fingerprint', 'first'))).release();
    // What the file server has done when its answer is lost: the repeated question then finds the name taken.
    linkSync(await one.temporary.owner(), path);
    expect(await other.leases.take(KEY)).toMatchObject({ pid: process.pid });
    const lease = leaseOf(await one.leases.take(KEY));
    // It is held now: the same process may not take it twice.
    expect(await one.leases.take(KEY)).toMatchObject({ pid: process.pid });
    lease.release();
    expect(existsSync(path)).toBe(false);
  });

  it('release() leaves alone what another has taken over', async () => {
    const [one] = await twoStores();
    const lease = leaseOf(await one.leases.take(KEY));
    const path = join(one.root, 'leases', hexOf(KEY));
    // Not through the link, which would change the owner file too.
    rmSync(path);
    leave(one, hexOf(KEY), { pid: process.pid, started: startOf(process.pid) });
    lease.release();
    expect(existsSync(path)).toBe(true);
  });

  it('take() begins anew when its own files were removed or damaged', async () => {
    const [one, other] = await twoStores();
    leaseOf(await one.leases.take(KEY)).release();
    const [own] = readdirSync(join(one.root, 'tmp'));
    const file = join(one.root, 'tmp', own ?? '', 'owner');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    rmSync(join(one.root, 'tmp'), { recursive: true });
    leaseOf(await one.leases.take(KEY)).release();
    rmSync(join(one.root, 'leases'), { recursive: true });
    const lease = leaseOf(await one.leases.take(KEY));
    truncateSync(join(one.root, 'leases', hexOf(KEY)), 3);
    leaseOf(await other.leases.take(KEY)).release();
    lease.release();
    expect(namesIn(one)).toEqual([]);
  });

  it('take() and release() cost less than half a millisecond', async () => {
    const [one] = await twoStores();
    leaseOf(await one.leases.take(KEY)).release();
    const times: number[] = [];
    for (let n = 0; n < 300; n += 1) {
      const before = performance.now();
      leaseOf(await one.leases.take(digestOf('fingerprint', n))).release();
      times.push(performance.now() - before);
    }
    expect(times.sort((a, b) => a - b)[150]).toBeLessThan(0.5);
  });
});
