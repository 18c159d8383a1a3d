import { testRemoteCache } from '../../../contract/remote-cache.ts';
import { memoryFiles } from '../../../helpers/remote/memory-files.ts';

testRemoteCache('FileCache over a map', async () => memoryFiles());
