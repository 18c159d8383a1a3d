import { join } from 'node:path';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { testRecordStore } from '../../../contract/record-store.ts';
import { testObjectStore } from '../../../contract/object-store.ts';

testObjectStore('openStore()', async (folder) => (await openStore(join(folder, 'store'))).objects);
testObjectStore('memoryStore()', async (folder) => memoryStore(folder).objects);
testRecordStore('openStore()', async (folder) => (await openStore(join(folder, 'store'))).records);
testRecordStore('memoryStore()', async (folder) => memoryStore(folder).records);
