import { join } from 'node:path';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { memoryStore } from '../../../../engine/store/memory.ts';
import { testActionCache } from '../../../contract/action-cache.ts';
import { testBlobStore } from '../../../contract/blob-store.ts';

testBlobStore('openStore()', async (folder) => (await openStore(join(folder, 'store'))).blobs);
testBlobStore('memoryStore()', async (folder) => memoryStore(folder).blobs);
testActionCache('openStore()', async (folder) => (await openStore(join(folder, 'store'))).actions);
testActionCache('memoryStore()', async (folder) => memoryStore(folder).actions);
