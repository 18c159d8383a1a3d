// Where the time of a training step goes: `npm run bench:profile`, or with `-- 64` or `-- vae` of another network. The step as
// tfjs composes it and as Assay does take turns in processes of their own; each TensorFlow operation is timed by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startWorker } from './worker.mjs';

const folder = fileURLToPath(new URL('./', import.meta.url));
const net = process.argv[2] ?? '32';
const settings = (kind) => JSON.stringify({ net, kind, batch: 128, threads: 2 });
const start = (kind) => startWorker(process.execPath, [`${folder}profile-worker.mjs`, settings(kind)]);
const workers = { composed: await start('composed'), assay: await start('assay') };
const least = { composed: {}, assay: {} };
for (let round = 0; round < 5; round += 1) {
  for (const [kind, worker] of Object.entries(workers)) {
    for (const [op, { ms, calls }] of Object.entries((await worker.ask({ steps: 10 })).operations)) {
      least[kind][op] = { ms: Math.min(ms, least[kind][op]?.ms ?? Infinity), calls };
    }
  }
}
for (const worker of Object.values(workers)) worker.stop();

const total = (kind) => Object.values(least[kind]).reduce((sum, { ms }) => sum + ms, 0);
const largest = ({ op }) => Math.max(least.composed[op]?.ms ?? 0, least.assay[op]?.ms ?? 0);
const rows = [...new Set([...Object.keys(least.composed), ...Object.keys(least.assay)])]
  .map((op) => ({ op }))
  .sort((a, b) => largest(b) - largest(a));
mkdirSync(`${folder}results`, { recursive: true });
writeFileSync(`${folder}results/profile.json`, `${JSON.stringify({ net, least }, null, 2)}\n`);
const cell = (entry) => (entry === undefined ? '–' : `${entry.ms.toFixed(2)} (${entry.calls})`);
console.log('| operation | as tfjs composes it | now |\n|---|---|---|');
for (const { op } of rows.filter((row) => largest(row) >= 0.1)) {
  console.log(`| ${op} | ${cell(least.composed[op])} | ${cell(least.assay[op])} |`);
}
console.log(`| all | ${total('composed').toFixed(1)} | ${total('assay').toFixed(1)} |`);
