import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { digestOfText, hexOf, parseDigest, type Digest } from '../../../../engine/core/digest.ts';
import { UsageError } from '../../../../engine/core/failure.ts';
import type { StepRecord, ArtifactRef } from '../../../../engine/core/record.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { fileIn, refOf } from '../../../contract/object-store.ts';
import { recordOf } from '../../../helpers/record.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

/** Large enough for the index of verified objects. */
const CONTENT = 'the artifact\n'.repeat(6000);

/** What can happen to a file behind the store's back. */
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  truncated: (path) => truncateSync(path, 10),
  emptied: (path) => truncateSync(path, 0),
  appended: (path) => appendFileSync(path, 'x'),
  deleted: (path) => rmSync(path),
  'a bit flipped and the mtime restored': flipBit,
  'replaced by a link to the same bytes': (path) => {
    const copy = `${path}-copy`;
    writeFileSync(copy, readFileSync(path));
    rmSync(path);
    symlinkSync(copy, path);
  },
  'replaced by a dangling link': (path) => {
    rmSync(path);
    symlinkSync('/nowhere', path);
  },
  'replaced by a folder': (path) => {
    rmSync(path);
    mkdirSync(path);
    writeFileSync(join(path, 'file'), CONTENT);
  },
};

function flipBit(path: string): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[7] = (bytes[7] ?? 0) ^ 4;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
  chmodSync(path, 0o444);
}

function rewrite(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  expect(change(text)).not.toBe(text);
  chmodSync(path, 0o644);
  writeFileSync(path, change(text));
}

/** Changes the body of a record's file and gives it the digest of the new body. */
function forged(change: (body: string) => string): (path: string) => void {
  return (path) =>
    rewrite(path, (text) => {
      const body = change(text.slice(text.indexOf('"record":') + '"record":'.length, -2));
      return `{"digest":"${digestOfText('record', body)}","record":${body}}\n`;
    });
}

