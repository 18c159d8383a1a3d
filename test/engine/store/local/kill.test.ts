import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../../engine/core/digest.ts';
import type { ArtifactRef } from '../../../../engine/core/record.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { fileIn } from '../../../contract/object-store.ts';
import { bundle } from '../../../helpers/bundle.ts';
import { recordOf } from '../../../helpers/record.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

describe('a store whose writer is killed', () => {
  it('holds all of a result or nothing, wherever the kill -9 comes', { timeout: 120_000 }, async () => {
    const folder = tempDir();
    const fixture = await bundle(new URL('kill-point.fixture.ts', import.meta.url), folder);
    const content = 'half of it is not enough\n'.repeat(1000);
    const source = fileIn(folder, content);
    const contents = [content, `${content}taken\n`];
    const [put, taken] = contents.map(refTo);
    if (put === undefined || taken === undefined) throw new Error('No contents');
    const record = recordOf({ rate: 0.1 }, { put, taken });

    const whole = spawnSync(process.execPath, [fixture, join(folder, 'whole'), source, '0'], { encoding: 'utf8' });
    const points = Number(whole.stdout);
    expect(points).toBeGreaterThan(20);
    let complete = 0;
    for (let point = 1; point <= points; point += 1) {
      const root = join(folder, `store-${point}`);
      const killed = spawnSync(process.execPath, [fixture, root, source, String(point)]);
      expect(killed.signal).toBe('SIGKILL');

      const store = await openStore(root);
      const notices: string[] = [];
      store.notices.listen((message) => notices.push(message));
      const found = store.records.get(record.key);
      const stored = [await contentOf(store, put), await contentOf(store, taken)];
      if (found !== undefined) complete += 1;
      expect([undefined, record]).toContainEqual(found);
      expect(found !== undefined && stored.some((text, index) => text !== contents[index])).toBe(false);
      // No half object under a final name either, and no rubbish.
      for (const [index, whole] of contents.entries()) expect([undefined, whole]).toContain(stored[index]);
      expect(notices).toEqual([]);
      await store.temporary.removeStale();
      expect(existsSync(join(root, 'tmp')) ? readdirSync(join(root, 'tmp')) : []).toEqual([]);

      await store.objects.put(source);
      await store.records.put(record);
      expect(store.records.get(record.key)).toEqual(record);
      expect(await contentOf(store, put)).toBe(content);
      await store.close();
    }
    // Killed only after the record's rename, which comes near the end.
    expect(complete).toBeGreaterThan(0);
    expect(complete).toBeLessThan(points / 2);
  });

  it('is whole for the next one, with two writers that are killed at any moment', { timeout: 120_000 }, async () => {
    const folder = tempDir();
    const root = join(folder, 'store');
    const fixture = await bundle(new URL('writer.fixture.ts', import.meta.url), folder);
    let records = 0;
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(
        [0, 1].map((writer) => killAfter([fixture, root, folder, String(writer)], 3 + 7 * round + writer)),
      );
      const store = await openStore(root);
      const notices: string[] = [];
      store.notices.listen((message) => notices.push(message));
      records = 0;
      for (let index = 0; index < 64; index += 1) {
        const found = store.records.get(recordOf({ index }).key);
        if (found === undefined) continue;
        records += 1;
        for (const port of ['a', 'b']) {
          const ref = found.outputs[port];
          const content = ref === undefined ? undefined : await contentOf(store, ref);
          expect(content === `${index} ${port}\n`.repeat(1 + (index % 7) * 40_000)).toBe(true);
        }
      }
      expect(notices).toEqual([]);
      await store.temporary.removeStale();
      await store.close();
    }
    expect(records).toBeGreaterThan(30);
    expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  });
});

function refTo(content: string): ArtifactRef {
  return { kind: 'text', extension: 'txt', digest: digestOfBytes(content), bytes: content.length };
}

async function contentOf(
  store: DiskStore,
  ref: Parameters<DiskStore['objects']['open']>[0],
): Promise<string | undefined> {
  const path = await store.objects.open(ref);
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

/** Kills a process in the middle of its work, after it has printed some lines. */
function killAfter(args: readonly string[], lines: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    child.stdout.on('data', (text: Buffer) => {
      seen += text.toString().split('\n').length - 1;
      if (seen >= lines) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (_, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`The writer ended by itself`)),
    );
  });
}
