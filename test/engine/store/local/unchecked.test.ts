import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../engine/core/digest.ts';
import type { Json } from '../../../../engine/core/json.ts';
import type { StepRecord, ArtifactRef } from '../../../../engine/core/record.ts';
import { fsck } from '../../../../engine/runs/fsck.ts';
import { openStore, type DiskStore } from '../../../../engine/store/local/disk.ts';
import { fileIn, refOf } from '../../../contract/object-store.ts';
import { recordOf } from '../../../helpers/record.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';
import { objectFile, recordFile } from '../../../helpers/whole-run.ts';

// What was made of an object by an Assay that did not check what it had read, when that object turns out to be damaged.

/** A record of a step that took these inputs. */
function recordFrom(params: Record<string, Json>, inputs: readonly ArtifactRef[], outputs = {}): StepRecord {
  const record = recordOf(params, outputs);
  const fingerprint = { ...record.fingerprint, inputs: { in: inputs.map(({ digest }) => ({ digest })) } };
  return { ...record, fingerprint, key: digestOf('fingerprint', fingerprint) };
}

interface Scene {
  readonly store: DiskStore;
  readonly told: string[];
  readonly put: (content: string) => Promise<ArtifactRef>;
  readonly keep: (record: StepRecord) => Promise<StepRecord>;
  readonly isKept: (record: StepRecord) => boolean;
}

async function scene(): Promise<Scene> {
  const store = await openStore(join(tempDir(), 'store'));
  const told: string[] = [];
  store.notices.listen((message) => told.push(message));
  return {
    store,
    told,
    put: async (content) => refOf(await store.objects.put(fileIn(tempDir(), content))),
    async keep(record) {
      await store.records.put(record);
      return record;
    },
    isKept: ({ key }) => existsSync(recordFile(store, key)),
  };
}

function damage(store: DiskStore, { digest }: ArtifactRef): void {
  chmodSync(objectFile(store, digest), 0o644);
  writeFileSync(objectFile(store, digest), 'other bytes');
}

describe('a damaged object and what was made of it', () => {
  it.each(['open', 'fsck'] as const)('%s: what nobody has checked is not believed any more', async (way) => {
    const { store, told, put, keep, isKept } = await scene();
    const [data, other] = [await put('data'), await put('other')];
    const unchecked = await keep(recordFrom({ n: 1 }, [other, data]));
    const checked = await keep({ ...recordFrom({ n: 2 }, [data]), checked: true as const });
    const elsewhere = await keep(recordFrom({ n: 3 }, [other]));
    damage(store, data);
    const found = way === 'open' ? await store.objects.open(data) : (await fsck(store, () => undefined)).damage.join();
    expect([unchecked, checked, elsewhere].map(isKept)).toEqual([false, true, true]);
    expect(`${found}${told.join()}`).toContain(
      `Record ${unchecked.key} was made from object ${data.digest}, which is damaged, and may be wrong`,
    );
  });

  it('a checkpoint: what may have gone on from it', async () => {
    const { store, put, keep, isKept } = await scene();
    const [data, state] = [await put('data'), await put('state')];
    const checkpoints = await keep(recordFrom({ rate: 1 }, [data], { 5: { ...state, kind: 'checkpoint' } }));
    const longer = await keep(recordFrom({ rate: 1, epochs: 9 }, [data]));
    const elsewhere = await keep(recordFrom({ rate: 1, epochs: 9 }, [state]));
    damage(store, state);
    await store.objects.open(state);
    expect([checkpoints, longer].map(isKept)).toEqual([false, false]);
    expect(isKept(elsewhere)).toBe(false); // It has taken the state as an input.
  });

  it('an object that is only gone, or whole, says nothing of what was made of it', async () => {
    const { store, put, keep, isKept } = await scene();
    const data = await put('data');
    const unchecked = await keep(recordFrom({ n: 1 }, [data]));
    expect(await store.objects.open(data)).toBeDefined();
    rmSync(objectFile(store, data.digest));
    expect(await store.objects.open(data)).toBeUndefined();
    expect(isKept(unchecked)).toBe(true);
  });
});
