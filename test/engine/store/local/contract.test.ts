import { join } from 'node:path';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { memoryStore } from '../../../../engine/store/memory.ts';
import { testActionCache } from '../../../contract/action-cache.ts';
import { testObjectStore } from '../../../contract/object-store.ts';

testObjectStore('openStore()', async (folder) => (await openStore(join(folder, 'store'))).objects);
testObjectStore('memoryStore()', async (folder) => memoryStore(folder).objects);
testActionCache('openStore()', async (folder) => (await openStore(join(folder, 'store'))).actions);
testActionCache('memoryStore()', async (folder) => memoryStore(folder).actions);
