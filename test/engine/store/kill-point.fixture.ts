// A process that puts one file and one record into a store and dies by SIGKILL in its LIMITth call to the file system.
// Arguments: store, file to put, LIMIT. Prints how many calls it has made when it comes to the end.

import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { openStore } from '../../../engine/store/disk.ts';
import { recordOf } from '../../helpers/record.ts';

const [root = '', source = '', limit = ''] = process.argv.slice(2);
let calls = 0;

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Lets every call of a function count, and the one at the limit be the last: it is not done, or done half. */
function watch(target: Record<string, Call>, name: string): void {
  const call = target[name];
  if (call === undefined) throw new Error(`No function ${name}`);
  target[name] = function (...args) {
    calls += 1;
    if (calls !== Number(limit)) return call.apply(this, args);
    const [data] = args;
    if (name !== 'writeFile' || data === undefined) return process.kill(process.pid, 'SIGKILL');
    const bytes = Buffer.from(data as string);
    const half = call.call(this, bytes.subarray(0, bytes.length / 2)) as Promise<void>;
    return half.then(() => process.kill(process.pid, 'SIGKILL'));
  };
}

const handle = await fsp.open(source);
const prototype = Object.getPrototypeOf(handle) as Record<string, Call>;
await handle.close();
for (const name of ['writeFile', 'sync']) watch(prototype, name);
for (const name of ['open', 'mkdir', 'rename', 'rm']) watch(fsp as unknown as Record<string, Call>, name);
syncBuiltinESMExports();

const store = await openStore(root);
const put = await store.blobs.put(source);
await store.actions.put(recordOf({ rate: 0.1 }, { out: { kind: 'text', extension: 'txt', ...put } }));
await store.close();
process.stdout.write(String(calls));
