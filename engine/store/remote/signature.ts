import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { UsageError } from '../../core/failure.ts';

/** A signature and who made it. */
export interface Signature {
  /** The public key, base64 of its DER form (SPKI). */
  readonly key: string;
  /** base64 of 64 bytes. */
  readonly value: string;
}

/** Signs texts with a private key that nobody sees. */
export interface Signer {
  /** Its public key, base64 of its DER form: what goes under `remote.trust` in assay.yaml. */
  readonly key: string;
  sign(text: string): Signature;
}

const HINT =
  'It contains an ed25519 key, as PEM or as base64 of its DER form: "openssl genpkey -algorithm ed25519" makes one.';

/**
 * Takes the private key out of an environment, `ASSAY_SIGNING_KEY`; undefined when there is none.
 *
 * @throws UsageError when it is no ed25519 key; the message does not contain it
 */
export function signerIn(env: Readonly<Record<string, string | undefined>>): Signer | undefined {
  const text = env['ASSAY_SIGNING_KEY']?.trim();
  if (text === undefined || text === '') return undefined;
  const secret = privateKeyIn(text);
  const key = createPublicKey(secret).export({ format: 'der', type: 'spki' }).toString('base64');
  return { key, sign: (words) => ({ key, value: sign(null, Buffer.from(words, 'utf8'), secret).toString('base64') }) };
}

function privateKeyIn(text: string): KeyObject {
  let key: KeyObject;
  try {
    key = text.startsWith('-----')
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // Its cause could show a part of the key.
    throw new UsageError('ASSAY_SIGNING_KEY contains no private key', { hint: HINT });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError(`ASSAY_SIGNING_KEY contains a key of the type ${key.asymmetricKeyType}`, { hint: HINT });
}

/** Whether a signature of a text is good. */
export function isGood({ key, value }: Signature, text: string): boolean {
  try {
    const spki = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    const isEd25519 = spki.asymmetricKeyType === 'ed25519';
    return isEd25519 && verify(null, Buffer.from(text, 'utf8'), spki, Buffer.from(value, 'base64'));
  } catch {
    return false;
  }
}
