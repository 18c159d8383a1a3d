import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../../engine/cli/commands/gc.ts';
import type { ArtifactRef } from '../../../../engine/core/record.ts';
import { execute } from '../../../../engine/execute/execute.ts';
import { fsck } from '../../../../engine/runs/fsck.ts';
import { listRuns } from '../../../../engine/runs/runs.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { Unreadable } from '../../../../engine/store/local/unreadable.ts';
import { fileIn, refOf } from '../../../contract/object-store.ts';
import { fakeStage } from '../../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../../helpers/fake-world.ts';
import { asUser, noSecondUser, OTHERS } from '../../../helpers/second-user.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';
import { made, objectFile, recordFile, wholeRun } from '../../../helpers/whole-run.ts';

// What another user may not read is whole as far as anybody knows. The reason to skip: see noSecondUser.

const { stage } = fakeStage();
const STEPS = [step('a', stage, { n: 1 }), step('b', stage, { n: 2 }, ['a'])];

interface Scene {
  readonly store: DiskStore;
  readonly object: string;
  readonly record: string;
  readonly key: ReturnType<typeof made>['key'];
  readonly ref: ArtifactRef;
}

/** A store of root's in which everybody may write, with a finished run. */
async function scene(): Promise<Scene> {
  const folder = openFolder();
  const store = await openStore(join(folder, 'store'));
  const results = await wholeRun(store, STEPS);
  await store.close();
  const { key, digest } = made(results, 'a');
  for (const path of everything(store.root)) if (lstatSync(path).isDirectory()) chmodSync(path, 0o777);
  const object = objectFile(store, digest);
  const ref = { kind: 'text', extension: 'txt', digest, bytes: statSync(object).size };
  return { store, object, record: recordFile(store, key), key, ref };
}

/** A folder that everybody may look into. */
function openFolder(): string {
  const folder = tempDir();
  chmodSync(folder, 0o755);
  return folder;
}

function everything(folder: string): readonly string[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
}

/** The files of a store, without what a process leaves there for a moment. */
function filesOf(root: string): readonly string[] {
  return everything(root).filter((path) => !path.includes('/tmp') && !path.includes('/verified-'));
}

