import { describe, expect, test } from 'vitest';
import {
  digestOf,
  digestOfBytes,
  finishDigest,
  hexOf,
  parseDigest,
  shortDigest,
  startDigest,
} from '../../../engine/core/digest.ts';

describe('digestOf()', () => {
  test('has a frozen value: a change here would throw away every result of every user', () => {
    expect(digestOf('fingerprint', { stage: 'train', params: { epochs: 2 } })).toBe(
      'sha256:1a0ef504b1f800c3afc339395482b9f361d1e1c53d591d6a231914c4aea418fd',
    );
  });

  test('is different for the same value under another type', () => {
    expect(digestOf('plan', {})).not.toBe(digestOf('fingerprint', {}));
  });
});

describe('digestOfBytes()', () => {
  test('is what sha256sum prints', () => {
    expect(digestOfBytes('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('is the same when the bytes come in pieces', () => {
    const hash = startDigest();
    hash.update('a');
    hash.update('bc');
    expect(finishDigest(hash)).toBe(digestOfBytes('abc'));
  });
});

describe('parseDigest()', () => {
  test('accepts digests only', () => {
    const digest = digestOfBytes('x');
    expect(parseDigest(digest)).toBe(digest);
    for (const wrong of [hexOf(digest), `${digest}0`, digest.toUpperCase(), 'sha256:../../etc/passwd', 5, undefined]) {
      expect(parseDigest(wrong)).toBeUndefined();
    }
  });
});

describe('shortDigest()', () => {
  test('shows 12 digits', () => {
    expect(shortDigest(digestOfBytes('abc'))).toBe('ba7816bf8f01');
  });
});