function objectPath(store: DiskStore, ref: ArtifactRef): string {
  const hex = hexOf(ref.digest);
  return join(store.root, 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
}

function recordPath(store: DiskStore, key: string): string {
  const hex = key.slice('sha256:'.length);
  return join(store.root, 'actions', hex.slice(0, 2), `${hex.slice(2)}.json`);
}

async function storeWith(content: string): Promise<{ store: DiskStore; ref: ArtifactRef; notices: string[] }> {
  const folder = tempDir();
  const store = await openStore(join(folder, 'store'));
  const notices: string[] = [];
  store.notices.listen((message) => notices.push(message));
  return { store, ref: refOf(await store.objects.put(fileIn(folder, content))), notices };
}

/** The file of the index of verified objects. */
function indexOf(store: DiskStore): string {
  return join(store.root, store.verified.name ?? '');
}

/** Makes the store believe that what is there was settled long ago, so that its index vouches for what it hashes now. */
async function settle(store: DiskStore, ref: ArtifactRef): Promise<void> {
  const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
  expect(await store.objects.open(ref)).toBeDefined();
  later.mockRestore();
  await store.close();
}

/** A record as it is read when it was settled long ago. */
function readLater(store: DiskStore, key: Digest): StepRecord | undefined {
  const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
  const record = store.records.get(key);
  later.mockRestore();
  return record;
}

describe('DiskObjects', () => {
  for (const [damage, harm] of Object.entries(DAMAGES)) {
    for (const vouched of [false, true]) {
      it(`open() never returns an object that was ${damage}${vouched ? ' after the index vouched for it' : ''}`, async () => {
        const { store, ref, notices } = await storeWith(CONTENT);
        if (vouched) await settle(store, ref);
        harm(objectPath(store, ref));
        expect(await store.objects.open(ref)).toBeUndefined();
        expect(existsSync(objectPath(store, ref))).toBe(false);
        const moved = damage === 'deleted' ? 0 : 1;
        expect(notices.length).toBe(moved);
        expect(
          existsSync(join(store.root, 'quarantine')) ? readdirSync(join(store.root, 'quarantine')).length : 0,
        ).toBe(moved);

        const source = fileIn(dirname(store.root), CONTENT, 'again');
        expect(refOf(await store.objects.put(source))).toEqual(ref);
        const path = await store.objects.open(ref);
        expect(path === undefined ? undefined : readFileSync(path, 'utf8')).toBe(CONTENT);
      });

      it(`put() mends an object that was ${damage}${vouched ? ' after the index vouched for it' : ''}`, async () => {
        const { store, ref } = await storeWith(CONTENT);
        if (vouched) await settle(store, ref);
        harm(objectPath(store, ref));
        await store.objects.put(fileIn(dirname(store.root), CONTENT, 'again'));
        const path = await store.objects.open(ref);
        expect(path === undefined ? undefined : readFileSync(path, 'utf8')).toBe(CONTENT);
      });
    }
  }

  it('open() keeps an object of which only the mode was changed', async () => {
    const { store, ref, notices } = await storeWith(CONTENT);
    await settle(store, ref);
    chmodSync(objectPath(store, ref), 0o600);
    expect(await store.objects.open(ref)).toBe(objectPath(store, ref));
    expect(notices).toEqual([]);
  });

  it('open() hashes a small object whatever the index says of it', async () => {
    const { store, ref } = await storeWith('small');
    const path = objectPath(store, ref);
    await settle(store, ref);
    expect(existsSync(indexOf(store))).toBe(false);
    chmodSync(path, 0o644);
    writeFileSync(path, 'other');
    const { size, mtimeNs, ctimeNs, ino, dev } = statSync(path, { bigint: true });
    writeFileSync(indexOf(store), `ctime ${dev}\n${hexOf(ref.digest)} ${size} ${mtimeNs} ${ctimeNs} ${ino} ${dev}\n`);
    expect(await (await openStore(store.root)).objects.open(ref)).toBeUndefined();
  });

  it('open() says what it found and where it went', async () => {
    const { store, ref, notices } = await storeWith(CONTENT);
    truncateSync(objectPath(store, ref), 10);
    await store.objects.open(ref);
    const [moved] = readdirSync(join(store.root, 'quarantine'));
    expect(notices[0]).toMatch(
      /^Object sha256:[0-9a-f]{64} has other content \(10 bytes, sha256:[0-9a-f]{64}\): moved to /,
    );
    expect(basename(notices[0] ?? '')).toBe(moved);
  });

  it('put() commits read-only files and leaves nothing temporary behind', async () => {
    const { store, ref } = await storeWith(CONTENT);
    await store.objects.put(fileIn(dirname(store.root), CONTENT));
    expect(statSync(objectPath(store, ref)).mode & 0o222).toBe(0);
    const [own] = readdirSync(join(store.root, 'tmp'));
    expect(readdirSync(join(store.root, 'tmp', own ?? ''))).toEqual(['owner']);
    await store.close();
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  it('put() works for two stores in the same folder at once', async () => {
    const folder = tempDir();
    const stores = await Promise.all([openStore(join(folder, 's')), openStore(join(folder, 's'))]);
    const sources = Array.from({ length: 60 }, (_, index) => fileIn(folder, `content ${index % 20}`, `f${index}`));
    const puts = await Promise.all(stores.flatMap(({ objects }) => sources.map((source) => objects.put(source))));
    for (const put of puts) expect(await stores[0]?.objects.open(refOf(put))).toBeDefined();
    expect(new Set(puts.map(({ digest }) => digest)).size).toBe(20);
  });

  it('open() hashes an object once for all who ask at the same time', async () => {
    const { store, ref } = await storeWith('x'.repeat(3_000_000));
    const paths = await Promise.all(Array.from({ length: 50 }, () => store.objects.open(ref)));
    expect(new Set(paths)).toEqual(new Set([objectPath(store, ref)]));
  });

  it('open() refuses a digest that is none, because it becomes a path', async () => {
    const { store, ref } = await storeWith(CONTENT);
    const hostile = { ...ref, digest: 'sha256:../../../etc/passwd' as ArtifactRef['digest'] };
    expect(parseDigest(hostile.digest)).toBeUndefined();
    await expect(store.objects.open(hostile)).rejects.toThrow('is no digest');
  });
});

describe('DiskRecords', () => {
  const harms: Readonly<Record<string, (path: string) => void>> = {
    ...DAMAGES,
    'written by a newer version': (path) => rewrite(path, (text) => text.replace('"format":1', '"format":2')),
    'changed in a metric': (path) => rewrite(path, (text) => text.replace('0.5', '0.9')),
    'changed in an output': (path) => rewrite(path, (text) => text.replace(/"bytes":\d+/, '"bytes":1')),
    'filled with other JSON': (path) => rewrite(path, () => '[1, 2]'),
    // Each with the digest of its text, as a stranger could write it.
    'given half a character': forged((body) => body.replace('"rate":0.1', '"rate":"\\ud800"')),
    'nested without end': forged((body) =>
      body.replace('"rate":0.1', `"rate":${'['.repeat(20_000)}${']'.repeat(20_000)}`),
    ),
    'filled with text that is no JSON': forged(() => '{"format":1'),
    'filled with a list': forged(() => '[1]'),
    'filled with zeros': (path) => rewrite(path, (text) => '\0'.repeat(text.length)),
  };
  for (const [damage, harm] of Object.entries(harms)) {
    for (const read of [false, true]) {
      it(`get() never believes a record that was ${damage}${read ? ' after it was read' : ''}`, async () => {
        const { store, ref, notices } = await storeWith(CONTENT);
        const record = recordOf({ rate: 0.1 }, { out: ref });
        await store.records.put(record);
        if (read) readLater(store, record.key);
        harm(recordPath(store, record.key));
        expect(store.records.get(record.key)).toBeUndefined();
        expect(existsSync(recordPath(store, record.key))).toBe(false);
        expect(notices.length).toBe(damage === 'deleted' ? 0 : 1);
        await store.records.put(record);
        expect(store.records.get(record.key)).toEqual(record);
      });
    }
  }

  it('use() relies on what get() has read of a record that has settled, and on nothing else', async () => {
    const { store, ref } = await storeWith(CONTENT);
    const record = recordOf({ rate: 0.1 }, { out: ref });
    await store.records.put(record);
    expect(store.records.use(record.key)).not.toBe(store.records.get(record.key));
    const read = readLater(store, record.key);
    expect(store.records.use(record.key)).toBe(read);
    const later = { ...record, durationMs: 99 };
    await (await openStore(store.root)).records.put(later);
    expect(store.records.use(record.key)).toEqual(later);
  });

  it("get() never believes another key's record in its place", async () => {
    const { store, notices } = await storeWith(CONTENT);
    const [one, other] = [recordOf({ rate: 1 }), recordOf({ rate: 2 })];
    await store.records.put(one);
    await store.records.put(other);
    rewrite(recordPath(store, one.key), () => readFileSync(recordPath(store, other.key), 'utf8'));
    expect(store.records.get(one.key)).toBeUndefined();
    expect(store.records.get(other.key)).toEqual(other);
    expect(notices[0]).toContain('belongs to the key');
  });
});

describe('openStore()', () => {
  it('leaves no trace before something is written', async () => {
    const root = join(tempDir(), 'store');
    const store = await openStore(root);
    expect(store.records.get(recordOf({}).key)).toBeUndefined();
    await store.close();
    expect(existsSync(root)).toBe(false);
  });

  it('marks the folder with its format before the first write', async () => {
    const { store } = await storeWith(CONTENT);
    expect(readFileSync(join(store.root, 'store.json'), 'utf8')).toBe('{"format":1}\n');
  });

  it('refuses a store of a newer format and one it cannot read', async () => {
    const { store } = await storeWith(CONTENT);
    const marker = join(store.root, 'store.json');
    writeFileSync(marker, '{"format":2}');
    await expect(openStore(store.root)).rejects.toThrow(
      `The store has format 2 in ${marker}, but this Assay reads format 1`,
    );
    writeFileSync(marker, '{"for');
    await expect(openStore(store.root)).rejects.toThrow(`Cannot read ${marker}`);
  });

  it('says so when it cannot write where it should', async () => {
    const folder = tempDir();
    const file = fileIn(folder, 'a file');
    await expect(openStore(join(file, 'store'))).rejects.toThrow(UsageError);
    const store = await openStore(join(folder, 'store'));
    fileIn(folder, 'in the way', 'store');
    await expect(store.objects.put(file)).rejects.toThrow(/^Cannot write .*store.*: something else has its name/);
  });

  it('closes where its temporary files cannot be removed: they go when a later process opens it', async () => {
    const { store } = await storeWith(CONTENT);
    rmSync(join(store.root, 'tmp'), { recursive: true });
    writeFileSync(join(store.root, 'tmp'), 'no folder');
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('withScratch() runs in an empty folder of its own, which is gone when it has ended', async () => {
    const { store } = await storeWith(CONTENT);
    const late: string[] = [];
    for (const leave of [[], ['file'], [], ['folder/file'], []]) {
      await store.withScratch(async (folder) => {
        expect(readdirSync(folder)).toEqual([]);
        expect(late).not.toContain(folder);
        for (const path of leave) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          fileIn(folder, 'left', path);
        }
        late.push(folder);
      });
      // Who has not ended with the step finds nothing to write into, rather than another step's folder.
      for (const folder of late) expect(() => fileIn(folder, 'late')).toThrow('ENOENT');
    }
    const failing = store.withScratch((folder) => Promise.reject(new Error(fileIn(folder, 'left'))));
    await expect(failing).rejects.toThrow('source');
    const [, two] = await Promise.all([1, 2].map(() => store.withScratch(async (folder) => folder)));
    expect(two).not.toBe(late[0]);
    await store.close();
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  it('take() moves a file into the store, but copies one that has another name', async () => {
    const { store } = await storeWith(CONTENT);
    await store.withScratch(async (folder) => {
      const moved = fileIn(folder, 'moved', 'moved');
      const { ino } = statSync(moved);
      const shared = fileIn(folder, 'shared', 'shared');
      linkSync(shared, join(folder, 'again'));
      const refs = [refOf(await store.objects.take(moved)), refOf(await store.objects.take(shared))];
      writeFileSync(join(folder, 'again'), 'changed later');
      const paths = await Promise.all(refs.map((ref) => store.objects.open(ref)));
      expect(paths.map((path) => readFileSync(path ?? '', 'utf8'))).toEqual(['moved', 'shared']);
      expect(statSync(paths[0] ?? '').ino).toBe(ino);
      expect(paths.map((path) => statSync(path ?? '').mode & 0o222)).toEqual([0, 0]);
    });
  });

  it('take() says that a file is needed now, however long ago it was written', async () => {
    const { store } = await storeWith(CONTENT);
    await store.withScratch(async (folder) => {
      const path = fileIn(folder, 'old');
      utimesSync(path, 0, 0);
      const stored = await store.objects.open(refOf(await store.objects.take(path)));
      expect(Date.now() - statSync(stored ?? '').mtimeMs).toBeLessThan(60_000);
    });
  });
});