describe.skipIf(noSecondUser !== undefined)('a store with files that this user may not read', () => {
  it('open() and watch() say so, with what to do, and leave the object where it is', async () => {
    const { store, object, ref } = await scene();
    chmodSync(object, 0o400);
    await asUser(OTHERS.one, async () => {
      const other = await openStore(store.root);
      const told: string[] = [];
      other.notices.listen((message) => told.push(message));
      for (const way of ['open', 'watch'] as const) {
        const error = await other.objects[way](ref).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Unreadable);
        expect(error).toMatchObject({
          message: `Cannot read object ${ref.digest} (EACCES)`,
          hint: expect.stringMatching(/^It belongs to user 0\. .+chmod -R g\+rX.+--store DIR/),
        });
      }
      expect(await other.objects.verify(ref.digest).catch((thrown: unknown) => thrown)).toBeInstanceOf(Unreadable);
      expect(told).toEqual([]);
    });
    expect(existsSync(object)).toBe(true);
    expect(existsSync(join(store.root, 'quarantine'))).toBe(false);
  });

  it('take() does not replace an object that it cannot read', async () => {
    const { store, object } = await scene();
    const content = readFileSync(object);
    const { ino } = statSync(object);
    chmodSync(object, 0o400);
    await asUser(OTHERS.one, async () => {
      const other = await openStore(store.root);
      await other.withScratch(async (folder) => {
        await expect(other.objects.take(fileIn(folder, content))).rejects.toThrow('Cannot read object');
      });
    });
    expect(statSync(object).ino).toBe(ino);
  });

  it('get() tells it once, use() refuses, and the record stays', async () => {
    const { store, record, key } = await scene();
    chmodSync(record, 0o400);
    await asUser(OTHERS.one, async () => {
      const other = await openStore(store.root);
      const told: string[] = [];
      other.notices.listen((message) => told.push(message));
      expect([other.records.get(key), other.records.get(key)]).toEqual([undefined, undefined]);
      expect(told).toEqual([expect.stringContaining(`Cannot read the record ${key} (EACCES)`)]);
      expect(() => other.records.use(key)).toThrow(Unreadable);
    });
    expect(existsSync(record)).toBe(true);
  });

  it.each(['object', 'record', 'folder of an object', 'folder of a record'])(
    'a run fails the step that needs the %s, with the reason, and touches nothing',
    async (what) => {
      const { store, object, record } = await scene();
      const path = what.endsWith('object') ? object : record;
      if (what.startsWith('folder')) chmodSync(dirname(path), 0o700);
      else chmodSync(path, 0o400);
      const before = filesOf(store.root);
      const results = await asUser(OTHERS.one, async () =>
        execute(planOf(STEPS), fakeWorld(await openStore(store.root))),
      );
      expect(results.get('a')).toMatchObject({
        action: 'failed',
        error: { name: 'UsageError', message: expect.stringMatching(/^Cannot read (object|the record) .+\(EACCES\)$/) },
      });
      expect(results.get('b')).toMatchObject({ action: 'skipped' });
      expect(filesOf(store.root)).toEqual(before);
    },
  );

  it('fsck() counts what it cannot read apart from damage, and moves nothing', async () => {
    const { store, object, record, ref, key } = await scene();
    const run = join(store.root, 'runs', 'test', '1', 'run.json');
    for (const path of [object, record, run]) chmodSync(path, 0o400);
    const fan = dirname(objectFile(store, (await store.objects.put(fileIn(tempDir(), 'hidden'))).digest));
    chmodSync(fan, 0o700);
    await store.close();
    const before = filesOf(store.root);
    const found = await asUser(OTHERS.one, async () => fsck(await openStore(store.root), () => undefined));
    expect(found).toMatchObject({ damage: [], missing: [], rebuild: [] });
    expect(found.unreadable.map((text) => text.replace(/ \(EACCES\).*/, ''))).toEqual([
      expect.stringMatching(`Cannot read (object ${ref.digest}|the folder ${fan})`),
      expect.stringMatching(`Cannot read (object ${ref.digest}|the folder ${fan})`),
      `Cannot read the record ${key}`,
      `Cannot read the record of a run, ${run},`,
    ]);
    expect(filesOf(store.root)).toEqual(before);
  });

  it.each(['record', 'run'])(
    'gc removes nothing when it cannot read a %s: what that needs cannot be told',
    async (what) => {
      const { store, record } = await scene();
      chmodSync(what === 'record' ? record : join(store.root, 'runs', 'test', '1', 'run.json'), 0o400);
      const before = filesOf(store.root);
      const options = { store: store.root, keepRuns: 1, keepDays: 0, pruneRuns: false, dryRun: false, json: false };
      const application = { registry: { stages: {}, sections: {} } } as unknown as Parameters<typeof collectGarbage>[1];
      const terminal = { out: () => undefined, err: () => undefined } as unknown as Parameters<
        typeof collectGarbage
      >[2];
      await asUser(OTHERS.one, async () => {
        await expect(collectGarbage(options, application, terminal)).rejects.toThrow(Unreadable);
      });
      expect(filesOf(store.root)).toEqual(before);
    },
  );
});

describe.skipIf(noSecondUser !== undefined)('a store for a group: a folder with the setgid bit', () => {
  it('lets one member use what another has made, whatever their umask', async () => {
    const root = join(openFolder(), 'store');
    mkdirSync(root);
    chownSync(root, 0, OTHERS.group);
    chmodSync(root, 0o2770);
    const large = 'large'.repeat(20_000);
    const put = await asUser(OTHERS.one, async () => {
      const store = await openStore(root);
      await wholeRun(store, STEPS);
      const object = refOf(await store.objects.put(fileIn(tempDir(), large)));
      await store.close();
      return object;
    });
    for (const path of everything(root)) {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) continue;
      expect(stat.gid, path).toBe(OTHERS.group);
      const wanted = stat.isDirectory() ? 0o2070 : 0o040;
      expect(stat.mode & wanted, path).toBe(wanted);
      expect(stat.mode & 0o007, path).toBe(0);
    }
    await asUser(OTHERS.two, async () => {
      const store = await openStore(root);
      const again = await wholeRun(store, [...STEPS, step('c', stage, { n: 3 }, ['a'])]);
      expect([...again.values()].map(({ action }) => action)).toEqual(['reused', 'reused', 'finished']);
      expect(readFileSync((await store.objects.open(put)) ?? '', 'utf8')).toBe(large);
      expect(listRuns(store, 'test')).toHaveLength(2);
      await store.close();
      expect(await fsck(await openStore(root), () => undefined)).toMatchObject({
        damage: [],
        unreadable: [],
        missing: [],
      });
    });
  });

  it('without the bit keeps to the umask of each', async () => {
    const folder = openFolder();
    chownSync(folder, OTHERS.one, OTHERS.group);
    const root = join(folder, 'store');
    await asUser(OTHERS.one, async () => (await openStore(root)).objects.put(fileIn(folder, 'private')));
    // Who waits for a process must see whose lease it is: its owner file may be read by all who may look into the folder.
    const content = everything(root).filter((path) => !path.endsWith('/owner'));
    for (const path of content) expect(statSync(path).mode & 0o077, path).toBe(0);
  });
});
