import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isObject, type JsonObject, type PathPart } from '../core/json.ts';
import { parseAddress, parseBase, type NoAddress, type RemoteSettings } from '../core/remote.ts';
import { placeOf, type Document } from './document.ts';

/** Reads the section `remote` of a project's file, whose form the schema has checked. */
export function readRemote(
  document: Document,
  project: JsonObject,
): { readonly remote: { readonly remote?: RemoteSettings }; readonly diagnostics: readonly Diagnostic[] } {
  const section = project['remote'];
  if (!isObject(section)) return { remote: {}, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const fault = (path: readonly PathPart[], { wrong, secret }: NoAddress): void => {
    const place = placeOf(document, ['remote', ...path]);
    // A diagnostic shows the line that it is about.
    const hidden = { source: { file: document.source.file, text: '' }, start: 0, end: 0 };
    diagnostics.push(secret ? { message: `remote.${path[0]}: ${wrong}`, at: hidden } : { message: wrong, at: place });
  };
  const address = parseAddress(section['url'] as string);
  if ('wrong' in address) fault(['url'], address);
  const endpoint = section['endpoint'] === undefined ? undefined : parseBase(section['endpoint'] as string);
  if (endpoint !== undefined && 'wrong' in endpoint) fault(['endpoint'], endpoint);
  const trust = section['trust'] as readonly string[];
  for (const [index, key] of trust.entries()) {
    if (isPublicKey(key)) continue;
    const wrong =
      'Expected a public key (ed25519, base64 of its DER form): "openssl pkey -pubout -outform DER" makes one';
    fault(['trust', index], { wrong, secret: isPrivateKey(key) });
  }
  if ('wrong' in address || (endpoint !== undefined && 'wrong' in endpoint) || diagnostics.length > 0)
    return { remote: {}, diagnostics };
  const { push, compression, region, style } = section as unknown as RemoteSettings;
  const remote: RemoteSettings = {
    address,
    push,
    compression,
    trust,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(style !== undefined && { style }),
  };
  return { remote: { remote }, diagnostics };
}

function isPublicKey(text: string): boolean {
  try {
    const key = Buffer.from(text, 'base64');
    return createPublicKey({ key, format: 'der', type: 'spki' }).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** Whether somebody has taken the wrong half of a pair of keys. */
function isPrivateKey(text: string): boolean {
  try {
    createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    return true;
  } catch {
    return false;
  }
}
