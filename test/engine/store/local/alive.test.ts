import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fateOf, isAlive, startOf, thisProcess } from '../../../../engine/store/local/alive.ts';
import { deadPid } from '../../../helpers/dead-run.ts';

const LINUX = process.platform === 'linux';

describe('thisProcess()', () => {
  it('names host and pid, and on Linux boot, namespace and start time', () => {
    expect(thisProcess()).toMatchObject({ pid: process.pid, host: hostname() });
    if (!LINUX) return;
    const { boot, space, started } = thisProcess();
    expect(boot).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    expect(space).toContain(spawnSync('readlink', ['/proc/self/ns/pid'], { encoding: 'utf8' }).stdout.trim());
    // As procps computes it: the 22nd field.
    expect(started).toBe(readFileSync(`/proc/${process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]);
  });
});

describe('fateOf()', () => {
  it('sees who runs here and who is gone', () => {
    expect(fateOf(thisProcess())).toBe('alive');
    expect(fateOf({ ...thisProcess(), pid: deadPid() })).toBe('gone');
    expect(fateOf({ ...thisProcess(), pid: process.ppid, started: startOf(process.ppid) ?? '0' })).toBe('alive');
    expect(fateOf({ ...thisProcess(), pid: -1 })).toBe('gone');
    // An earlier process had the pid.
    expect(fateOf({ ...thisProcess(), started: '1' })).toBe(LINUX ? 'gone' : 'alive');
  });

  it.each(['host', 'boot', 'space'] as const)('does not judge by the pid where another %s ran it [B1]', (place) => {
    expect(fateOf({ ...thisProcess(), [place]: 'another' })).toBe('unseen');
    expect(fateOf({ ...thisProcess(), pid: deadPid(), [place]: 'another' })).toBe('unseen');
  });

  it('does not judge by the pid where the record does not say where it ran', () => {
    expect(fateOf({ pid: deadPid(), host: hostname() })).toBe(LINUX ? 'unseen' : 'gone');
  });
});

describe('isAlive()', () => {
  it('takes no number for a process that is none', () => {
    for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 60]) expect(isAlive(pid)).toBe(false);
  });
});
