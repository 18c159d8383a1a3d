// Lets this process die, or the disk fail, at one call that changes files. Every such call counts: those of the store, of
// a step, of the run's record; writes, renames and syncs alike.

import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** What happens at the call number `at` (from 1; 0 is never): a write is done half. */
export interface Fault {
  readonly at: number;
  /** `full` and `readonly` last: every call from then on fails. `once` is a full disk for one call. */
  readonly kind: 'kill' | 'full' | 'once' | 'readonly';
}

type Call = (this: unknown, ...args: unknown[]) => unknown;

const SYNC =
  'writeFileSync appendFileSync mkdirSync renameSync rmSync rmdirSync unlinkSync linkSync symlinkSync utimesSync';
const ASYNC = 'mkdir rename rm unlink link symlink';
/** What needs no space. */
const REMOVING: ReadonlySet<string> = new Set(['rm', 'rmSync', 'rmdirSync', 'unlink', 'unlinkSync', 'utimesSync']);

/** From now on, calls count. Returns a function that tells how many there were. */
export async function inject(fault: Fault): Promise<() => number> {
  let calls = 0;

  /** Whether the call that is about to be made is to go wrong. */
  function isHit(name: string): boolean {
    calls += 1;
    if (fault.at === 0 || calls < fault.at) return false;
    if (fault.kind === 'kill' || fault.kind === 'once') return calls === fault.at;
    return fault.kind === 'readonly' || !REMOVING.has(name);
  }

  function strike(): never {
    if (fault.kind === 'kill') process.kill(process.pid, 'SIGKILL');
    const code = fault.kind === 'readonly' ? 'EROFS' : 'ENOSPC';
    throw Object.assign(new Error(`${code}: injected`), { code });
  }

  function watch(target: object, name: string, way: 'sync' | 'async', writes = false): void {
    const functions = target as Record<string, Call>;
    const call = functions[name];
    if (call === undefined) throw new Error(`No function ${name}`);
    const before = (self: unknown, args: unknown[]): unknown => {
      const data = writes ? args[args.length > 1 && way === 'sync' ? 1 : 0] : undefined;
      if (typeof data !== 'string' && !(data instanceof Uint8Array)) return undefined;
      const half = Buffer.from(data as string).subarray(0, Math.floor(data.length / 2));
      return call.apply(self, way === 'sync' ? [args[0], half, args[2]] : [half]);
    };
    functions[name] =
      way === 'sync'
        ? function (...args) {
            if (!isHit(name)) return call.apply(this, args);
            if (fault.kind !== 'readonly') before(this, args);
            return strike();
          }
        : async function (...args) {
            if (!isHit(name)) return call.apply(this, args);
            if (fault.kind !== 'readonly') await before(this, args);
            return strike();
          };
  }

  const handle = await fsp.open(process.execPath);
  const prototype = Object.getPrototypeOf(handle) as object;
  await handle.close();
  watch(prototype, 'writeFile', 'async', true);
  watch(prototype, 'sync', 'async');
  for (const name of SYNC.split(' ')) watch(fs, name, 'sync', name === 'writeFileSync' || name === 'appendFileSync');
  for (const name of ASYNC.split(' ')) watch(fsp, name, 'async');
  const open = fsp.open as unknown as Call;
  fsp.open = async function (this: unknown, ...args: unknown[]) {
    // Opening to read changes nothing.
    if (args[1] === 'wx' && isHit('open')) strike();
    return open.apply(this, args);
  } as typeof fsp.open;
  syncBuiltinESMExports();
  return () => calls;
}
