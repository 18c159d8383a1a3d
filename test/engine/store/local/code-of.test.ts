import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../engine/core/failure.ts';
import { codeOf, systemFailure, explainingFailures } from '../../../../engine/store/local/atomic.ts';

/** As Node throws an error of the system that it has no name for. */
function unnamed(errno: number): Error {
  const code = `Unknown system error -${errno}`;
  return Object.assign(new Error(`${code}: ${code}, read`), { code, errno: -errno, syscall: 'read' });
}

describe('codeOf()', () => {
  it.each(['ESTALE', 'EDQUOT'] as const)('names %s, which Node does not [B2]', (name) => {
    const errno = constants.errno[name];
    // Where Node has learnt the name, the error has it.
    if (getSystemErrorMap().has(-errno)) return;
    expect(codeOf(unnamed(errno))).toBe(name);
    // As `writeSync` throws it.
    const write = Object.assign(new Error('UNKNOWN: unknown error, write'), { code: 'UNKNOWN', errno: -errno });
    expect(codeOf(write)).toBe(name);
  });

  it('gives the code of an error as it is, and none where there is none', () => {
    expect(codeOf(Object.assign(new Error('no'), { code: 'ENOENT', errno: -2 }))).toBe('ENOENT');
    expect(codeOf(unnamed(99_999))).toBe('Unknown system error -99999');
    expect(codeOf(new UsageError('no'))).toBeUndefined();
    expect(codeOf('no')).toBeUndefined();
  });
});

describe('explainingFailures()', () => {
  it('tells a quota that is used up as no space [C5]', async () => {
    const failing = explainingFailures('/store/x', () => Promise.reject(unnamed(constants.errno.EDQUOT)));
    await expect(failing).rejects.toMatchObject({ message: 'No space left to write /store/x' });
  });
});

describe('systemFailure()', () => {
  it.each(['ESTALE', 'ETIMEDOUT'] as const)('tells %s as what a file server does, not as a bug [C5]', (name) => {
    const error = Object.assign(unnamed(constants.errno[name]), { path: '/store/x' });
    expect(systemFailure(error)).toMatchObject({
      name: 'StageFailure',
      message: `The file server does not answer, or has lost /store/x (${name})`,
    });
  });
});
