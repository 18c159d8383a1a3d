// Whether the ctime of a file records every change. It does if
//
// 1. `utimes` sets the mtime alone, and the ctime to the kernel's clock, as does every write: this is tried. Some file systems
//    have one time for both, so that `touch -d` brings back the old one;
// 2. a write through a memory map sets it too: Node cannot map memory, so it is known of some kinds of file systems. tmpfs and
//    ramfs leave both times alone;
// 3. nobody changes files behind this machine's back: a client of a file server sees an old ctime for up to a minute.
//
// A file system that is not known to do 2 and 3 counts as one that does not: an overlay, for example, may lie on a tmpfs.

import { readFileSync, rmSync, statfsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** File systems by the type of statfs: local ones where writing to a page through a memory map sets a new ctime. */
const KNOWN: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'XFS',
  0x9123683e: 'Btrfs',
  0xf2f52010: 'F2FS',
};
const FORGETFUL: Readonly<Record<number, string>> = { 0x01021994: 'tmpfs', 0x858458f6: 'ramfs' };
/** An overlay lies on file systems of this machine, or on one that nobody changes. */
const OVERLAY = 0x794c7630;
/** Longer than a tick of the clock of any of these file systems. */
const TICK_MS = 25;

/** The finding about a file system: `wrong` says why the ctime of its files cannot be trusted. */
export interface CtimeProof {
  /** The device that this applies to. */
  readonly device: bigint;
  readonly wrong?: string;
}

/**
 * Tests the file system of a folder with a file that it creates and deletes there.
 *
 * @param path of a file that does not exist yet
 * @throws the system's error when the file cannot be created
 */
export async function proveCtime(path: string): Promise<CtimeProof> {
  writeFileSync(path, '1', { flag: 'wx' });
  try {
    const first = statSync(path, { bigint: true });
    const wrong = kindFault(statfsSync(path).type) ?? (await timesFault(path, first.ctimeNs));
    return { device: first.dev, ...(wrong !== undefined && { wrong }) };
  } finally {
    rmSync(path, { force: true });
  }
}

/** Whether file systems of this type, as `statfs` tells it, are known to be changed by their own machine alone. */
export function isKnownLocal(type: number): boolean {
  return KNOWN[type] !== undefined || FORGETFUL[type] !== undefined || type === OVERLAY;
}

/** Why a kind of file system is not trusted, whatever its times do. */
function kindFault(type: number): string | undefined {
  if (KNOWN[type] !== undefined) return undefined;
  const name = FORGETFUL[type];
  if (name !== undefined) return `${name} does not record writes through memory maps`;
  return `file systems of the kind 0x${type.toString(16)} are not known to record every change`;
}

async function timesFault(path: string, made: bigint): Promise<string | undefined> {
  await setTimeout(TICK_MS);
  utimesSync(path, 1e9, 1e9);
  const touched = statSync(path, { bigint: true });
  if (touched.mtimeNs !== 1_000_000_000_000_000_000n || touched.ctimeNs <= made)
    return 'its files have one time for changes of content and of times';
  await setTimeout(TICK_MS);
  writeFileSync(path, '2');
  utimesSync(path, 1e9, 1e9);
  const written = statSync(path, { bigint: true });
  return written.ctimeNs > touched.ctimeNs ? undefined : 'writing does not change the ctime of its files';
}

/**
 * Returns a name for this machine from its start to its shutdown, because device numbers and clocks mean nothing beyond that.
 * Undefined where the system does not say.
 */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return undefined;
  }
}
