import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../engine/core/failure.ts';
import { isUnreadable, patiently, patientlySync, Unreadable } from '../../../../engine/store/local/unreadable.ts';

const CODES = ['EACCES', 'EPERM', 'EIO', 'ESTALE', 'ETIMEDOUT'];

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: it went wrong, read`), { code });
}

/** Fails so many times, then answers. */
function flaky(times: number, code: string): { work: () => string; readonly tried: number } {
  let tried = 0;
  return {
    work() {
      tried += 1;
      if (tried <= times) throw failure(code);
      return 'read';
    },
    get tried() {
      return tried;
    },
  };
}

describe('patiently() and patientlySync()', () => {
  it.each(CODES)('try again for a moment when the system says %s', async (code) => {
    const [one, other] = [flaky(2, code), flaky(1, code)];
    expect(await patiently(async () => one.work())).toBe('read');
    expect(patientlySync(() => other.work())).toBe('read');
    expect([one.tried, other.tried]).toEqual([3, 2]);
  });

  it('give up in the end, and at once when it is something else', async () => {
    const never = flaky(Infinity, 'EIO');
    await expect(patiently(async () => never.work())).rejects.toThrow('EIO');
    expect(never.tried).toBeGreaterThan(1);
    const gone = flaky(Infinity, 'ENOENT');
    expect(() => patientlySync(() => gone.work())).toThrow('ENOENT');
    expect(gone.tried).toBe(1);
  });

  it('wait for two seconds at most in the life of a process: a server that is gone is gone for every file', () => {
    const started = performance.now();
    for (let file = 0; file < 1000; file += 1) expect(() => patientlySync(flaky(Infinity, 'EIO').work)).toThrow('EIO');
    expect(performance.now() - started).toBeLessThan(20_000);
    const last = flaky(Infinity, 'EIO');
    expect(() => patientlySync(last.work)).toThrow('EIO');
    expect(last.tried).toBe(1);
  });
});

describe('Unreadable', () => {
  it.each(CODES)('tells what to do about %s', (code) => {
    expect(isUnreadable(failure(code))).toBe(true);
    const error = new Unreadable('object sha256:ab', '/store/objects/ab', failure(code));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(`Cannot read object sha256:ab (${code})`);
    expect(error.hint).toMatch(
      { EACCES: /chmod -R g\+rX/, EPERM: /chmod -R g\+rX/, EIO: /Check the disk.+--force/ }[code] ?? /Check the mount/,
    );
  });

  it('is not for a file that is gone', () => {
    expect(isUnreadable(failure('ENOENT'))).toBe(false);
  });
});
