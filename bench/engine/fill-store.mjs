// Puts results into a store that no run asks for: `node bench/engine/fill-store.mjs STORE FROM TO`. Records and objects are
// as the engine writes them (bytes, digests, names, modes); only fsync is left out, and the records' runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, digestOfBytes, hexOf } from '../../dist/engine/core/digest.js';
import { canonical } from '../../dist/engine/core/json.js';

const [store = '', from = '', to = ''] = process.argv.slice(2);
for (let fan = 0; fan < 256; fan += 1) {
  const name = fan.toString(16).padStart(2, '0');
  for (const folder of ['objects/sha256', 'actions']) mkdirSync(join(store, folder, name), { recursive: true });
}
const READ_ONLY = { mode: 0o444 };
const after = { digest: digestOfBytes('0\n') };
for (let number = Number(from); number < Number(to); number += 1) {
  const content = `${number}\n`;
  const digest = digestOfBytes(content);
  const hex = hexOf(digest);
  const object = join(store, 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
  writeFileSync(object, content, READ_ONLY);
  const fingerprint = {
    format: 1,
    stage: 'write',
    code: { digest: 'toy' },
    params: { number },
    inputs: { after: [after] },
  };
  const key = digestOf('fingerprint', fingerprint);
  const record = {
    format: 1,
    key,
    fingerprint,
    outputs: { text: { kind: 'text', extension: 'txt', digest, bytes: content.length } },
    metrics: {},
    startedAt: new Date(Date.UTC(2026, 0, 1) + number).toISOString(),
    durationMs: 1,
    host: {},
  };
  const text = `{"digest":"${digestOf('record', record)}","record":${canonical(record)}}\n`;
  const name = hexOf(key);
  writeFileSync(join(store, 'actions', name.slice(0, 2), `${name.slice(2)}.json`), text, READ_ONLY);
}
