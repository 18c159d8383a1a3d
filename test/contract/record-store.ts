import { describe, expect, it } from 'vitest';
import { digestOf, digestOfBytes } from '../../engine/core/digest.ts';
import type { RecordStore } from '../../engine/store/store.ts';
import { recordOf } from '../helpers/record.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** What every action cache does. `open` makes an empty one in an empty folder. */
export function testRecordStore(name: string, open: (folder: string) => Promise<RecordStore>): void {
  describe(`${name} as an RecordStore`, () => {
    const output = { kind: 'text', extension: 'txt', digest: digestOfBytes('x'), bytes: 1 };

    it('get() returns the record that was put, under its key only', async () => {
      const records = await open(tempDir());
      const record = recordOf({ rate: 0.1, name: 'grün', deep: { list: [1, null, true] } }, { out: output });
      await records.put(record);
      expect(records.get(record.key)).toEqual(record);
      expect(records.get(recordOf({ rate: 0.2 }).key)).toBeUndefined();
    });

    it('put() replaces the record of the same key', async () => {
      const records = await open(tempDir());
      await records.put(recordOf({ rate: 0.1 }));
      const later = { ...recordOf({ rate: 0.1 }), durationMs: 99 };
      await records.put(later);
      expect(records.get(later.key)).toEqual(later);
    });

    it('put() refuses a record whose key is not that of its fingerprint', async () => {
      const records = await open(tempDir());
      const record = { ...recordOf({ rate: 0.1 }), key: digestOf('fingerprint', 'other') };
      await expect(records.put(record)).rejects.toThrow('fingerprint of another key');
      expect(records.get(record.key)).toBeUndefined();
    });

    it('put() takes many records at once', async () => {
      const records = await open(tempDir());
      const many = Array.from({ length: 200 }, (_, rate) => recordOf({ rate }));
      await Promise.all(many.map((record) => records.put(record)));
      expect(many.map(({ key }) => records.get(key))).toEqual(many);
    });
  });
}
