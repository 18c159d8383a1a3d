// A process that puts one file into a store, has it take another, puts a record of both, and dies by SIGKILL in its LIMITth
// call to the file system. Arguments: store, file to put, LIMIT. Prints how many calls it has made when it comes to the end.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { inject } from '../../../crash/faults.ts';
import { recordOf } from '../../../helpers/record.ts';

const [root = '', source = '', limit = ''] = process.argv.slice(2);
const calls = inject({ at: Number(limit), kind: 'kill' });

const store = await openStore(root);
const put = await store.objects.put(source);
const taken = await store.withScratch((folder) => {
  const path = join(folder, 'taken');
  writeFileSync(path, `${readFileSync(source, 'utf8')}taken\n`);
  return store.objects.take(path);
});
const refs = { put, taken };
const outputs = Object.entries(refs).map(([port, ref]) => [port, { kind: 'text', extension: 'txt', ...ref }] as const);
await store.records.put(recordOf({ rate: 0.1 }, Object.fromEntries(outputs)));
await store.close();
process.stdout.write(String(calls()));
