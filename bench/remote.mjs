// How fast a remote cache is beside curl: `npm run bench:remote`. A thousand objects of 200 kB lie on an nginx of this machine. curl (one
// connection, and eight) and Assay take turns; Assay also hashes every byte and puts each object into a store. With `limit_rate`, nginx
// sends as over a line of 100 MB/s: eight connections of 12.5 MB/s.

import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '../dist/engine/store/local/disk.js';
import { openRemote } from '../dist/engine/store/remote/open.js';
import { remoteServers } from '../scripts/remote-server-paths.mjs';
import { describeMachine } from './machine.mjs';

const OBJECTS = 1000;
const BYTES = 200_000;
const PORT = 18_734;
const rounds = process.argv.includes('--quick') ? 3 : 7;

const { nginx } = remoteServers();
if (nginx === undefined) throw new Error('There is no nginx on this machine: install Debian\'s package "nginx-light"');
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
const refs = makeObjects(join(folder, 'files', 'cas'));
const results = {};
for (const [line, limit] of [
  ['this machine', ''],
  ['100 MB/s', 'limit_rate 12500k;'],
]) {
  const server = await startNginx(limit);
  try {
    results[line] = await compare(server.url);
  } finally {
    server.stop();
    await setTimeout(200);
  }
}
rmSync(folder, { recursive: true, force: true });
const report = { machine, objects: OBJECTS, bytes: BYTES, rounds, seconds: results };
mkdirSync(new URL('results', import.meta.url), { recursive: true });
writeFileSync(new URL('results/remote.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
console.log(
  '| line | curl | curl, 8 connections | Assay | throughput of Assay, best curl = 100 % |\n|---|---|---|---|---|',
);
for (const [line, { curl, curl8, assay }] of Object.entries(results)) {
  const [one, eight, own] = [curl, curl8, assay].map(median);
  console.log(
    `| ${line} | ${show(one)} | ${show(eight)} | ${show(own)} | ${Math.round((100 * Math.min(one, eight)) / own)} % |`,
  );
}

/** Times in seconds, of each in turn: the first round warms the page cache and is not counted. */
async function compare(url) {
  const times = { curl: [], curl8: [], assay: [] };
  const target = join(folder, 'curl');
  const config = join(folder, 'curl.txt');
  const lines = refs.map(
    ({ digest }, n) => `url = "${url}/cas/${digest.slice(7)}"\noutput = "${join(target, String(n))}"\n`,
  );
  writeFileSync(config, lines.join(''));
  const curl = async (...options) => {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    return timed(() => execFileSync('curl', ['-s', ...options, '-K', config], { stdio: 'ignore' }));
  };
  for (let round = 0; round <= rounds; round += 1) {
    const now = {
      curl: await curl(),
      curl8: await curl('-Z', '--parallel-max', '8'),
      assay: await withAssay(url),
    };
    if (round > 0) for (const [name, seconds] of Object.entries(now)) times[name].push(seconds);
  }
  return times;
}

async function withAssay(url) {
  const root = join(folder, 'store');
  rmSync(root, { recursive: true, force: true });
  const settings = { address: { scheme: 'http', url: new URL(url) }, push: false, compression: 'none', trust: [] };
  const cache = openRemote(settings, {}, (message) => console.error(message));
  const store = await openStore(root);
  const { signal } = new AbortController();
  try {
    return await timed(async () => {
      const fetched = await Promise.all(refs.map((ref) => cache.fetch(ref, store, signal)));
      if (fetched.includes(false)) throw new Error('An object is missing');
    });
  } finally {
    cache.close();
    await store.close();
  }
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function makeObjects(target) {
  mkdirSync(target, { recursive: true });
  return Array.from({ length: OBJECTS }, () => {
    const content = randomBytes(BYTES);
    const hex = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(target, hex), content);
    return { kind: 'table', extension: 'csv', digest: `sha256:${hex}`, bytes: BYTES };
  });
}

async function startNginx(limit) {
  const config = `
daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
events { worker_connections 256; }
http {
  access_log off; sendfile on; keepalive_requests 1000000;
  server { listen 127.0.0.1:${PORT}; root ${folder}/files; location / { ${limit} } }
}`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'ignore' });
  await setTimeout(500);
  return { url: `http://127.0.0.1:${PORT}`, stop: () => child.kill('SIGKILL') };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function show(seconds) {
  return `${seconds.toFixed(2)} s`;
}
