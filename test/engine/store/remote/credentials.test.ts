import { describe, expect, it } from 'vitest';
import { credentialsIn } from '../../../../engine/store/remote/credentials.ts';

describe('credentialsIn()', () => {
  it('finds none where none are set', () => {
    expect(credentialsIn({})).toEqual({ http: undefined, s3: undefined });
    expect(credentialsIn({ ASSAY_REMOTE_TOKEN: '', AWS_ACCESS_KEY_ID: '' })).toEqual({
      http: undefined,
      s3: undefined,
    });
  });

  it('makes the headers of RFC 6750 and RFC 7617', () => {
    expect(credentialsIn({ ASSAY_REMOTE_TOKEN: 'mF_9.B5f-4.1JqM' }).http).toBe('Bearer mF_9.B5f-4.1JqM');
    // The examples of RFC 7617.
    const aladdin = { ASSAY_REMOTE_USER: 'Aladdin', ASSAY_REMOTE_PASSWORD: 'open sesame' };
    expect(credentialsIn(aladdin).http).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    const pound = { ASSAY_REMOTE_USER: 'test', ASSAY_REMOTE_PASSWORD: '123£' };
    expect(credentialsIn(pound).http).toBe('Basic dGVzdDoxMjPCow==');
  });

  it('takes the variables of AWS', () => {
    const pair = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
    expect(credentialsIn(pair).s3).toEqual({ accessKeyId: 'a', secretAccessKey: 's' });
    expect(credentialsIn({ ...pair, AWS_SESSION_TOKEN: 't' }).s3).toMatchObject({ sessionToken: 't' });
  });

  it.each([
    [{ ASSAY_REMOTE_USER: 'ann' }, 'ASSAY_REMOTE_USER is set and ASSAY_REMOTE_PASSWORD is not'],
    [{ AWS_SECRET_ACCESS_KEY: 'hidden' }, 'AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not'],
    [{ ASSAY_REMOTE_TOKEN: 'hidden\n' }, 'ASSAY_REMOTE_TOKEN contains a line break'],
  ])('tells half a pair and a value that cannot be sent, without showing it (%j)', (env, message) => {
    expect(() => credentialsIn(env)).toThrow(message);
    expect(() => credentialsIn(env)).not.toThrow('hidden');
  });
});
