import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEntry, writeEntry } from '../../../../engine/store/remote/entry.ts';
import { isGood, signerIn } from '../../../../engine/store/remote/signature.ts';

const pair = generateKeyPairSync('ed25519');
const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
const der = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

describe('writeEntry() and readEntry()', () => {
  const body = { key: 'k', nested: { b: [1, 2.5, 'grüße'], a: null } };

  it('return what was written, signed or not', () => {
    const signer = signerIn({ ASSAY_SIGNING_KEY: pem });
    expect(readEntry('record', writeEntry('record', body, undefined), [])).toEqual(body);
    expect(readEntry('record', writeEntry('record', body, signer), [])).toEqual(body);
    expect(readEntry('record', writeEntry('record', body, signer), [signer?.key ?? ''])).toEqual(body);
  });

  it('do not let a run pass for a record, even when its signature is put there', () => {
    const signer = signerIn({ ASSAY_SIGNING_KEY: pem });
    const run = writeEntry('run', body, signer);
    expect(readEntry('record', run, [])).toBe('contains no record');
    const disguised = run.replace('"run":', '"record":');
    expect(readEntry('record', disguised, [])).toBe('does not have the digest that it names');
    const digest = /sha256:\w+/.exec(writeEntry('record', body, undefined))?.[0] ?? '';
    const better = disguised.replace(/sha256:\w+/, digest);
    expect(readEntry('record', better, [signer?.key ?? ''])).toBe('has a false signature');
  });

  it.each(['', '{}', 'null', '{"digest":"x","record":{}}\n', '\u0000\u0000', '{"digest":"'.repeat(1000)])(
    'do not believe %j',
    (text) => expect(readEntry('record', text, [])).toEqual(expect.any(String)),
  );
});

describe('signerIn()', () => {
  it('takes PEM and base64 of DER, and gives the public key that belongs to them', () => {
    const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(signerIn({ ASSAY_SIGNING_KEY: pem })?.key).toBe(key);
    expect(signerIn({ ASSAY_SIGNING_KEY: `${der}\n` })?.key).toBe(key);
    expect(signerIn({})).toBeUndefined();
  });

  it('tells what is no ed25519 key, and does not show it', () => {
    expect(() => signerIn({ ASSAY_SIGNING_KEY: 'top-secret' })).toThrow('ASSAY_SIGNING_KEY contains no private key');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
    expect(() => signerIn({ ASSAY_SIGNING_KEY: rsa as string })).toThrow('contains a key of the type rsa');
    expect(() => signerIn({ ASSAY_SIGNING_KEY: 'top-secret' })).not.toThrow('top-secret');
  });
});

describe('isGood()', () => {
  it('accepts the signature of the text, and of no other text or key', () => {
    const signer = signerIn({ ASSAY_SIGNING_KEY: pem });
    const signature = signer?.sign('text');
    if (signature === undefined) throw new Error('No signature');
    expect(isGood(signature, 'text')).toBe(true);
    expect(isGood(signature, 'other')).toBe(false);
    expect(isGood({ ...signature, key: 'bm9uZQ==' }, 'text')).toBe(false);
    expect(isGood({ ...signature, value: '' }, 'text')).toBe(false);
  });
});
