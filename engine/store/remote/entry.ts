// What stands under `ac/`: one line of text.
//
//   {"digest":"sha256:...","signature":{"key":"...","value":"..."},"record":{...}}
//
// `digest` is that of the body, as in the local store; the signature, if there is one, is of the kind and the digest. So a signed
// record cannot pass for a signed run, and nothing in the body can be changed.

import { digestOfText } from '../../core/digest.ts';
import { canonical, isObject, type JsonObject } from '../../core/json.ts';
import { isGood, type Signer } from './signature.ts';

/** What an entry is about: the result of a step, or a run. */
export type Kind = 'record' | 'run';

const PATTERN =
  /^\{"digest":"([^"]*)",(?:"signature":\{"key":"([^"]*)","value":"([^"]*)"\},)?"(record|run)":(.*)\}\n$/s;

export function writeEntry(kind: Kind, body: JsonObject, signer: Signer | undefined): string {
  const text = canonical(body);
  const digest = digestOfText(kind, text);
  const signature = signer?.sign(signed(kind, digest));
  const middle = signature === undefined ? '' : `"signature":${JSON.stringify(signature)},`;
  return `{"digest":"${digest}",${middle}"${kind}":${text}}\n`;
}

/**
 * Returns the body of an entry, or a text that says what is wrong with it.
 *
 * @param trust public keys; without any, an entry needs no signature
 */
export function readEntry(kind: Kind, text: string, trust: readonly string[]): JsonObject | string {
  const [, digest, key, value, found, body] = PATTERN.exec(text) ?? [];
  if (found !== kind || body === undefined) return `contains no ${kind}`;
  if (digest !== digestOfText(kind, body)) return 'does not have the digest that it names';
  if (trust.length > 0) {
    if (key === undefined || value === undefined) return 'is not signed';
    if (!trust.includes(key)) return 'is signed by somebody whom this project does not trust';
    if (!isGood({ key, value }, signed(kind, digest))) return 'has a false signature';
  }
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : `contains no ${kind}`;
  } catch {
    return 'is not JSON';
  }
}

function signed(kind: Kind, digest: string): string {
  return `assay ${kind} ${digest}\n`;
}
