import { describe, expect, it } from 'vitest';
import { digestOf, digestOfBytes } from '../../engine/core/digest.ts';
import type { ActionCache } from '../../engine/store/store.ts';
import { recordOf } from '../helpers/record.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** What every action cache does. `open` makes an empty one in an empty folder. */
export function testActionCache(name: string, open: (folder: string) => Promise<ActionCache>): void {
  describe(`${name} as an ActionCache`, () => {
    const output = { kind: 'text', extension: 'txt', digest: digestOfBytes('x'), bytes: 1 };

    it('get() returns the record that was put, under its key only', async () => {
      const actions = await open(tempDir());
      const record = recordOf({ rate: 0.1, name: 'grün', deep: { list: [1, null, true] } }, { out: output });
      await actions.put(record);
      expect(actions.get(record.key)).toEqual(record);
      expect(actions.get(recordOf({ rate: 0.2 }).key)).toBeUndefined();
    });

    it('put() replaces the record of the same key', async () => {
      const actions = await open(tempDir());
      await actions.put(recordOf({ rate: 0.1 }));
      const later = { ...recordOf({ rate: 0.1 }), durationMs: 99 };
      await actions.put(later);
      expect(actions.get(later.key)).toEqual(later);
    });

    it('put() refuses a record whose key is not that of its fingerprint', async () => {
      const actions = await open(tempDir());
      const record = { ...recordOf({ rate: 0.1 }), key: digestOf('fingerprint', 'other') };
      await expect(actions.put(record)).rejects.toThrow('fingerprint of another key');
      expect(actions.get(record.key)).toBeUndefined();
    });

    it('put() takes many records at once', async () => {
      const actions = await open(tempDir());
      const records = Array.from({ length: 200 }, (_, rate) => recordOf({ rate }));
      await Promise.all(records.map((record) => actions.put(record)));
      expect(records.map(({ key }) => actions.get(key))).toEqual(records);
    });
  });
}
