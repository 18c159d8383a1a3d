// A process that fills a store with records of two outputs each until it is killed. Arguments: store, folder for sources,
// seed. Prints a line per record.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { recordOf } from '../../../helpers/record.ts';

const [root = '', folder = '', seed = ''] = process.argv.slice(2);
const store = await openStore(root);

async function makeOne(index: number): Promise<void> {
  const outputs = await Promise.all(
    ['a', 'b'].map(async (port) => {
      const path = join(folder, `${seed}-${index}-${port}`);
      // From a few bytes to some chunks, the same for every process.
      writeFileSync(path, `${index} ${port}\n`.repeat(1 + (index % 7) * 40_000));
      return [port, { kind: 'text', extension: 'txt', ...(await store.objects.put(path)) }] as const;
    }),
  );
  await store.records.put(recordOf({ index }, Object.fromEntries(outputs)));
  process.stdout.write(`${index}\n`);
}

for (let index = 0; ; index += 4) await Promise.all([0, 1, 2, 3].map((offset) => makeOne((index + offset) % 64)));
