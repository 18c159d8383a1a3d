// Lets this process die, or the disk fail, at one call that changes files. Every such call counts that the engine makes, for
// the store or the run's record, and those of the campaign's steps (test/crash/plan.ts), which write with writeFileSync.

import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** What happens at the call number `at` (from 1; 0 is never): a write is done half. */
export interface Fault {
  readonly at: number;
  /** `full` and `readonly` last: every call from then on fails. `once` is a full disk for one call. */
  readonly kind: 'kill' | 'full' | 'once' | 'readonly';
}

type Call = (...args: unknown[]) => unknown;

const SYNC = 'mkdirSync renameSync rmSync rmdirSync unlinkSync linkSync symlinkSync utimesSync chmodSync';
const ASYNC = 'mkdir rename rm unlink link symlink';
/** What needs no space. */
const REMOVING: ReadonlySet<string> = new Set([
  'rm',
  'rmSync',
  'rmdirSync',
  'unlink',
  'unlinkSync',
  'utimesSync',
  'chmodSync',
]);

/** From now on, calls count. Returns a function that tells how many there were. */
export function inject(fault: Fault): () => number {
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

  /** Lets the calls of a function count. One that goes wrong does what `half` does, and no more. */
  function watch(target: object, name: string, half?: (call: Call, args: unknown[]) => void): void {
    const functions = target as Record<string, Call>;
    const call = functions[name];
    if (call === undefined) throw new Error(`No function ${name}`);
    const struck = (args: unknown[]): never => {
      if (fault.kind !== 'readonly') half?.(call, args);
      return strike();
    };
    functions[name] = name.endsWith('Sync')
      ? (...args) => (isHit(name) ? struck(args) : call(...args))
      : async (...args) => (isHit(name) ? struck(args) : call(...args));
  }

  const { writeFileSync } = fs; // not counted
  for (const name of SYNC.split(' ')) watch(fs, name);
  for (const name of ASYNC.split(' ')) watch(fsp, name);
  for (const name of ['writeFileSync', 'appendFileSync'])
    watch(fs, name, (call, [file, data, ...rest]) => call(file, halfOf(Buffer.from(data as string)), ...rest));
  watch(fsp, 'copyFile', (_, [from, to]) => writeFileSync(String(to), halfOf(fs.readFileSync(String(from)))));
  // Opening to read changes nothing.
  const openSync = fs.openSync as Call;
  fs.openSync = ((...args) => {
    if (args[1] === 'wx' && isHit('openSync')) strike();
    return openSync(...args);
  }) as typeof fs.openSync;
  const fsync = fs.fsync as Call;
  fs.fsync = ((file: number, done: (error: unknown) => void) => {
    if (!isHit('fsync')) return fsync(file, done);
    try {
      return strike();
    } catch (error) {
      return done(error);
    }
  }) as unknown as typeof fs.fsync;
  syncBuiltinESMExports();
  return () => calls;
}

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
